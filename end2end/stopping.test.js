// SIGTERM: what is under way is finished, live streams end, and the embedded Postgres is gone with the server.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Server, event, isAlive } from './harness/server.js';

const WITHIN_MS = 5_000;

test('a server that is asked to stop ends its streams and its Postgres within seconds', { timeout: 120_000 }, async () => {
  const server = await Server.start({ embedded: true });
  try {
    const cookie = await server.session(server.owner);
    const stream = await server.request('/api/o/demo/stats/realtime', { cookie });
    const reader = stream.body.pipeThrough(new TextDecoderStream()).getReader();
    assert.match((await reader.read()).value, /event: hello/);
    const postmaster = await server.postmaster();
    assert.ok(postmaster, 'the embedded Postgres runs');
    const token = await server.createToken();
    const events = Array.from({ length: 5_000 }, () => event());
    const underWay = server.ingest(token, events);

    const asked = performance.now();
    const code = await server.stop();
    const took = performance.now() - asked;
    assert.equal(code, 0);
    assert.ok(took < WITHIN_MS, `it took ${Math.round(took)} ms`);
    assert.ok(!isAlive(postmaster), 'the embedded Postgres has stopped');
    while (!(await reader.read()).done);
    assert.equal((await underWay).accepted, events.length, 'a request under way is answered');
  } finally {
    await server.remove();
  }
});
