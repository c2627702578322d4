// What is broken is seen, with its reason; what is checked when is decided here, with and without scripts.

import assert from 'node:assert/strict';

import { PHONE, visit } from './harness/browser.js';
import { suite } from './harness/suite.js';

const journey = suite();

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

journey('a set of pages is listed, and each of them is in the health center', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo/settings/environments' });
  await environment(page, 'Public sites');
  await addPage(page, 'Checkout', 'https://checkout.example.com/');
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

journey('a policy is previewed, refused with all that is wrong, and saved, with plain forms', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, scripts: false, path: '/o/demo/settings/environments' });
  await environment(page, 'Night');
  for (const name of ['One', 'Two', 'Three']) await addPage(page, name, `https://${name.toLowerCase()}.example.com/`);
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
  for (const path of ['health', 'assistant', 'settings/environments', 'settings/automation', 'settings/automation?edit=new']) {
    await page.goto(`/o/demo/${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const fits = await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
    assert.ok(fits, path);
  }
});
