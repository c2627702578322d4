// axe finds nothing on any page, in either theme, on a wide screen and on a phone, with menus and dialogs open.

import assert from 'node:assert/strict';

import { violations } from './harness/axe.js';
import { DESKTOP, PHONE, signIn } from './harness/browser.js';
import { card, connection, feed } from './harness/overview.js';
import { event } from './harness/server.js';
import { suite } from './harness/suite.js';

const journey = suite({
  async prepare(server) {
    await server.createOrg({ slug: 'empty', name: 'Nothing yet' });
    await server.addMember(server.owner, 'empty');
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
    return { cookie: await server.session(server.owner) };
  },
});

const drawn = (page, title) => card(page, title).getByRole('img').locator('svg').waitFor();

/** Every page and state: where it is, and what is done there before axe looks. */
const STATES = {
  'sign-in': { path: '/login', isSignedOut: true },
  'sign-in, refused': {
    path: '/login',
    isSignedOut: true,
    expects: [/status of 401/],
    async reach(page) {
      await signIn(page, { email: 'nobody@example.com', password: 'not the password' });
      await page.getByRole('alert').filter({ hasText: 'wrong' }).waitFor();
    },
  },
  overview: {
    path: '/o/demo',
    async reach(page) {
      await feed(page, 'nightly-load').first().waitFor();
      for (const title of ['CPU', 'Events', 'Users']) {
        await card(page, title).scrollIntoViewIfNeeded();
        await drawn(page, title);
      }
    },
  },
  'overview, tables': {
    path: '/o/demo?range=7d',
    async reach(page) {
      for (const title of ['CPU', 'Memory', 'Events', 'Users']) {
        await page.getByRole('button', { name: `Show ${title} as a table` }).click();
        await card(page, title).getByRole('table').waitFor();
      }
    },
  },
  'overview, ranges': {
    path: '/o/demo',
    async reach(page) {
      await page.getByRole('button', { name: /More ranges/ }).click();
      await page.getByRole('group', { name: 'More ranges' }).waitFor();
    },
  },
  'overview, palette': {
    path: '/o/demo',
    async reach(page) {
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog', { name: 'Jump to' }).waitFor();
    },
  },
  'overview, shortcuts': {
    path: '/o/demo',
    async reach(page) {
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    },
  },
  'overview, definition': {
    path: '/o/demo',
    async reach(page) {
      await page.getByRole('button', { name: 'What cpu means' }).focus();
      await page.getByRole('tooltip').filter({ hasText: 'Share of all cores' }).waitFor();
    },
  },
  'overview, unknown range': { path: '/o/demo?range=bogus', reach: (page) => page.getByText('There is no time range').waitFor() },
  'empty organization': { path: '/o/empty', reach: (page) => card(page, 'CPU').getByText('No samples').waitFor() },
  'not found': {
    path: '/o/nowhere',
    expects: [/status of 404/],
    reach: (page) => page.getByText('There is nothing at this address').waitFor(),
  },
};

const PHONE_STATES = {
  'overview, drawer': {
    path: '/o/demo',
    async reach(page) {
      await page.getByRole('button', { name: 'More', exact: true }).click();
      await page.getByRole('dialog', { name: 'More' }).waitFor();
    },
  },
};

for (const [device, viewport, states] of [['a wide screen', DESKTOP, STATES], ['a phone', PHONE, { ...STATES, ...PHONE_STATES }]]) {
  for (const theme of ['light', 'dark']) {
    journey(`axe finds nothing on ${device} in the ${theme} theme`, async ({ openPage, cookie }) => {
      for (const [name, { path, isSignedOut, expects, reach }] of Object.entries(states)) {
        const page = await openPage({ cookie: isSignedOut ? undefined : cookie, theme, viewport, expects, path });
        assert.equal(await page.locator('html').getAttribute('data-theme'), theme, name);
        if (path.startsWith('/o/demo')) await connection(page, /^Live$/).waitFor();
        await reach?.(page);
        assert.deepEqual(await violations(page), [], name);
        await page.close();
      }
    });
  }
}
