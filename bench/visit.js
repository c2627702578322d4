// One page of the health center in a real browser: what it weighs until it can be read, and how it comes alive.

import { gzipSync } from 'node:zlib';

import { launch } from '../end2end/harness/browser.js';
import { visitOnce } from './browser.js';

const VISITS = 5;

/** The kilobytes of HTML and CSS (gzip), the median of hydration in milliseconds, and the rows in the page. */
export async function visit(server, cookie, path) {
  const page = await (await server.request(`${path}?wait=all`, { cookie })).text();
  const sheet = /<link[^>]+href="([^"]+\.css)"/.exec(page)?.[1];
  if (!sheet) throw new Error(`${path} names no style sheet`);
  const style = await (await server.request(sheet)).text();
  const readable = (gzipSync(page).length + gzipSync(style).length) / 1000;
  const rows = page.split('aria-rowindex').length - 1;
  const chromium = await launch();
  try {
    const seen = [];
    for (let number = 0; number < VISITS; number += 1) {
      seen.push(await visitOnce(chromium, server.url, { path, session: cookie, drawn: '.health-table' }));
    }
    const hydration = seen.map((one) => one.hydration).sort((a, b) => a - b)[Math.floor(VISITS / 2)];
    return { readable, rows, hydration };
  } finally {
    await chromium.close();
  }
}
