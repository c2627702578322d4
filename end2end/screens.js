// Takes pictures of every page: light and dark, wide and on a phone, with data and without.
//
// Usage: node end2end/screens.js FOLDER. It starts a server of its own and leaves nothing but the pictures.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { DESKTOP, PHONE, Pages, launch, signIn, visit } from './harness/browser.js';
import { checkPages } from './harness/dashboards.js';
import { activity } from './harness/demo.js';
import { card, connection, feed } from './harness/overview.js';
import { Receiver } from './harness/receivers.js';
import { Server } from './harness/server.js';
import { Site } from './harness/site.js';

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: node end2end/screens.js FOLDER');
mkdirSync(folder, { recursive: true });

/** At most as many events as one request takes. */
const EVENTS = 9_000;

async function prepare(server, site) {
  await server.createOrg({ slug: 'empty', name: 'Nothing yet', timeZone: 'Europe/Berlin' });
  await server.addMember(server.owner, 'empty', 'owner');
  const token = await server.createToken();
  await server.ingest(token, activity({ count: EVENTS, days: 60 }));
  const cookie = await server.session(server.owner);
  const channels = await providers(server, cookie);
  return { cookie, made: { channels, ...await checkPages(server, cookie, site, { channels }) } };
}

/** A Slack that takes messages and a webhook that doesn't, as channels of a policy. */
async function providers(server, cookie) {
  const kinds = [
    { kind: 'slack', name: 'Company Slack', secret: 'xoxb-1-2-abcdef' },
    { kind: 'webhook', name: 'On-call', url: `${pager.url}/alerts`, secret: '0123456789abcdef' },
  ];
  const save = (fields) => server.request('/fn/save_provider', {
    cookie,
    headers: { accept: 'application/json' },
    body: new URLSearchParams({ org: 'demo', ...fields }),
  });
  for (const fields of kinds) {
    const answer = await save(fields);
    if (answer.status >= 400) throw new Error(`${fields.name} was answered ${answer.status}: ${await answer.text()}`);
  }
  const answer = await server.request('/o/demo/settings/notifications?wait=all', { cookie });
  const page = await answer.text();
  const idOf = (name) => Number(page.split('<tr').find((row) => row.includes(name)).match(/\?edit=(\d+)/)[1]);
  return [
    { type: 'slack', provider_id: idOf('Company Slack'), target: '#ops' },
    { type: 'webhook', provider_id: idOf('On-call'), target: '' },
  ];
}

const drawn = (page, title) => card(page, title).getByRole('img').locator('svg').waitFor();

/** Scrolls through the page, so that what waits to be seen is drawn. */
async function settle(page) {
  await connection(page, /^Live$/).waitFor();
  await feed(page).first().waitFor();
  for (const title of ['CPU', 'Memory', 'Events', 'Users']) {
    await card(page, title).scrollIntoViewIfNeeded();
    await drawn(page, title);
  }
  await page.evaluate(() => window.scrollTo(0, 0));
}

/** Makes the window as high as the page, so that what is fixed to the window's edges is at the page's. */
async function showAll(page, { width, height }) {
  const needed = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.max(height, needed) });
}

const open = (name) => async (page) => {
  await settle(page);
  await page.getByRole('button', { name }).first().click();
};

/** The pictures by name: where they are taken, and what is done before. With `isWindow` they show what a window shows. */
const PICTURES = {
  'sign-in': { path: '/login', isSignedOut: true },
  'sign-in-refused': {
    path: '/login',
    isSignedOut: true,
    async reach(page) {
      await signIn(page, { email: 'nobody@example.com', password: 'not the password' });
      await page.getByRole('alert').filter({ hasText: 'wrong' }).waitFor();
    },
  },
  overview: { path: '/o/demo', reach: settle },
  'overview-1h': { path: '/o/demo?range=1h', reach: (page) => connection(page, /^Live$/).waitFor() },
  'overview-7d': { path: '/o/demo?range=7d', reach: settle },
  'overview-90d': { path: '/o/demo?range=90d', reach: settle },
  'overview-unknown-range': { path: '/o/demo?range=bogus', reach: settle },
  'overview-no-scripts': { path: '/o/demo?wait=all', scripts: false },
  'overview-tables': {
    path: '/o/demo',
    async reach(page) {
      await settle(page);
      for (const title of ['CPU', 'Events']) await page.getByRole('switch', { name: `Show ${title} as a table` }).click();
    },
  },
  'overview-definition': {
    path: '/o/demo',
    isWindow: true,
    async reach(page) {
      await settle(page);
      await page.getByRole('button', { name: /^What memory means/i }).focus();
    },
  },
  'overview-ranges': { path: '/o/demo', isWindow: true, reach: open(/More ranges/) },
  'overview-palette': { path: '/o/demo', isWindow: true, reach: open('Jump to') },
  'overview-shortcuts': {
    path: '/o/demo',
    isWindow: true,
    async reach(page) {
      await settle(page);
      await page.keyboard.press('?');
    },
  },
  'overview-organizations': { path: '/o/demo', isWindow: true, isWide: true, reach: open(/Change organization/) },
  'overview-drawer': { path: '/o/demo', isWindow: true, isWide: false, reach: open(/^More$/) },
  'empty-organization': { path: '/o/empty', reach: (page) => card(page, 'CPU').getByText('No samples').waitFor() },
  'settings-general': { path: '/o/demo/settings/general' },
  'settings-members': { path: '/o/demo/settings/members' },
  'settings-tokens': { path: '/o/demo/settings/tokens' },
  'settings-audit': { path: '/o/demo/settings/audit' },
  health: { path: '/o/demo/health' },
  'health-empty': { path: '/o/empty/health' },
  incidents: { path: '/o/demo/incidents' },
  incident: { path: (made) => made.incident },
  'health-one': { path: (made) => `/o/demo/health?dashboard=${made.dashboard}` },
  report: { path: (made) => made.report },
  environment: { path: (made) => `/o/demo/settings/environments?environment=${made.environment}` },
  'environment-new': { path: '/o/demo/settings/environments?new=superset' },
  'policy-preview': { path: (made) => `/o/demo/settings/automation?edit=${made.policy}` },
  assistant: { path: '/o/demo/assistant?q=failing' },
  environments: { path: '/o/demo/settings/environments' },
  policies: { path: '/o/demo/settings/automation' },
  'policy-form': { path: '/o/demo/settings/automation?edit=new' },
  notifications: { path: '/o/demo/settings/notifications' },
  'notifications-empty': { path: '/o/empty/settings/notifications' },
  'provider-new': { path: '/o/demo/settings/notifications?new=smtp' },
  'provider-failing': { path: (made) => `/o/demo/settings/notifications?edit=${made.channels[1].provider_id}` },
  deliveries: { path: '/o/demo/settings/notifications/deliveries' },
  'deliveries-empty': { path: '/o/empty/settings/notifications/deliveries' },
  forgot: { path: '/forgot', isSignedOut: true },
  profile: { path: '/profile' },
  'organization-new': { path: '/organizations/new' },
  'not-found': { path: '/o/nowhere' },
};

const slack = await Receiver.start(() => ({ text: '{"ok":true}' }));
const pager = await Receiver.start(() => ({ status: 503, text: 'Back in a minute.' }));
const env = { PULSEBOARD_ALLOWED_NETWORKS: '127.0.0.0/8', PULSEBOARD_SLACK_URL: slack.url };
const [server, browser, site] = await Promise.all([Server.start({ env }), launch(), Site.start()]);
try {
  const { cookie, made } = await prepare(server, site);
  for (const [device, viewport] of [['1440', DESKTOP], ['390', PHONE]]) {
    for (const theme of ['light', 'dark']) {
      const pages = new Pages(browser, server);
      for (const [name, { path, scripts, reach, isSignedOut, isWindow, isWide }] of Object.entries(PICTURES)) {
        if (isWide !== undefined && isWide !== (viewport === DESKTOP)) continue;
        const page = await pages.open({ cookie: isSignedOut ? undefined : cookie, theme, viewport, scripts });
        const file = `${name}-${theme}-${device}.png`;
        const address = typeof path === 'function' ? path(made) : path;
        const arrive = async () => {
          await (scripts === false ? page.goto(address) : visit(page, address));
          await reach?.(page);
        };
        // A picture of a page that isn't as it should be is worth more than none.
        await arrive().catch((error) => console.error(`${file}: ${error.message}`));
        if (!isWindow) await showAll(page, viewport);
        await page.screenshot({ path: join(folder, file) });
        await page.context().close();
      }
    }
  }
  console.log(`The pictures are in ${folder}.`);
} finally {
  await browser.close();
  await server.remove();
  await Promise.all([site[Symbol.asyncDispose](), slack.stop(), pager.stop()]);
}
