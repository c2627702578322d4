// `kill -9` in the middle of it: what was answered is there once, what was not answered can be sent again.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { askEmbedded } from './harness/database.js';
import { Server, event } from './harness/server.js';

const CONNECTIONS = 4;
const BATCH = 500;
const KILLED_AFTER = 20;
const ROUNDS = 2;

const batch = () => Array.from({ length: BATCH }, (_, at) => event({
  kind: 'load.sent',
  actor: { id: `person-${at % 50}` },
  subject: { id: `thing-${at % 10}` },
  channel: 'api',
  tags: { load: 'test' },
}));

/** Sends batches over several connections without a pause, and kills the server in the middle of that. */
async function killWhileSending(server, token) {
  const answered = [];
  const open = [];
  let isKilled = false;
  const send = async () => {
    while (!isKilled) {
      const events = batch();
      open.push(events);
      const answer = await server.ingest(token, events).catch(() => undefined);
      if (!answer) return;
      assert.deepEqual(answer, { accepted: BATCH, duplicates: 0, rejected: [], rejected_count: 0 });
      answered.push(open.splice(open.indexOf(events), 1)[0]);
      if (answered.length >= KILLED_AFTER && !isKilled) {
        isKilled = true;
        process.kill(server.pid, 'SIGKILL');
      }
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, send));
  return { answered, open };
}

test('after kill -9 during ingest every answered event is there once', { timeout: 180_000 }, async () => {
  // Its own Postgres, with its usual care for the disk; a cluster of the tests is careless on purpose.
  const server = await Server.start({ embedded: true });
  try {
    const token = await server.createToken();
    let [sent, cutOff] = [0, 0];
    for (let round = 0; round < ROUNDS; round += 1) {
      const { answered, open } = await killWhileSending(server, token);
      await server.kill();
      cutOff += open.length;
      await server.start();

      for (const events of answered) {
        const again = await server.ingest(token, events);
        assert.deepEqual(again, { accepted: 0, duplicates: BATCH, rejected: [], rejected_count: 0 }, 'an answered batch was stored whole');
      }
      for (const events of open) {
        const { accepted, duplicates, rejected_count: rejected } = await server.ingest(token, events);
        assert.equal(accepted + duplicates, BATCH);
        assert.ok(accepted === 0 || duplicates === 0, 'a batch is stored as a whole or not at all');
        assert.equal(rejected, 0);
      }
      sent += (answered.length + open.length) * BATCH;
      const [stored, distinct] = (await askEmbedded(
        server.dataDir,
        "select count(*), count(distinct id) from events where kind = 'load.sent'",
      )).split('|').map(Number);
      assert.deepEqual({ stored, distinct }, { stored: sent, distinct: sent });
    }
    assert.ok(cutOff > 0, 'the kills cut off at least one batch');
  } finally {
    await server.remove();
  }
});
