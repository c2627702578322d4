// Says what the site's first load weighs: WebAssembly, JavaScript and style as Brotli, in bytes. The chart bundle and the
// typeface come later and are only shown. It fails when the load is more than the goal.

import { readFileSync, statSync } from 'node:fs';

const GOAL = 250_000;
const manifest = JSON.parse(readFileSync('target/site/manifest.json', 'utf8'));
const weigh = (path, suffix) => statSync(`target/site${path}${suffix}`).size;

const first = ['wasm', 'js', 'css'].map((part) => [part, weigh(manifest[part], '.br')]);
const later = [
  ['echarts', weigh(manifest.echarts, '.br')],
  ['font', weigh(manifest.font, '')],
];
const total = first.reduce((sum, [, bytes]) => sum + bytes, 0);
const list = (parts) => parts.map(([part, bytes]) => `${part} ${bytes}`).join(', ');

console.log(`First load: ${total} bytes (${list(first)}); later: ${list(later)}`);
if (total > GOAL) {
  console.error(`That is ${total - GOAL} bytes above the goal of ${GOAL}.`);
  process.exit(1);
}
