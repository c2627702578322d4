// How fast events come in by HTTP, against the fastest way there is: `copy` of the very same rows into a table of the
// same shape, with the same indexes, in the same Postgres, in the same run. The ratio is the figure; both rates depend on
// the machine.

import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { activity } from '../end2end/harness/demo.js';
import { drive } from './client.js';

const BATCHES = 150;
const BATCH = 1_000;
const CONNECTIONS = 4;
/** A source of its own, by which the rows are found again. */
const SOURCE = 'bench';

export async function ingest(report, scene) {
  const token = await scene.token();
  const events = activity({ count: BATCHES * BATCH, days: 30, seed: 11 }).map((event) => ({ ...event, source: SOURCE }));
  const bodies = Array.from({ length: BATCHES }, (_, at) => JSON.stringify(events.slice(at * BATCH, (at + 1) * BATCH)));
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const next = (number) => number < BATCHES && { method: 'POST', headers, body: bodies[number] };
  const { elapsed } = await drive(`${scene.server.url}/api/ingest`, { connections: CONNECTIONS, next });
  const ingested = events.length / elapsed;

  const copied = events.length / (await copySeconds(scene.server.dataDir, events.length));
  report.add('ingest', `events by HTTP, ${CONNECTIONS} connections, batches of ${BATCH}`, ingested, '/s');
  report.add('ingest', 'the same rows by copy', copied, '/s');
  report.add('ingest', 'HTTP in percent of copy', (ingested / copied) * 100, '%');
}

/** How long `copy` takes for the rows that were just sent. */
async function copySeconds(dataDir, expected) {
  const folder = await mkdtemp('/tmp/pulseboard-bench-');
  await chmod(folder, 0o755);
  const file = join(folder, 'rows');
  const ask = (...commands) => psql(dataDir, commands);
  try {
    const rows = `select e.* from events e join sources s on s.org_id = e.org_id and s.id = e.source_id where s.name = '${SOURCE}'`;
    await ask('set role app_system', `\\copy (${rows}) to '${file}'`);
    await ask('create schema bench', 'create table bench.events (like public.events including all)');
    const said = await ask('\\timing on', `\\copy bench.events from '${file}'`);
    const [, copied] = /COPY (\d+)/.exec(said) ?? [];
    if (Number(copied) !== expected) throw new Error(`${copied} rows were copied, not ${expected}`);
    const [, milliseconds] = /COPY \d+\s+Time: ([\d.]+) ms/.exec(said);
    await ask('drop schema bench cascade');
    return Number(milliseconds) / 1000;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function psql(dataDir, commands) {
  const target = ['--host', join(dataDir, 'run'), '--username', 'pulseboard', '--dbname', 'pulseboard'];
  const given = commands.flatMap((command) => ['--command', command]);
  const { stdout } = await promisify(execFile)('psql', [...target, '--no-psqlrc', '--set', 'ON_ERROR_STOP=1', ...given]);
  return stdout;
}
