// From an empty data directory to a dashboard that moves: what a person sees who has just installed Pulseboard.

import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';

import { signIn } from './harness/browser.js';
import { figure } from './harness/overview.js';
import { suite } from './harness/suite.js';
import { until } from './harness/until.js';

const journey = suite({
  embedded: true,
  env: { PULSEBOARD_ADMIN_EMAIL: undefined, PULSEBOARD_ADMIN_PASSWORD: undefined },
});

/** What the server printed for the person who started it. */
function printed(server) {
  const { stdout } = server.said;
  const [, url] = /Pulseboard is at (\S+)/.exec(stdout) ?? assert.fail(stdout);
  const [, email] = /e-mail\s+(\S+)/.exec(stdout) ?? assert.fail(stdout);
  const [, password] = /password\s+(\S+)/.exec(stdout) ?? assert.fail(stdout);
  return { url, email, password };
}

/** Keeps one core busy until it is told to stop, so that the share of busy cores has a reason to change. */
function keepBusy() {
  const worker = new Worker('for (;;) {}', { eval: true });
  return () => worker.terminate();
}

journey('the printed sign-in works, and CPU moves within 10 seconds', async ({ server, openPage }) => {
  const { url, ...account } = printed(server);
  const page = await openPage();
  await page.goto(url);
  await signIn(page, account);
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/o/demo');

  assert.match(await figure(page, 'CPU').innerText(), /\d/);
  // A machine that is busy all the time stays at 100 %: there it is the load that moves.
  const moving = () => Promise.all(['CPU', 'Load'].map((label) => figure(page, label).innerText()));
  const before = await moving();
  const rest = keepBusy();
  await until('CPU or load show another figure', async () => String(await moving()) !== String(before)).finally(rest);
});

journey('the sign-in is kept for its owner alone, and a second start tells the same one', async ({ server, openPage }) => {
  const first = printed(server);
  const { mode } = await stat(`${server.dataDir}/first-sign-in`);
  assert.equal(mode & 0o777, 0o600);

  assert.equal(await server.stop(), 0);
  await server.start();
  assert.deepEqual(printed(server), first);
  const page = await openPage({ user: first, path: '/' });
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
});
