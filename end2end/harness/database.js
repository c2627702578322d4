// Databases of the tests: a new one in the cluster of DATABASE_URL where there is one, and questions to any.

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';

const CLUSTER = process.env.DATABASE_URL;

/** What `statement` answers in the database that psql's `target` arguments name. */
async function psql(target, statement) {
  const quiet = ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set', 'ON_ERROR_STOP=1'];
  const { stdout } = await promisify(execFile)('psql', [...target, ...quiet, '--command', statement]);
  return stdout.trim();
}

/** A new, empty database in the cluster that the tests were given; nothing where they were given none. */
export async function createDatabase() {
  if (!CLUSTER) return undefined;
  const name = `end2end_${randomBytes(6).toString('hex')}`;
  // Only template0 may be copied while somebody else copies it too.
  await psql([CLUSTER], `create database ${name} template template0`);
  const url = new URL(CLUSTER);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => psql([CLUSTER], `drop database ${name} with (force)`) };
}

/** Asks the embedded Postgres of a data directory, as a worker that sees every organization. */
export function askEmbedded(dataDir, statement) {
  const target = ['--host', join(dataDir, 'run'), '--username', 'pulseboard', '--dbname', 'pulseboard'];
  return psql(target, `set role app_system; ${statement}`);
}
