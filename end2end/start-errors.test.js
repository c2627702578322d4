// What stops a start is one readable message and exit code 1.

import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { run } from './harness/program.js';
import { Server, createFolder, freePort } from './harness/server.js';

let folder;
before(async () => { folder = await createFolder(); });
after(() => rm(folder, { recursive: true, force: true }));

/** Starts a server that can't start, and answers its message. */
async function messageOf(env) {
  const own = { PULSEBOARD_ADDR: `127.0.0.1:${await freePort()}`, PULSEBOARD_METRICS_ADDR: 'off', PULSEBOARD_DATA_DIR: folder };
  const { code, stdout, stderr } = await run([], { env: { ...own, ...env } });
  assert.equal(code, 1, stderr);
  assert.equal(stdout, '');
  const errors = stderr.split('\n').filter((line) => line.startsWith('error: '));
  assert.equal(errors.length, 1, stderr);
  assert.doesNotMatch(stderr, /panicked|RUST_BACKTRACE|stack backtrace|\{ /, 'it is written for people');
  return stderr.slice(stderr.indexOf('error: '));
}

test('a taken port is told with the variable that sets it', async () => {
  const holder = createServer();
  await new Promise((resolve) => { holder.listen(0, '127.0.0.1', resolve); });
  const address = `127.0.0.1:${holder.address().port}`;
  const message = await messageOf({ PULSEBOARD_ADDR: address });
  holder.close();
  assert.ok(message.includes(`${address} is taken by another program`) && message.includes('PULSEBOARD_ADDR'), message);
});

test('a database that nobody serves is told with its address and without its password', async () => {
  const port = await freePort();
  const message = await messageOf({ DATABASE_URL: `postgres://ana:hunter2hunter2@127.0.0.1:${port}/pulse` });
  assert.ok(message.includes(`127.0.0.1:${port}`) && message.includes('DATABASE_URL') && message.includes('refused'), message);
  assert.ok(!message.includes('hunter2'), message);
});

test('a DATABASE_URL that is none is told, and all other problems with it', async () => {
  const message = await messageOf({ DATABASE_URL: 'mysql://ana:hunter2hunter2@db/pulse', PULSEBOARD_ADMIN_PASSWORD: 'tiny' });
  assert.ok(message.includes('DATABASE_URL') && message.includes('PULSEBOARD_ADMIN_PASSWORD'), message);
  assert.ok(!message.includes('hunter2') && !message.includes('tiny'), message);
});

test('a misspelt variable is told with the one that was meant', async () => {
  const message = await messageOf({ PULSEBOARD_ADR: '127.0.0.1:1' });
  assert.ok(message.includes('PULSEBOARD_ADR ') && message.includes('PULSEBOARD_ADDR'), message);
});

test('a data directory that cannot be written is named', async () => {
  const file = join(folder, 'a-file');
  await writeFile(file, '');
  const message = await messageOf({ PULSEBOARD_DATA_DIR: file });
  assert.ok(message.includes(file) && message.includes('PULSEBOARD_DATA_DIR'), message);
});

test('a missing Postgres is told with the folder that has none', async () => {
  const message = await messageOf({ PULSEBOARD_PG_BIN: '/nowhere/bin' });
  assert.ok(message.includes('PULSEBOARD_PG_BIN is /nowhere/bin'), message);
});

test('data of another major version are refused by both numbers and left as they are', { timeout: 120_000 }, async () => {
  const server = await Server.start({ embedded: true });
  try {
    await server.stop();
    const file = join(server.dataDir, 'pg/PG_VERSION');
    const version = await readFile(file, 'utf8');
    await writeFile(file, '9\n');
    const message = await messageOf({ PULSEBOARD_DATA_DIR: server.dataDir });
    assert.ok(message.includes('belong to PostgreSQL 9') && message.includes(`PostgreSQL ${version.trim()} (`), message);

    await writeFile(file, version);
    await server.start();
    assert.ok(await server.session(server.owner), 'the account is still there');
  } finally {
    await server.remove();
  }
});
