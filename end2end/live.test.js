// What happens is on the page as it happens, and the page says when it can't be.

import assert from 'node:assert/strict';

import { connection, feed } from './harness/overview.js';
import { event } from './harness/server.js';
import { suite } from './harness/suite.js';

/** From the answer of the server to the change on the page. */
const AT_ONCE_MS = 3_000;
/** The page tries again with growing pauses, the third of which ends within 4 s. */
const REOPENED_WITHIN_MS = 20_000;

const journey = suite({ prepare: async (server) => ({ token: await server.createToken() }) });

const isLive = (page, options) => connection(page, /^Live$/).waitFor(options);

journey('an event is in the feed of every open tab at once and without a reload', async ({ server, openPage, token }) => {
  const first = await openPage({ user: server.owner, path: '/o/demo' });
  const second = await openPage({ beside: first, path: '/o/demo?range=7d' });
  const tabs = [first, second];
  await Promise.all(tabs.map((page) => isLive(page)));
  await Promise.all(tabs.map((page) => page.evaluate(() => { window.isStillTheSame = true; })));

  await server.ingest(token, [event({ text: 'Nightly load finished' })]);
  await Promise.all(tabs.map((page) => feed(page, 'Nightly load finished').waitFor({ timeout: AT_ONCE_MS })));
  for (const page of tabs) assert.equal(await page.evaluate(() => window.isStillTheSame), true);
});

journey('a sign-in shows up in the feed of those who look', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo' });
  await isLive(page);
  const ana = await server.createUser({ email: 'ana@example.com', name: 'Ana Lind' });
  await server.session(ana);
  await feed(page, 'Ana Lind signed in from the web').waitFor({ timeout: AT_ONCE_MS });
});

journey('a page whose server goes away says so, and is live and fresh again when it comes back', async ({ server, openPage, token }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo', expects: [/ERR_CONNECTION_REFUSED/] });
  await isLive(page);
  await feed(page).first().waitFor();

  const noticed = connection(page, /^Reconnecting$/).waitFor();
  await server.stop();
  await noticed;
  await connection(page, /^Offline, updated .+ ago$/).waitFor();
  assert.ok((await feed(page).count()) > 0, 'what was last known stays');

  await server.start();
  await server.ingest(token, [event({ text: 'Happened while nobody listened' })]);
  await isLive(page, { timeout: REOPENED_WITHIN_MS });
  await feed(page, 'Happened while nobody listened').waitFor({ timeout: AT_ONCE_MS });
});
