// Signing out ends the session itself, not only this browser's memory of it.

import assert from 'node:assert/strict';

import { signIn, visit } from './harness/browser.js';
import { suite } from './harness/suite.js';

const journey = suite();

journey('after the sign-out the old cookie opens nothing', async ({ server, openPage }) => {
  const page = await openPage({ path: '/login' });
  await signIn(page, server.owner);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();

  const cookies = await page.context().cookies();
  const { name, value, httpOnly, sameSite } = cookies.find((one) => one.name === 'pulseboard_session');
  assert.deepEqual([httpOnly, sameSite], [true, 'Lax'], 'scripts and other sites have no use of it');
  const cookie = `${name}=${value}`;
  assert.equal((await server.request('/o/demo', { cookie })).status, 200);

  await visit(page, '/o/demo');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Pulseboard' }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/login');

  const replayed = await openPage({ cookie, path: '/o/demo' });
  assert.equal(replayed.url(), `${server.url}/login?next=%2Fo%2Fdemo`);
  const asked = await server.request('/fn/get_viewer', {
    cookie,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ org: 'demo' }),
  });
  assert.equal(asked.status, 401);
});

journey('a live stream ends with its session', async ({ server }) => {
  const cookie = await server.session(server.owner);
  const stream = await server.request('/api/o/demo/stats/realtime', { cookie });
  const words = stream.body.pipeThrough(new TextDecoderStream());
  await server.request('/fn/sign_out', { cookie, body: new URLSearchParams() });
  let last = '';
  // Reading to the end is the claim: a stream that goes on keeps this test from ending.
  for await (const text of words) last = text;
  assert.match(last, /event:|^:|^$/);
});
