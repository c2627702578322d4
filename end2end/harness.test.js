// The harness itself: a page that complains in any way fails its journey.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { Pages, launch } from './harness/browser.js';
import { until } from './harness/until.js';

const COMPLAINTS = {
  'a logged line': ['console.log("hello")', /console log: hello/],
  'a warning': ['console.warn("careful")', /console warning: careful/],
  'an exception': ['throw new Error("broken")', /exception: broken/],
  'a rejected promise': ['Promise.reject(new Error("refused"))', /exception: refused/],
  'a dialog': ['alert("hello")', /dialog: hello/],
  'a file that is missing': ['fetch("/missing")', /status of 404/],
  'a host that is away': ['fetch("http://127.0.0.1:1/")', /ERR_(CONNECTION_REFUSED|UNSAFE_PORT)/],
};

let site;
let server;
let browser;
before(async () => {
  site = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://site');
    response.statusCode = pathname === '/' ? 200 : 404;
    const script = searchParams.get('script') ?? '';
    response.setHeader('content-type', 'text/html').end(`<link rel="icon" href="data:,"><h1>Site</h1><script>${script}</script>`);
  });
  await new Promise((resolve) => { site.listen(0, '127.0.0.1', resolve); });
  server = { url: `http://127.0.0.1:${site.address().port}` };
  browser = await launch();
});
after(async () => {
  await browser?.close();
  site.closeAllConnections();
  site.close();
});

/** Runs `steps` with fresh pages on the site; `open` leads one to a page that runs `script`. */
async function withPages(steps) {
  const pages = new Pages(browser, server);
  const open = async (script, expects) => {
    const page = await pages.open({ expects });
    await page.goto(`/?script=${encodeURIComponent(script)}`);
  };
  await steps(pages, open).finally(() => pages.close());
}

for (const [name, [script, said]] of Object.entries(COMPLAINTS)) {
  test(`${name} is a problem unless it was expected`, () => withPages(async (pages, open) => {
    await open(script);
    await until('the page complains', () => pages.problems().some((problem) => said.test(problem)));
    assert.throws(() => pages.verify(), said);
  }));
}

test('what was expected is no problem', () => withPages(async (pages, open) => {
  await open('console.warn("careful")', [/careful/]);
  await until('the page has said it', () => pages.problems().length === 0);
  pages.verify();
}));

test('silence is a problem where a complaint was expected', () => withPages(async (pages, open) => {
  await open('');
  pages.verify();
  await open('', [/never said/]);
  assert.throws(() => pages.verify(), /expected and didn't come: \/never said\//);
}));
