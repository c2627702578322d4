// What the figures were measured on.

import { execFile } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import { promisify } from 'node:util';

import { generator } from './load.js';

/** The machine and the commit; also how busy it was already, which explains many a bad figure. */
export async function machine() {
  const git = await promisify(execFile)('git', ['rev-parse', '--short', 'HEAD']).catch(() => ({ stdout: 'none' }));
  return {
    at: new Date().toISOString(),
    commit: git.stdout.trim(),
    processor: cpus()[0].model.trim(),
    cores: cpus().length,
    memory: Math.round(totalmem() / 2 ** 30),
    load_before: loadavg()[0],
    node: process.version,
    generator: await generator(),
  };
}
