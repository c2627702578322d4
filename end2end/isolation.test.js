// Two organizations see nothing of each other: no page, no server function, no live stream. Each refusal is compared
// with the same request of a member, which works.

import assert from 'node:assert/strict';

import { answerFor, card, connection, feed } from './harness/overview.js';
import { event } from './harness/server.js';
import { suite } from './harness/suite.js';

const SECRET = 'Only members of the north may read this';

const journey = suite({
  async prepare(server) {
    await server.createOrg({ slug: 'north', name: 'North' });
    await server.createOrg({ slug: 'south', name: 'South' });
    const nora = await server.createUser({ email: 'nora@example.com', org: 'north', role: 'owner' });
    const sven = await server.createUser({ email: 'sven@example.com', org: 'south', role: 'owner' });
    await server.ingest(await server.createToken({ org: 'north' }), [event({ text: SECRET })]);
    return { member: await server.session(nora), stranger: await server.session(sven) };
  },
});

const pathOf = (request) => new URL(request.url()).pathname;

/** Every call that the page of an organization makes to the server, found out by pressing "Refresh". */
async function callsOf(page) {
  const calls = new Map();
  page.on('request', (request) => {
    if (pathOf(request).startsWith('/fn/')) calls.set(`${pathOf(request)} ${request.postData()}`, request);
  });
  const answered = answerFor(page, 'Feed');
  await page.getByRole('button', { name: 'Refresh' }).click();
  await answered;
  return [...calls.values()].map((request) => ({
    path: pathOf(request),
    body: request.postData(),
    headers: { 'content-type': request.headers()['content-type'] },
  }));
}

journey("another organization's page is not found, for its existence is nobody's business", async ({ server, openPage, member, stranger }) => {
  const own = await openPage({ cookie: member, path: '/o/north' });
  await feed(own, SECRET).waitFor();

  const page = await openPage({ cookie: stranger, expects: [/status of 404/] });
  const answer = await page.goto('/o/north');
  assert.equal(answer.status(), 404);
  await page.getByText('There is nothing at this address').waitFor();
  const [foreign, missing] = await Promise.all(['/o/north', '/o/nowhere'].map((path) => server.request(path, { cookie: stranger })));
  assert.equal(foreign.status, missing.status);
  const text = await foreign.text();
  for (const word of [SECRET, 'North']) assert.ok(!text.includes(word), word);

  const anonymous = await server.request('/o/north?range=7d');
  assert.equal(anonymous.status, 303);
  assert.equal(anonymous.headers.get('location'), '/login?next=%2Fo%2Fnorth%3Frange%3D7d');
});

journey('no server function answers for another organization', async ({ server, openPage, member, stranger }) => {
  const page = await openPage({ cookie: member, path: '/o/north' });
  await connection(page, /^Live$/).waitFor();
  const seen = await callsOf(page);
  const asked = new Set(seen.map(({ body }) => JSON.parse(body).piece.Overview));
  for (const piece of ['Machine', 'Cpu', 'Memory', 'Events', 'Users', 'Feed']) {
    assert.ok(asked.has(piece), `the page asks for ${piece}`);
  }

  // The frame's own function is asked while a page is rendered, so no browser calls it here.
  const viewer = { path: '/fn/get_viewer', body: '{"org":"north"}', headers: { 'content-type': 'application/json' } };
  for (const { path, ...call } of [viewer, ...seen]) {
    const [own, foreign, anonymous] = await Promise.all([
      server.request(path, { ...call, cookie: member }),
      server.request(path, { ...call, cookie: stranger }),
      server.request(path, call),
    ]);
    const statuses = [own.status, foreign.status, anonymous.status];
    assert.deepEqual(statuses, [200, 404, 401], `${path} ${call.body}`);
    assert.equal(await foreign.text(), '"NotFound"', path);
  }
});

journey('the live stream of an organization is for its members', async ({ server, member, stranger }) => {
  const path = '/api/o/north/stats/realtime';
  const left = new AbortController();
  const own = await server.request(path, { cookie: member, signal: left.signal });
  assert.equal(own.status, 200);
  assert.match(own.headers.get('content-type'), /^text\/event-stream/);
  left.abort();
  assert.equal((await server.request(path, { cookie: stranger })).status, 404);
  assert.equal((await server.request(path)).status, 401);
  assert.equal((await server.request('/api/o/nowhere/stats/realtime', { cookie: stranger })).status, 404);
});

journey('a token of one organization writes into that one only', async ({ server, openPage, stranger }) => {
  await server.ingest(await server.createToken({ org: 'north' }), [event({ text: 'Written with a token of the north' })]);
  const page = await openPage({ cookie: stranger, path: '/o/south' });
  await card(page, 'Recent events').getByText('signed in').first().waitFor();
  assert.equal(await feed(page, 'north').count(), 0);
});

journey('nobody without a session reaches anything but the sign-in', async ({ server }) => {
  for (const path of ['/', '/o/north', '/o/north/settings', '/nothing']) {
    const answer = await server.request(path);
    assert.equal(answer.status, 303, path);
    assert.match(answer.headers.get('location'), /^\/login/, path);
  }
  for (const path of ['/fn/nothing', '/api/o/north', '/api/nothing']) {
    assert.equal((await server.request(path)).status, 401, path);
  }
});

journey('a change that another site asks for is refused', async ({ server, member }) => {
  const call = { cookie: member, body: 'theme=dark' };
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  assert.equal((await server.request('/fn/set_theme', { ...call, headers: type })).status, 200);
  assert.equal((await server.request('/fn/set_theme', { ...call, headers: { ...type, origin: 'https://elsewhere.example' } })).status, 403);
});
