// Builds a debug server, starts it, and does so again after each change of a source file.
// A build that fails leaves the running server alone.

import { spawn } from 'node:child_process';
import { watch } from 'node:fs';

const watched = ['app', 'domain', 'store', 'server', 'frontend', 'style', 'migrations', 'scripts/echarts'];
const ignored = /(^|\/)(target|node_modules|\.git)(\/|$)|~$|\.sw.$/;

/** Editors write a file in several steps. */
const settle = 200;

let server;
let building = false;
let changed = false;
let timer;

function run(command, ...args) {
  return new Promise((resolve) => spawn(command, args, { stdio: 'inherit' }).on('close', (code) => resolve(code === 0)));
}

async function stop() {
  if (!server || server.exitCode !== null) return;
  const gone = new Promise((resolve) => server.once('close', resolve));
  server.kill('SIGTERM');
  await gone;
}

async function rebuild() {
  if (building) {
    changed = true;
    return;
  }
  building = true;
  do {
    changed = false;
    if (await run('scripts/build.sh', 'dev')) {
      await stop();
      server = spawn('target/debug/pulseboard', process.argv.slice(2), { stdio: 'inherit' });
    }
  } while (changed);
  building = false;
}

for (const folder of watched) {
  watch(folder, { recursive: true }, (_event, name) => {
    if (!name || ignored.test(name)) return;
    clearTimeout(timer);
    timer = setTimeout(rebuild, settle);
  });
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, async () => {
    await stop();
    process.exit(0);
  });
}

await rebuild();
