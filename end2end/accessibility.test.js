// axe finds nothing on any page, in either theme, on a wide screen and on a phone, with menus and dialogs open.

import assert from 'node:assert/strict';

import { violations } from './harness/axe.js';
import { DESKTOP, PHONE, signIn } from './harness/browser.js';
import { checkPages } from './harness/dashboards.js';
import { card, connection, feed } from './harness/overview.js';
import { event } from './harness/server.js';
import { Site } from './harness/site.js';
import { suite } from './harness/suite.js';

const journey = suite({
  env: { PULSEBOARD_ALLOWED_NETWORKS: '127.0.0.0/8' },
  async prepare(server) {
    await server.createOrg({ slug: 'empty', name: 'Nothing yet' });
    await server.addMember(server.owner, 'empty');
    // The only owner could not leave.
    await server.createUser({ email: 'second@example.com', role: 'owner' });
    const statuses = ['success', 'failed', 'warning', 'info'];
    const events = Array.from({ length: 60 }, (_, at) => event({
      minutesAgo: at * 11 + 1,
      kind: 'pipeline.finished',
      actor: { id: `person-${at % 5}`, name: `Person ${at % 5}` },
      subject: { id: 'nightly', name: 'nightly-load' },
      channel: at % 2 ? 'api' : 'web',
      status: statuses[at % 4],
    }));
    await server.ingest(await server.createToken(), events);
    const cookie = await server.session(server.owner);
    const site = await Site.start();
    return { cookie, site, made: await checkPages(server, cookie, site) };
  },
});

const drawn = (page, title) => card(page, title).getByRole('img').locator('svg').waitFor();
const close = (page) => page.keyboard.press('Escape');

/** What can be opened on the overview, one after the other, and how each is put away again. */
const OVERVIEW = {
  'with charts': {
    async reach(page) {
      await feed(page, 'nightly-load').first().waitFor();
      for (const title of ['CPU', 'Events', 'Users']) {
        await card(page, title).scrollIntoViewIfNeeded();
        await drawn(page, title);
      }
    },
  },
  'with its ranges': {
    async reach(page) {
      await page.getByRole('button', { name: /More ranges/ }).click();
      await page.getByRole('group', { name: 'More ranges' }).waitFor();
    },
    leave: close,
  },
  'with its palette': {
    async reach(page) {
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog', { name: 'Jump to' }).waitFor();
    },
    leave: close,
  },
  'with its shortcuts': {
    async reach(page) {
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    },
    leave: close,
  },
  'with its drawer': {
    isPhone: true,
    // axe doesn't know that a popover lies above everything, and takes the bar below for an obstacle. The tests of the
    // phone press the drawer's targets.
    except: ['target-size'],
    async reach(page) {
      await page.getByRole('button', { name: 'More', exact: true }).click();
      await page.getByRole('dialog', { name: 'More' }).waitFor();
    },
    leave: close,
  },
  'with a definition': {
    async reach(page) {
      await page.getByRole('button', { name: 'What cpu means' }).focus();
      await page.getByRole('tooltip').filter({ hasText: 'Share of all cores' }).waitFor();
    },
    leave: close,
  },
  'with tables': {
    async reach(page) {
      for (const title of ['CPU', 'Memory', 'Events', 'Users']) {
        await page.getByRole('switch', { name: `Show ${title} as a table` }).click();
        await card(page, title).getByRole('table').waitFor();
      }
    },
  },
};

const SIGN_IN = {
  'as it comes': {},
  'after a refusal': {
    async reach(page) {
      await signIn(page, { email: 'nobody@example.com', password: 'not the password' });
      await page.getByRole('alert').filter({ hasText: 'wrong' }).waitFor();
    },
  },
};

/** Every page: who looks at it, what it complains about by design, and its states. */
const PAGES = {
  'sign-in': { path: '/login', isSignedOut: true, states: SIGN_IN },
  documentation: { path: '/api/docs', isSignedOut: true, states: { 'as it comes': {} } },
  overview: { path: '/o/demo', states: OVERVIEW },
  'unknown range': {
    path: '/o/demo?range=bogus',
    states: { 'with its notice': { reach: (page) => page.getByText('There is no time range').waitFor() } },
  },
  'empty organization': {
    path: '/o/empty',
    states: { 'with empty cards': { reach: (page) => card(page, 'CPU').getByText('No samples').waitFor() } },
  },
  'general settings': { path: '/o/demo/settings/general', states: { 'as it comes': {} } },
  members: {
    path: '/o/demo/settings/members',
    states: {
      'as it comes': {},
      'before leaving': { reach: (page) => page.getByText('Leave this organization').click() },
    },
  },
  tokens: { path: '/o/demo/settings/tokens', states: { 'as it comes': {} } },
  'audit log': { path: '/o/demo/settings/audit', states: { 'as it comes': {} } },
  'health center': { path: '/o/demo/health', states: { 'as it comes': {} } },
  'health center without environments': { path: '/o/empty/health', states: { 'as it comes': {} } },
  incidents: { path: '/o/demo/incidents', states: { 'as it comes': {} } },
  'no incidents': { path: '/o/empty/incidents', states: { 'as it comes': {} } },
  incident: { path: (made) => made.incident, states: { 'as it comes': {} } },
  'one dashboard': { path: (made) => `/o/demo/health?dashboard=${made.dashboard}`, states: { 'as it comes': {} } },
  report: { path: (made) => made.report, states: { 'as it comes': {} } },
  assistant: { path: '/o/demo/assistant?q=failing', states: { 'as it comes': {} } },
  environments: { path: '/o/demo/settings/environments', states: { 'as it comes': {} } },
  'one environment': { path: (made) => `/o/demo/settings/environments?environment=${made.environment}`, states: { 'as it comes': {} } },
  'new environment': { path: '/o/demo/settings/environments?new=superset', states: { 'as it comes': {} } },
  policies: { path: '/o/demo/settings/automation', states: { 'as it comes': {} } },
  'one policy': { path: (made) => `/o/demo/settings/automation?edit=${made.policy}`, states: { 'as it comes': {} } },
  'new policy': { path: '/o/demo/settings/automation?edit=new', states: { 'as it comes': {} } },
  notifications: { path: '/o/demo/settings/notifications', states: { 'as it comes': {} } },
  'new mail server': { path: '/o/demo/settings/notifications?new=smtp', states: { 'as it comes': {} } },
  deliveries: { path: '/o/demo/settings/notifications/deliveries', states: { 'as it comes': {} } },
  'forgotten password': { path: '/forgot', isSignedOut: true, states: { 'as it comes': {} } },
  profile: { path: '/profile', states: { 'as it comes': {} } },
  'new organization': { path: '/organizations/new', states: { 'as it comes': {} } },
  'not found': {
    path: '/o/nowhere',
    expects: [/status of 404/],
    states: { 'as it comes': { reach: (page) => page.getByText('There is nothing at this address').waitFor() } },
  },
};

for (const [device, viewport] of [['a wide screen', DESKTOP], ['a phone', PHONE]]) {
  for (const theme of ['light', 'dark']) {
    for (const [name, { path, isSignedOut, expects, states }] of Object.entries(PAGES)) {
      journey(`axe finds nothing on the ${name} page, on ${device}, ${theme}`, async ({ openPage, cookie, made }) => {
        const address = typeof path === 'function' ? path(made) : path;
        const page = await openPage({ cookie: isSignedOut ? undefined : cookie, theme, viewport, expects, path: address });
        assert.equal(await page.locator('html').getAttribute('data-theme'), theme);
        if (address.startsWith('/o/demo')) await connection(page, /^Live$/).waitFor();
        for (const [state, { isPhone, except, reach, leave }] of Object.entries(states)) {
          if (isPhone && viewport !== PHONE) continue;
          await reach?.(page);
          assert.deepEqual(await violations(page, except), [], state);
          await leave?.(page);
        }
      });
    }
  }
}
