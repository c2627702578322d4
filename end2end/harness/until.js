// Waiting for something that happens elsewhere: looked for again and again until a deadline, never slept for.

import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 20;

/** Answers what `check` answers as soon as that is truthy; fails after `seconds`, saying what it waited for. */
export async function until(what, check, seconds = 10) {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const found = await check();
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`waited ${seconds} s in vain until ${what}`);
    await pause(LOOK_EVERY_MS);
  }
}
