// A page breaks, and whoever is to hear of it does: by mail, in Slack and in Telegram, once, with links that work.

import assert from 'node:assert/strict';
import { after } from 'node:test';

import { violations } from './harness/axe.js';
import { PHONE, visit } from './harness/browser.js';
import { Mailbox, Receiver } from './harness/receivers.js';
import { suite } from './harness/suite.js';
import { until } from './harness/until.js';

const outside = {
  mailbox: await Mailbox.start(),
  slack: await Receiver.start(() => ({ text: '{"ok":true}' })),
  telegram: await Receiver.start(() => ({ text: '{"ok":true,"result":[]}' })),
  site: await Receiver.start(() => ({ status: outside.isBroken ? 500 : 200, text: 'hello' })),
};

const journey = suite({
  env: {
    PULSEBOARD_ALLOWED_NETWORKS: '127.0.0.0/8',
    PULSEBOARD_SLACK_URL: outside.slack.url,
    PULSEBOARD_TELEGRAM_URL: outside.telegram.url,
  },
});

after(() => Promise.all(['mailbox', 'slack', 'telegram', 'site'].map((name) => outside[name]?.stop())));

const SETTINGS = '/o/demo/settings/notifications';
const toast = (page, text) => page.getByRole('status').filter({ hasText: text });
const row = (page, text) => page.getByRole('row').filter({ hasText: text });
const save = (page) => page.getByRole('button', { name: 'Save', exact: true }).click();

/** Adds a provider by its form, field by field. */
async function provider(page, kind, fields) {
  await visit(page, `${SETTINGS}?new=${kind}`);
  for (const [label, value] of Object.entries(fields)) {
    const field = page.getByLabel(label, { exact: true });
    if (label === 'Protection') await field.selectOption(value);
    else await field.fill(value);
  }
  await save(page);
  await toast(page, `“${fields.Name}” was saved.`).waitFor();
}

const calls = (receiver, path) => receiver.heard.filter((heard) => heard.path.endsWith(path)).map(({ body }) => JSON.parse(body));

journey('a provider is refused with what is wrong, saved without showing its secret, and tried', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: `${SETTINGS}?new=smtp`, expects: [/status of 422/] });
  await page.getByLabel('Name', { exact: true }).fill('Company mail');
  await page.getByLabel('Server', { exact: true }).fill('127.0.0.1');
  await page.getByLabel('Sender', { exact: true }).fill('pulse@example.com');
  await page.getByLabel('Port', { exact: true }).fill('many');
  await save(page);
  await page.getByLabel('Port', { exact: true }).and(page.locator('[aria-invalid=true]')).waitFor();
  assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Company mail', 'nothing is lost');
  await page.getByLabel('Port', { exact: true }).fill(String(outside.mailbox.port));
  await page.getByLabel('Protection').selectOption('None');
  await save(page);
  await toast(page, '“Company mail” was saved.').waitFor();
  await row(page, 'Company mail').getByText('Not tried').waitFor();

  await row(page, 'Company mail').getByRole('link', { name: 'Change or test' }).click();
  await page.getByLabel('Send it to').fill('ops@example.com');
  await page.getByRole('button', { name: 'Send a test message' }).click();
  await toast(page, 'The test message was taken.').waitFor();
  await row(page, 'Company mail').getByText('Working').waitFor();
  const mails = await outside.mailbox.mails();
  assert.equal(mails.length, 1);
  assert.match(mails[0], /To: ops@example\.com/);
  assert.deepEqual(await violations(page), []);
});

journey('a page that breaks is told once by each channel, and its recovery too', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo/settings/environments' });
  await provider(page, 'slack', { Name: 'Work', 'Address or token': 'xoxb-1-2-abcdef' });
  await provider(page, 'telegram', { Name: 'The bot', 'Bot token': `110201543:${'A'.repeat(35)}` });
  await visit(page, '/o/demo/settings/environments');
  await page.getByRole('link', { name: 'Add web pages' }).click();
  await page.getByLabel('Name').fill('Sites');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByLabel('Title').fill('Checkout <b>');
  await page.getByLabel('Address', { exact: true }).fill(`${outside.site.url}/`);
  await page.getByRole('button', { name: 'Save and check' }).click();
  await row(page, 'Checkout').waitFor();

  await visit(page, '/o/demo/settings/automation?edit=new');
  await page.getByLabel('Name', { exact: true }).fill('Nightly');
  await page.getByText('Confirm a new failure by a second run 60 s later').click();
  await page.getByLabel('Provider 1').selectOption('Work (Slack)');
  await page.getByLabel('Target 1').fill('#ops');
  await page.getByLabel('Provider 2').selectOption('The bot (Telegram)');
  await page.getByLabel('Target 2').fill('my friend');
  await page.getByRole('button', { name: 'Save policy' }).click();
  await page.getByText('“my friend” is no Telegram chat').waitFor();
  await page.getByLabel('Target 2').fill('4711');
  await page.getByRole('button', { name: 'Save policy' }).click();
  await toast(page, /“Nightly” was saved/).first().waitFor();
  await row(page, 'Nightly').getByText('Slack #ops, Telegram 4711, owners').waitFor();

  outside.isBroken = true;
  const check = async () => {
    await visit(page, '/o/demo/settings/automation');
    await row(page, 'Nightly').getByRole('button', { name: 'Run now: Nightly' }).click();
    await toast(page, 'Its checks are queued.').waitFor();
  };
  await check();
  await until('Slack and Telegram are told', () => calls(outside.slack, '/chat.postMessage').length > 0 && calls(outside.telegram, '/sendMessage').length > 0, 60);
  const [told] = calls(outside.slack, '/chat.postMessage');
  assert.equal(told.blocks[0].text.text, '🚨 Validation Failed: Checkout <b>');
  assert.match(calls(outside.telegram, '/sendMessage')[0].text, /Checkout &lt;b&gt;/);

  const links = told.blocks.find(({ type }) => type === 'actions').elements;
  const acknowledge = links.find(({ text }) => text.text === 'Acknowledge').url;
  const stranger = await openPage({ scripts: false, path: new URL(acknowledge).pathname });
  await stranger.getByText('Nobody hears of it until it passes again.').waitFor();
  await stranger.getByRole('button', { name: 'Acknowledge' }).click();
  await stranger.getByText('Done').waitFor();
  await visit(page, '/o/demo/health');
  await row(page, 'Checkout').getByText('acknowledged').waitFor();

  outside.isBroken = false;
  await check();
  await until('both hear of the end', () => calls(outside.slack, '/chat.postMessage').length === 2 && calls(outside.telegram, '/sendMessage').length === 2, 60);
  assert.match(calls(outside.slack, '/chat.postMessage')[1].text, /Validation Passed/);

  await visit(page, `${SETTINGS}/deliveries`);
  assert.equal(await row(page, 'Checkout').count(), 4);
  await row(page, 'Checkout').first().getByText('Sent').waitFor();
  assert.deepEqual(await violations(page), []);
});

journey('a profile says where messages go, and works without scripts', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, scripts: false, path: '/profile' });
  await page.getByLabel('Notify me on failures').uncheck();
  await page.getByRole('button', { name: 'Keep' }).click();
  await page.goto('/profile');
  assert.equal(await page.getByLabel('Notify me on failures').isChecked(), false);
  await page.getByRole('button', { name: 'Get a code' }).click();
  await page.getByText(/^Send [a-z2-9]{4}-[a-z2-9]{4} to the bot/).waitFor();
  const other = await openPage({ user: server.owner, path: '/profile' });
  assert.deepEqual(await violations(other), []);
});

journey('on a phone nothing is wider than the page', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, viewport: PHONE, path: SETTINGS });
  for (const path of [SETTINGS, `${SETTINGS}?new=smtp`, `${SETTINGS}?new=webhook`, `${SETTINGS}/deliveries`, '/profile']) {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const fits = await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
    assert.ok(fits, path);
  }
});
