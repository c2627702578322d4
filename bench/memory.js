// The server's own memory, without Postgres: before anybody came, and after all the load.

import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

import { atMost } from './report.js';

const LOOK_EVERY_MS = 1_000;
const LOOKS = 20;

export async function memory(report, scene) {
  report.add('memory', 'at rest after the start', await atRest(scene.server.pid), 'MB', atMost(30));
}

export async function memoryAfterLoad(report, scene) {
  report.add('memory', 'at rest after the load', await atRest(scene.server.pid), 'MB');
}

/** What is resident once it doesn't change any more, in megabytes. */
async function atRest(pid) {
  let before = await resident(pid);
  for (let look = 0; look < LOOKS; look += 1) {
    await pause(LOOK_EVERY_MS);
    const now = await resident(pid);
    if (Math.abs(now - before) < 0.1) return now;
    before = now;
  }
  return before;
}

/** What is resident, in megabytes. */
export async function resident(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)[1]) * 1024 / 1e6;
}
