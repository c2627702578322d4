// Without scripts every page is complete: forms are forms, charts are tables, ranges are links.

import assert from 'node:assert/strict';

import { signIn } from './harness/browser.js';
import { card, dateBefore, feed, figure, pickCustomRange, range } from './harness/overview.js';
import { event } from './harness/server.js';
import { suite } from './harness/suite.js';

const DAY = 24 * 60;

const journey = suite({
  async prepare(server) {
    await server.ingest(await server.createToken(), [
      event({ minutesAgo: 5, text: 'Five minutes ago', actor: { id: 'ana' }, channel: 'web' }),
      event({ minutesAgo: 3 * DAY, text: 'Three days ago' }),
    ]);
  },
});

journey('signing in and out with plain forms, first with a wrong password', async ({ server, openPage }) => {
  const page = await openPage({ scripts: false, path: '/o/demo' });
  await page.getByRole('heading', { name: 'Sign in to Pulseboard' }).waitFor();
  const { email, password } = server.owner;
  await signIn(page, { email, password: 'not the password' });
  await page.getByRole('alert').filter({ hasText: 'E-mail or password is wrong.' }).waitFor();
  assert.equal(await page.getByLabel('E-mail').inputValue(), email);
  assert.ok(!page.url().includes('not+the+password') && !page.url().includes('not%20the%20password'), 'no password stands in an address');

  await signIn(page, { email, password });
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/o/demo');

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Pulseboard' }).waitFor();
  await page.goto('/o/demo');
  assert.equal(new URL(page.url()).pathname, '/login');
});

journey('the overview is complete, with tables in the place of charts', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, scripts: false, path: '/o/demo?wait=all' });
  for (const label of ['CPU', 'Memory', 'Disk', 'Load', 'Uptime']) {
    assert.match(await figure(page, label).innerText(), /\d/, label);
  }
  for (const title of ['CPU', 'Memory', 'Events', 'Users']) {
    const table = card(page, title).getByRole('table');
    assert.ok(await table.isVisible(), title);
    assert.ok((await table.getByRole('row').count()) > 1, title);
    assert.equal(await card(page, title).getByRole('img').isVisible(), false, title);
  }
  assert.ok(await feed(page, 'Five minutes ago').isVisible());
  assert.equal(await page.getByText('Loading').count(), 0);

  const useless = ['Jump to', 'Shortcuts', 'Refresh', /as a table$/];
  for (const name of useless) assert.equal(await page.getByRole('button', { name }).count(), 0, `${name} needs scripts`);
});

journey('a range is a link, and a custom one a form', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, scripts: false, path: '/o/demo' });
  await range(page, '7 d').click();
  await page.waitForURL('/o/demo?range=7d');
  await page.goto(`${page.url()}&wait=all`);
  assert.ok(await feed(page, 'Three days ago').isVisible());
  assert.ok(await range(page, '7 d').and(page.locator('[aria-current="true"]')).isVisible());

  const day = dateBefore(3);
  await pickCustomRange(page, day, day);
  await page.waitForURL((url) => url.searchParams.get('from') === day && url.searchParams.get('to') === day);
  await page.goto(`${page.url()}&wait=all`);
  assert.ok(await feed(page, 'Three days ago').isVisible());
  assert.equal(await feed(page, 'Five minutes ago').count(), 0);

  await page.goto('/o/demo?range=bogus');
  await page.getByRole('status').filter({ hasText: 'There is no time range “bogus”. Showing the last 24 hours instead.' }).waitFor();
});

journey('the theme is a form too', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, scripts: false, colorScheme: 'light', path: '/o/demo' });
  await page.getByRole('button', { name: 'Use the light theme' }).click();
  await page.getByRole('button', { name: 'Use the dark theme' }).click();
  await page.getByRole('button', { name: "Use the system's theme" }).waitFor();
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  assert.equal(new URL(page.url()).pathname, '/o/demo');
});

journey('on a phone the drawer opens and leads on', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, scripts: false, viewport: { width: 390, height: 844 }, path: '/o/demo' });
  await page.getByRole('button', { name: 'More', exact: true }).click();
  const drawer = page.getByRole('dialog', { name: 'More' });
  await drawer.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Pulseboard' }).waitFor();
});
