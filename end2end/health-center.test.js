// What is broken is seen, with its reason; what is checked when is decided here, with and without scripts.

import assert from 'node:assert/strict';

import { PHONE, visit } from './harness/browser.js';
import { Site } from './harness/site.js';
import { suite } from './harness/suite.js';

const journey = suite({
  env: { PULSEBOARD_ALLOWED_NETWORKS: '127.0.0.0/8' },
  prepare: async () => ({ site: await Site.start() }),
});

const toast = (page, text) => page.getByRole('status').filter({ hasText: text });
const row = (page, text) => page.getByRole('row').filter({ hasText: text });

/** Makes a set of web pages as whoever looks at the environments, and stays at it. */
async function environment(page, name) {
  await page.getByRole('link', { name: 'Add web pages' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { name: 'Add a page' }).waitFor();
}

async function addPage(page, title, url) {
  await page.getByLabel('Title').fill(title);
  await page.getByLabel('Address', { exact: true }).fill(url);
  await page.getByRole('button', { name: 'Save and check' }).click();
  await row(page, title).waitFor();
}

journey('a set of pages is listed, and each of them is in the health center', async ({ server, openPage, site }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo/settings/environments' });
  await environment(page, 'Public sites');
  await addPage(page, 'Checkout', `${site.url}/checkout`);
  await visit(page, '/o/demo/health');
  await row(page, 'Checkout').waitFor();
  await row(page, 'Checkout').getByRole('link', { name: 'More about Checkout' }).click();
  await page.getByRole('heading', { name: 'Checkout' }).waitFor();
  await page.getByText('Acknowledge', { exact: true }).click();
  await page.getByLabel('Note').fill('The team is on it.');
  await page.getByRole('button', { name: 'Acknowledge it' }).click();
  await toast(page, 'It is acknowledged until it passes again.').waitFor();
  await row(page, 'Checkout').getByText('acknowledged').waitFor();

  await page.getByLabel('Search dashboards').fill('nothing like it');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByText('No dashboard fits').waitFor();
  assert.match(page.url(), /q=nothing\+like\+it/);
});

journey('a policy is previewed, refused with all that is wrong, and saved, with plain forms', async ({ server, openPage, site }) => {
  const page = await openPage({ user: server.owner, scripts: false, path: '/o/demo/settings/environments' });
  await environment(page, 'Night');
  for (const name of ['One', 'Two', 'Three']) await addPage(page, name, `${site.url}/${name}`);
  await page.goto('/o/demo/settings/automation?edit=new&wait=all');
  await page.getByLabel('Environment').selectOption('Night');
  await page.getByLabel('Starts').fill('01:00');
  await page.getByLabel('Ends').fill('01:00');
  await page.getByLabel('Name', { exact: true }).fill('Nightly');
  await page.getByRole('button', { name: 'Save policy' }).click();
  await page.getByText('The end has to be another time than the start.').waitFor();
  assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Nightly', 'nothing is lost');

  await page.getByLabel('Ends').fill('04:00');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByText(/^3 checks between 01:00 and 04:00 .*, one every 1 h, next /).waitFor();
  await page.getByRole('img', { name: 'This policy: 3 slots' }).waitFor();
  await page.getByRole('button', { name: 'Save policy' }).click();
  await page.getByText(/“Nightly” was saved\. Its 3 checks will be distributed/).waitFor();

  await row(page, 'Nightly').getByRole('button', { name: 'Pause Nightly' }).click();
  await row(page, 'Nightly').getByText('Paused').waitFor();
});

journey('a page that breaks is seen at once, with its reason, on every page, and so is its recovery', async ({ server, openPage, site }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo/settings/environments' });
  await environment(page, 'Shop');
  await addPage(page, 'Basket', `${site.url}/basket`);
  await visit(page, '/o/demo/settings/automation?edit=new');
  await page.getByLabel('Name', { exact: true }).fill('Shop at once');
  await page.getByLabel('Environment').selectOption('Shop');
  await page.getByLabel('Confirm a new failure by a second run').uncheck();
  await page.getByRole('button', { name: 'Save policy' }).click();
  await toast(page, '“Shop at once” was saved.').first().waitFor();

  const center = await openPage({ beside: page, path: '/o/demo/health' });
  await row(center, 'Basket').getByText('Passing').waitFor();
  site.break('/basket', 500);
  await page.getByRole('button', { name: 'Run now: Shop at once' }).click();
  await row(center, 'Basket').getByText('Failing').waitFor();
  await row(center, 'Basket').getByText(/500/).first().waitFor();
  for (const place of [page, center]) {
    await place.getByRole('navigation', { name: 'Main' }).getByText('1 failing dashboard').waitFor();
  }

  await row(center, 'Basket').getByRole('link', { name: 'More about Basket' }).click();
  await center.getByRole('link', { name: 'Open the report' }).click();
  await center.getByText('1 error.').waitFor();
  site.mend('/basket');
  await page.getByRole('button', { name: 'Run now: Shop at once' }).click();
  await center.getByRole('link', { name: 'Next report' }).click();
  await center.getByText('Nothing was found.').waitFor();
  await center.getByText('1 failing dashboard').waitFor({ state: 'detached' });
});

journey('what somebody types stays while checks run', async ({ server, openPage, site }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo/settings/environments' });
  await environment(page, 'Busy');
  await addPage(page, 'Busy page', `${site.url}/busy`);
  await page.getByLabel('Title').fill('Half a ti');
  const other = await openPage({ beside: page, path: '/o/demo/health' });
  await other.getByRole('button', { name: 'Run all of Busy now' }).click();
  await row(other, 'Busy page').getByText('Passing').waitFor();
  await page.getByRole('link', { name: /1 dashboards?: 1 Green/ }).waitFor();
  assert.equal(await page.getByLabel('Title').inputValue(), 'Half a ti');
});

journey('the assistant answers, and says what it understands', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo/assistant' });
  const ask = async (question) => {
    await page.getByLabel('Ask about your dashboards').fill(question);
    await page.getByRole('button', { name: 'Ask' }).click();
  };
  await ask('failing dashboards');
  await page.getByText('No dashboard is failing.').waitFor();
  await ask('make me a sandwich');
  await page.getByText('I don\'t understand that. Try one of these.').waitFor();
  await page.getByRole('link', { name: 'what is stale' }).click();
  await page.getByText('No dashboard is stale.').waitFor();
});

journey('on a phone nothing is wider than the page', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, viewport: PHONE, path: '/o/demo/health' });
  for (const path of ['health', 'incidents', 'assistant', 'settings/environments', 'settings/automation', 'settings/automation?edit=new']) {
    await page.goto(`/o/demo/${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const fits = await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
    assert.ok(fits, path);
  }
});
