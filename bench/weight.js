// What a browser that has never been here loads, compressed as it travels.

import { readFileSync, statSync } from 'node:fs';

import { atMost } from './report.js';

export async function weight(report) {
  const manifest = JSON.parse(readFileSync('target/site/manifest.json', 'utf8'));
  const kilobytes = (path, suffix) => statSync(`target/site${path}${suffix}`).size / 1000;
  const first = ['wasm', 'js', 'css'].map((part) => [part, kilobytes(manifest[part], '.br')]);
  const total = first.reduce((sum, [, size]) => sum + size, 0);
  report.add('weight', 'first load, Brotli (wasm + js + css)', total, 'kB', atMost(250));
  for (const [part, size] of first) report.add('weight', `of that ${part}`, size, 'kB');
  report.add('weight', 'the charts, later, Brotli', kilobytes(manifest.echarts, '.br'), 'kB');
  report.add('weight', 'the typeface', kilobytes(manifest.font, ''), 'kB');
}
