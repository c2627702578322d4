// Questions to the embedded Postgres of a server, as its owner, who sees everything. For filling and for watching; what is
// measured goes through the server.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import * as program from '../end2end/harness/program.js';
import { freePort } from '../end2end/harness/server.js';
import { until } from '../end2end/harness/until.js';

const PATIENCE_MS = 600_000;

function psql(server, statement) {
  const target = ['--host', join(server.dataDir, 'run'), '--username', 'pulseboard', '--dbname', 'pulseboard'];
  const quiet = ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set', 'ON_ERROR_STOP=1'];
  return promisify(execFile)('psql', [...target, ...quiet, '--command', statement], { timeout: PATIENCE_MS, maxBuffer: 1 << 26 });
}

/** What `statement` answers. */
export async function askAs(server, statement) {
  const { stdout } = await psql(server, statement);
  return stdout.trim();
}

/**
 * The longest transaction, in milliseconds, whose last statement is like `pattern`, until `isOver` answers true. Postgres
 * looks at itself every two milliseconds, so the figure is at most that much too small.
 */
export async function watchTransactions(server, pattern, isOver) {
  const { stderr } = await psql(server, `
    do $$
    declare
      longest float := 0;
      deadline timestamptz := clock_timestamp() + interval '5 minutes';
      is_over boolean := false;
    begin
      while not is_over and clock_timestamp() < deadline loop
        perform pg_stat_clear_snapshot();
        select greatest(longest, coalesce(max(extract(epoch from clock_timestamp() - xact_start)) * 1000, 0)) into longest
        from pg_stat_activity
        where pid <> pg_backend_pid() and xact_start is not null and query ilike '${pattern}';
        execute ${literal(isOver)} into is_over;
        perform pg_sleep(0.002);
      end loop;
      raise notice 'longest % over %', longest, is_over;
    end
    $$`);
  const [, longest, isDone] = /longest ([\d.e+-]+) over (t|f)/.exec(stderr) ?? [];
  if (isDone !== 't') throw new Error(`it wasn't over in time: ${stderr}`);
  return Number(longest);
}

const literal = (text) => `'${text.replaceAll("'", "''")}'`;

/** Another server over the same database; answers its process. */
export async function another(server) {
  const address = `127.0.0.1:${await freePort()}`;
  const socket = encodeURIComponent(join(server.dataDir, 'run'));
  const env = { ...server.env, PULSEBOARD_ADDR: address, DATABASE_URL: `postgres://pulseboard@localhost/pulseboard?host=${socket}` };
  const { child, said } = program.start([], env);
  await until('another server is ready', async () => {
    if (child.exitCode !== null) throw new Error(`it ended:\n${said.stderr}`);
    return (await fetch(`http://${address}/readyz`).catch(() => undefined))?.ok;
  }, 60);
  return child;
}
