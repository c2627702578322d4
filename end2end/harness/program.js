// The release binary as a person runs it: a command with its environment, its words and its exit code.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BINARY = process.env.PULSEBOARD_BIN ?? `${ROOT}target/release/pulseboard`;

/** Started and not ended yet: none outlives the test that started it, however that ends. */
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

/**
 * Starts the binary. It sees nothing of our environment but what a login gives everybody, since it refuses variables
 * of its own name that it doesn't know.
 */
export function start(args, env = {}) {
  if (!existsSync(BINARY)) throw new Error(`${BINARY} isn't there: build it with make build`);
  const { PATH, HOME, LANG } = process.env;
  const given = Object.entries({ PATH, HOME, LANG, TZ: 'UTC', ...env }).filter(([, value]) => value !== undefined);
  const child = spawn(BINARY, args, { env: Object.fromEntries(given), stdio: 'pipe' });
  running.add(child);
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      said[stream] += text;
    });
  }
  // A command that ends early reads no input, which is for its exit code to say.
  child.stdin.on('error', () => {});
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve({ code, signal, ...said });
    });
  });
  return { child, said, ended };
}

/** Runs the binary to its end and answers how that was. */
export async function run(args, { env, input = '', seconds = 60 } = {}) {
  const { child, ended } = start(args, env);
  child.stdin.end(input);
  const tooLong = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
  const result = await ended;
  clearTimeout(tooLong);
  if (result.signal) throw new Error(`pulseboard ${args.join(' ')} did not end within ${seconds} s:\n${result.stderr}`);
  return result;
}

/** Runs the binary and fails unless it succeeds; answers its standard output. */
export async function succeed(args, options) {
  const { code, stdout, stderr } = await run(args, options);
  if (code !== 0) throw new Error(`pulseboard ${args.join(' ')} failed with ${code}:\n${stderr}`);
  return stdout.trim();
}
