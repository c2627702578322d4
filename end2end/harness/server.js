// A server of one's own: data directory, database, port, accounts and tokens, all gone at the end.

import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { createDatabase } from './database.js';
import * as program from './program.js';
import { until } from './until.js';

/** Good enough for every account of the tests. */
const PASSWORD = 'correct horse battery staple';

/** The account that a server makes at its first start. */
const OWNER = { email: 'owner@example.com', password: PASSWORD };

/** A folder that the account of the embedded Postgres can pass, also when a root's umask is strict. */
export async function createFolder() {
  const folder = await mkdtemp('/tmp/pulseboard-end2end-');
  await chmod(folder, 0o755);
  return folder;
}

/** A port that nobody listens on at this moment. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** An event that happened `minutesAgo`, with whatever `fields` it has. */
export function event({ minutesAgo = 1, ...fields } = {}) {
  const occurredAt = new Date(Date.now() - minutesAgo * 60_000).toISOString();
  return { id: randomUUID(), occurred_at: occurredAt, kind: 'report.stored', ...fields };
}

export class Server {
  /** The owner that the first start made. */
  owner = OWNER;
  #database;
  #process;

  /**
   * Starts a server on nothing. With `embedded` it brings its own Postgres also where the tests were given a cluster;
   * `env` is added to its environment, and `undefined` takes a variable away.
   */
  static async start({ embedded = false, env = {} } = {}) {
    const server = new Server();
    server.dataDir = await createFolder();
    server.url = `http://127.0.0.1:${await freePort()}`;
    server.#database = embedded ? undefined : await createDatabase();
    server.env = {
      PULSEBOARD_ADDR: new URL(server.url).host,
      PULSEBOARD_METRICS_ADDR: 'off',
      PULSEBOARD_DATA_DIR: server.dataDir,
      PULSEBOARD_ADMIN_EMAIL: OWNER.email,
      PULSEBOARD_ADMIN_PASSWORD: OWNER.password,
      DATABASE_URL: server.#database?.url,
      ...env,
    };
    try {
      await server.start();
    } catch (error) {
      await server.remove();
      throw error;
    }
    return server;
  }

  /** Starts it again where it was. */
  async start() {
    this.#process = program.start([], this.env);
    const { child, said, ended } = this.#process;
    let end;
    ended.then((result) => {
      end = result;
    });
    await until('the server is ready', async () => {
      if (end) throw new Error(`the server ended with ${end.code}:\n${said.stderr}`);
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      return answer?.ok;
    }, 60).catch((error) => {
      child.kill('SIGKILL');
      throw error;
    });
  }

  /** The server's process id. */
  get pid() {
    return this.#process.child.pid;
  }

  /** What it printed since its last start. */
  get said() {
    return this.#process.said;
  }

  /** Whether it ended by itself, and what it said in the end: for the report of a failure. */
  lastWords() {
    const { exitCode, signalCode } = this.#process.child;
    const end = exitCode === null && signalCode === null ? 'runs' : `ended by itself (${exitCode ?? signalCode})`;
    return [`server ${end}`, ...this.said.stderr.trimEnd().split('\n').slice(-8).map((line) => `  ${line}`)];
  }

  /** Asks it to stop, as a service manager does, and answers its exit code. */
  async stop() {
    return this.#end('SIGTERM');
  }

  /** `kill -9`. */
  async kill() {
    await this.#end('SIGKILL');
  }

  async #end(signal) {
    this.#process.child.kill(signal);
    return this.ended();
  }

  /** Waits until it has ended, and answers its exit code. */
  async ended() {
    const { ended } = this.#process;
    let result;
    ended.then((end) => {
      result = end;
    });
    await until('the server has ended', () => result, 20);
    return result.code;
  }

  /** Stops it and leaves nothing behind. */
  async remove() {
    if (this.#process && this.#process.child.exitCode === null && this.#process.child.signalCode === null) await this.stop();
    await until('the embedded Postgres has ended', async () => !(await this.postmaster()), 20);
    await this.#database?.drop();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** The process id of the embedded Postgres, as long as it runs. */
  async postmaster() {
    const file = await readFile(join(this.dataDir, 'pg/postmaster.pid'), 'utf8').catch(() => '');
    const pid = Number.parseInt(file, 10);
    return pid && isAlive(pid) ? pid : undefined;
  }

  /** A command of the same binary on the same database. */
  command(...args) {
    return program.succeed(args, { env: this.env });
  }

  async createOrg({ slug, name = slug, timeZone = 'UTC' }) {
    await this.command('org', 'create', '--slug', slug, '--name', name, '--time-zone', timeZone);
    return slug;
  }

  /** A new account in `org`; with the e-mail of an account that exists, that one becomes a member too. */
  async createUser({ email, name = email.split('@')[0], org = 'demo', role = 'viewer' }) {
    const args = ['user', 'create', '--email', email, '--name', name, '--org', org, '--role', role, '--password-stdin'];
    await program.succeed(args, { env: this.env, input: `${PASSWORD}\n` });
    return { email, name, password: PASSWORD };
  }

  addMember({ email }, org, role = 'viewer') {
    return this.command('user', 'create', '--email', email, '--name', 'Unused', '--org', org, '--role', role);
  }

  createToken({ org = 'demo', name = 'End to end', scope = 'ingest' } = {}) {
    return this.command('token', 'create', '--org', org, '--name', name, '--scope', scope);
  }

  /** Sends events with an API token; answers what the server answered. */
  async ingest(token, events) {
    const answer = await fetch(`${this.url}/api/ingest`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(events),
    });
    if (!answer.ok) throw new Error(`ingest answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }

  /** Signs in without a browser; answers the session's cookie as `name=value`. */
  async session({ email, password }) {
    const answer = await this.request('/fn/sign_in', { body: new URLSearchParams({ email, password }) });
    const cookie = answer.headers.getSetCookie().find((one) => one.startsWith('pulseboard_session='));
    if (!cookie) throw new Error(`the sign-in of ${email} answered ${answer.status}: ${await answer.text()}`);
    return cookie.split(';')[0];
  }

  /** A request as our own pages send it, with the session of `cookie`; redirects are answers. */
  request(path, { cookie, body, headers = {}, ...options } = {}) {
    const own = { origin: this.url, ...(cookie ? { cookie } : {}), ...headers };
    const method = body === undefined ? 'GET' : 'POST';
    return fetch(this.url + path, { method, body, headers: own, redirect: 'manual', ...options });
  }
}

/** Whether a process of that number is there. */
export function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
