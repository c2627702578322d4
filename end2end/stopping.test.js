// SIGTERM: what is under way is finished, live streams end, and the embedded Postgres is gone with the server.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { test } from 'node:test';

import { Server, event, isAlive } from './harness/server.js';

const WITHIN_MS = 5_000;

/** Begins to send a batch; answers when the server has taken the request up and waits for its body. */
async function beginIngest(server, token, events) {
  const sending = request(`${server.url}/api/ingest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', expect: '100-continue' },
  });
  const answered = once(sending, 'response').then(async ([answer]) => {
    const text = (await answer.setEncoding('utf8').toArray()).join('');
    return { status: answer.statusCode, text };
  });
  await Promise.race([once(sending, 'continue'), answered]);
  return {
    finish() {
      sending.end(JSON.stringify(events));
      return answered;
    },
  };
}

test('a server that is asked to stop finishes what is under way and ends within seconds', { timeout: 120_000 }, async () => {
  const server = await Server.start({ embedded: true });
  try {
    const cookie = await server.session(server.owner);
    const stream = await server.request('/api/o/demo/stats/realtime', { cookie });
    const reader = stream.body.pipeThrough(new TextDecoderStream()).getReader();
    assert.match((await reader.read()).value, /event: hello/);
    const postmaster = await server.postmaster();
    assert.ok(postmaster, 'the embedded Postgres runs');
    const events = Array.from({ length: 100 }, () => event());
    const ingest = await beginIngest(server, await server.createToken(), events);

    const asked = performance.now();
    const stopped = server.stop();
    while (!(await reader.read()).done);
    const { status, text } = await ingest.finish();
    assert.equal(status, 200, text);
    assert.equal(JSON.parse(text).accepted, events.length, 'a request under way is answered');

    assert.equal(await stopped, 0);
    const took = performance.now() - asked;
    assert.ok(took < WITHIN_MS, `it took ${Math.round(took)} ms`);
    assert.ok(!isAlive(postmaster), 'the embedded Postgres has stopped');
  } finally {
    await server.remove();
  }
});

test('a server whose Postgres is killed says so and ends, for both to be started again', { timeout: 120_000 }, async () => {
  const server = await Server.start({ embedded: true });
  try {
    await server.ingest(await server.createToken(), [event({ text: 'Before the kill' })]);
    process.kill(await server.postmaster(), 'SIGKILL');
    assert.equal(await server.ended(), 1);
    assert.match(server.said.stderr, /PostgreSQL ended while the server was running; .*postgres\.log says why/);

    await server.start();
    const again = await server.ingest(await server.createToken(), [event({ text: 'After the kill' })]);
    assert.equal(again.accepted, 1);
  } finally {
    await server.remove();
  }
});
