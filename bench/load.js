// Puts load on an address: some connections, each of which asks again as soon as it has its answer.
//
// wrk does it where it is installed, since it takes less of the processor that the server needs as well. Without it, or
// with BENCH_LOAD=node, our own client does.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { drive, percentiles } from './client.js';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 6);
const WARM_UP_SECONDS = 1;
const SCRIPT = fileURLToPath(new URL('wrk.lua', import.meta.url));
const run = promisify(execFile);

/** Which generator is used. */
export async function generator() {
  if (process.env.BENCH_LOAD === 'node') return 'node';
  return run('wrk', ['--version']).then(() => 'wrk', (error) => (error.code === 'ENOENT' ? 'node' : 'wrk'));
}

/**
 * Answers requests per second and latencies in milliseconds: `{ rate, p50, p95, p99 }`. Fails when an answer isn't a
 * 200: the speed of errors is no figure.
 */
export async function load(url, { connections = 16, method = 'GET', headers = {}, body = '' } = {}) {
  const measure = (await generator()) === 'wrk' ? withWrk : withNode;
  await measure(url, { connections, method, headers, body, seconds: WARM_UP_SECONDS });
  return measure(url, { connections, method, headers, body, seconds: SECONDS });
}

async function withWrk(url, { connections, method, headers, body, seconds }) {
  const pairs = Object.entries(headers).flat();
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', SCRIPT, url, '--', method, body, ...pairs];
  const { stdout } = await run('wrk', args);
  const { rate, failed, ...latencies } = JSON.parse(stdout.slice(stdout.lastIndexOf('{')));
  if (failed > 0) throw new Error(`${url}: ${failed} answers failed`);
  return { rate, ...latencies };
}

async function withNode(url, { connections, method, headers, body, seconds }) {
  const { latencies, elapsed } = await drive(url, { connections, seconds, next: () => ({ method, headers, body }) });
  return { rate: latencies.length / elapsed, ...percentiles(latencies) };
}
