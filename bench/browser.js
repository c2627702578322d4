// Pages in a real browser on loopback, with the processor slowed down four times. Each figure is the median of some
// first visits, each with an empty cache.

import { launch } from '../end2end/harness/browser.js';
import { atMost } from './report.js';

const VISITS = 5;
const SLOWDOWN = 4;
const DESKTOP = { width: 1440, height: 900 };
const PATIENCE_MS = 60_000;

export async function browser(report, scene) {
  await scene.fill();
  const cookie = await scene.cookie();
  const chromium = await launch();
  try {
    const pages = [
      ['/login', undefined, undefined],
      ['/o/demo', cookie, '.chart-plot svg'],
    ];
    for (const [path, session, drawn] of pages) {
      const seen = [];
      for (let visit = 0; visit < VISITS; visit += 1) {
        seen.push(await visitOnce(chromium, scene.server.url, { path, session, drawn }));
      }
      const add = (name, key, unit, bar) => report.add('browser', `${path}, ${name}`, median(seen.map((one) => one[key])), unit, bar);
      add('largest contentful paint', 'lcp', 'ms', atMost(1_000));
      add('layout shift', 'cls', '', atMost(0.02));
      // The sign-in has no scripts: it is interactive when it is there.
      if (!drawn) continue;
      add('hydration', 'hydration', 'ms', atMost(300));
      add('interactive', 'interactive', 'ms');
      add('requests for charts before the first paint', 'early', '', atMost(0));
    }
  } finally {
    await chromium.close();
  }
}

/** One first visit with an empty cache; `drawn` is what is there when the page is complete. */
export async function visitOnce(chromium, url, { path, session, drawn }) {
  const context = await chromium.newContext({ baseURL: url, viewport: DESKTOP, locale: 'en-GB', timezoneId: 'UTC' });
  context.setDefaultTimeout(PATIENCE_MS);
  try {
    if (session) {
      const [name, value] = session.split('=');
      await context.addCookies([{ name, value, url }]);
    }
    const page = await context.newPage();
    // A page that breaks never gets where the figures are: say so instead of waiting.
    const broken = new Promise((_, reject) => {
      page.once('pageerror', (error) => reject(new Error(`${path} broke: ${error.message}`)));
    });
    broken.catch(() => {});
    await page.addInitScript(watch);
    const devtools = await context.newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
    await page.goto(path);
    if (drawn) await Promise.race([broken, page.waitForFunction(() => performance.getEntriesByName('hydrated').length > 0)]);
    // What shifts a page is what comes late: the charts, and the typeface.
    if (drawn) await page.waitForSelector(drawn);
    await page.evaluate(() => document.fonts.ready);
    await page.waitForFunction(() => window.bench.lcp > 0);
    return await page.evaluate(collect);
  } finally {
    await context.close();
  }
}

/** Runs in the page, before anything of its own. */
function watch() {
  const bench = { lcp: 0, cls: 0 };
  window.bench = bench;
  const observe = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  observe('largest-contentful-paint', (entry) => {
    bench.lcp = entry.startTime;
  });
  observe('layout-shift', (entry) => {
    if (!entry.hadRecentInput) bench.cls += entry.value;
  });
  // Hydration begins when the WebAssembly can run.
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...args) => {
      const result = await original.apply(WebAssembly, args);
      performance.mark('instantiated');
      return result;
    };
  }
}

/** Runs in the page, at the end. */
function collect() {
  const mark = (name) => performance.getEntriesByName(name).at(-1)?.startTime;
  const painted = performance.getEntriesByName('first-contentful-paint')[0].startTime;
  const charts = performance.getEntriesByType('resource').filter(({ name }) => /\/pkg\/charts\./.test(name));
  return {
    ...window.bench,
    hydration: mark('hydrated') - mark('instantiated'),
    interactive: mark('hydrated'),
    early: charts.filter(({ startTime }) => startTime < painted).length,
  };
}

function median(figures) {
  return figures.sort((a, b) => a - b)[Math.floor(figures.length / 2)];
}
