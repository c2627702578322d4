// Runs the sections one after the other against one server with its embedded Postgres, and writes down what came out.

import { Server } from '../end2end/harness/server.js';
import { browser } from './browser.js';
import { center, plan, slots, targets } from './health.js';
import { ingest } from './ingest.js';
import { machine } from './machine.js';
import { memory, memoryAfterLoad } from './memory.js';
import { nodelay } from './nodelay.js';
import { Report } from './report.js';
import { requests } from './requests.js';
import { Scene } from './scene.js';
import { start } from './start.js';
import { weight } from './weight.js';

/** In the order in which they disturb each other least: what looks at a fresh server comes first, what fills it last. */
const SECTIONS = { weight, memory, nodelay, requests, browser, ingest, memoryAfterLoad, start };
/** These take servers of their own, and hours: only when they are asked for. */
const HEALTH = { center, plan, targets, slots };

const chosen = process.argv.slice(2);
const all = { ...SECTIONS, ...HEALTH };
const unknown = chosen.filter((name) => !(name in all));
if (unknown.length > 0) {
  console.error(`error: there is no section ${unknown.join(', ')}; there are ${Object.keys(all).join(', ')}`);
  process.exit(1);
}

const report = new Report(await machine());
const wanted = (sections) => Object.entries(sections).filter(([name]) => chosen.includes(name));
const run = async (sections, ...scene) => {
  for (const [name, measure] of sections) {
    process.stderr.write(`${name} …\n`);
    // What fails is a miss, and takes nothing else along.
    await measure(report, ...scene).catch((error) => report.fail(name, error));
  }
};
const common = chosen.length > 0 ? wanted(SECTIONS) : Object.entries(SECTIONS);
if (common.length > 0) {
  const server = await Server.start({ embedded: true });
  try {
    await run(common, new Scene(server));
  } finally {
    await server.remove();
  }
}
await run(wanted(HEALTH));
report.print();
const file = report.write();
console.log(`\n${file}`);
if (process.env.BENCH_STRICT === '1' && report.missed > 0) process.exit(1);
process.exit(0);
