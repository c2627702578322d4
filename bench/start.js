// How long a person waits who starts it again: from the command to the first answer.

import { spawn } from 'node:child_process';

import { until } from '../end2end/harness/until.js';
import { atMost } from './report.js';

export async function start(report, scene) {
  const { server } = scene;
  await server.stop();
  const began = performance.now();
  await server.start();
  report.add('start', 'the binary again', (performance.now() - began) / 1000, 's');
  await server.stop();
  report.add('start', '`make run` again', await makeRun(server), 's', atMost(5));
  // Whoever started it stops it: leave the server as it was found.
  await server.start();
}

/** Seconds from `make run` (its script, which replaces itself by the server) to the first answer. */
async function makeRun(server) {
  // The compiler's settings are wanted; variables of our own are the measured server's or none.
  const isForeign = ([name]) => !/^(PULSEBOARD|DATABASE)_/.test(name);
  const env = { ...Object.fromEntries(Object.entries(process.env).filter(isForeign)), ...server.env };
  const given = Object.entries(env).filter(([, value]) => value !== undefined);
  const began = performance.now();
  const child = spawn('scripts/run.sh', [], { env: Object.fromEntries(given), stdio: ['ignore', 'ignore', 'inherit'] });
  let ended = false;
  child.on('exit', () => {
    ended = true;
  });
  try {
    await until('`make run` answers', async () => {
      if (ended) throw new Error('`make run` ended');
      const answer = await fetch(`${server.url}/login`).catch(() => undefined);
      return answer?.ok;
    }, 300);
    return (performance.now() - began) / 1000;
  } finally {
    child.kill('SIGTERM');
    await until('`make run` has ended', () => ended, 30);
  }
}
