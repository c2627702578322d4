// The time range lives in the URL: a click changes it, a link shares it, the back button undoes it.

import assert from 'node:assert/strict';

import { visit } from './harness/browser.js';
import { card, dateBefore, feed, pickCustomRange, range } from './harness/overview.js';
import { event } from './harness/server.js';
import { suite } from './harness/suite.js';

const DAY = 24 * 60;

const journey = suite({
  async prepare(server) {
    await server.ingest(await server.createToken(), [
      event({ minutesAgo: 5, text: 'Five minutes ago' }),
      event({ minutesAgo: 3 * DAY, text: 'Three days ago' }),
      event({ minutesAgo: 50 * DAY, text: 'Fifty days ago' }),
    ]);
  },
});

/** Waits until the feed shows some events and not others. */
async function showsOnly(page, shown, hidden) {
  await Promise.all([
    ...shown.map((text) => feed(page, text).waitFor()),
    ...hidden.map((text) => feed(page, text).waitFor({ state: 'detached' })),
  ]);
}

const isCurrent = (page, label) => range(page, label).and(page.locator('[aria-current="true"]')).waitFor();

journey('a click on a range changes page and address, the address is shared, and the back button undoes it', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo' });
  await isCurrent(page, '24 h');
  await showsOnly(page, ['Five minutes ago'], ['Three days ago']);
  await card(page, 'Events').getByText('per hour, UTC').waitFor();

  await range(page, '7 d').click();
  await page.waitForURL('/o/demo?range=7d');
  await isCurrent(page, '7 d');
  await showsOnly(page, ['Five minutes ago', 'Three days ago'], ['Fifty days ago']);
  await card(page, 'Events').getByText('per day, UTC').waitFor();

  const shared = await openPage({ user: server.owner });
  await visit(shared, page.url());
  await isCurrent(shared, '7 d');
  await showsOnly(shared, ['Five minutes ago', 'Three days ago'], ['Fifty days ago']);

  await page.goBack();
  await page.waitForURL('/o/demo');
  await isCurrent(page, '24 h');
  await showsOnly(page, ['Five minutes ago'], ['Three days ago']);
});

journey('a custom range shows its days and nothing else', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo' });
  const day = dateBefore(50);
  await pickCustomRange(page, day, day);
  await showsOnly(page, ['Fifty days ago'], ['Five minutes ago', 'Three days ago']);
  const { pathname, searchParams } = new URL(page.url());
  assert.deepEqual([pathname, searchParams.get('from'), searchParams.get('to')], ['/o/demo', day, day]);
  assert.ok(!searchParams.has(''), `nothing is in the address that says nothing: ${page.url()}`);

  const shared = await openPage({ user: server.owner });
  await visit(shared, page.url());
  await showsOnly(shared, ['Fifty days ago'], ['Five minutes ago']);
});

journey('a range that ends before it starts says so', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo' });
  await pickCustomRange(page, dateBefore(1), dateBefore(2));
  await page.getByRole('status').filter({ hasText: 'Start date must be before end date.' }).waitFor();
});

journey('a range that nobody knows is named, and the default is shown', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner });
  const answer = await visit(page, '/o/demo?range=bogus');
  assert.equal(answer.status(), 200);
  await page.getByRole('status').filter({ hasText: 'There is no time range “bogus”. Showing the last 24 hours instead.' }).waitFor();
  await isCurrent(page, '24 h');
  await showsOnly(page, ['Five minutes ago'], ['Three days ago']);
});

journey('an empty range says so in every card, and what to do', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo?range=custom&from=2001-02-03&to=2001-02-03' });
  for (const [title, fact] of [['CPU', 'No samples'], ['Events', 'No events'], ['Users', 'No user activity'], ['Recent events', 'No events']]) {
    await card(page, title).getByText(`${fact} in 3 Feb 2001`).waitFor();
  }
});
