// Pages in a real browser. Whatever a page logs, throws or fails to load is a problem, unless the test said so before.

import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

import { chromium } from 'playwright-core';

import { ROOT } from './program.js';

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** How long anything that a page shows may take. Generous: the tests share two cores with all they start. */
const PATIENCE_MS = 15_000;
const ARGUMENTS = [
  '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

function onPath(program) {
  try {
    return execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

/** The installed Chromium, or without one Playwright's own. */
export function launch() {
  const { PULSEBOARD_CHROMIUM, CHROMIUM } = process.env;
  const executablePath = PULSEBOARD_CHROMIUM || CHROMIUM || onPath('chromium') || onPath('google-chrome');
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

/** Leads a page to `path` and waits until it answers to clicks and keys. */
export async function visit(page, path) {
  // A page that fails to start never says that it has: its exception is told at once.
  const broken = page.waitForEvent('pageerror', { timeout: 0 }).then((error) => { throw error; });
  broken.catch(() => {});
  const answer = await page.goto(path);
  await Promise.race([hydrated(page), broken]);
  return answer;
}

/** Waits until the scripts of the page that is there have taken over, if it has any. */
export function hydrated(page) {
  return page.waitForFunction(() => performance.getEntriesByName('hydrated').length > 0 || !document.querySelector('script[type=module]'));
}

/** Signs in through the form of the page that is there. */
export async function signIn(page, { email, password }) {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** The pages of one test. */
export class Pages {
  #browser;
  #server;
  #watched = [];

  constructor(browser, server) {
    this.#browser = browser;
    this.#server = server;
  }

  /**
   * A page in a browser profile of its own, or `beside` another page in that one's.
   *
   * `user` or `cookie` signs it in; `theme` is the chosen one and `colorScheme` the system's; `expects` are messages
   * (regular expressions) that must come and then are no problem; `path` is visited.
   */
  open = async ({ user, cookie, theme, colorScheme, viewport = DESKTOP, scripts = true, beside, expects = [], path } = {}) => {
    const context = beside?.context() ?? (await this.#context({ colorScheme, viewport, scripts }));
    const session = cookie ?? (user && (await this.#server.session(user)));
    const cookies = { pulseboard_theme: theme, pulseboard_session: session?.split('=')[1] };
    for (const [name, value] of Object.entries(cookies)) {
      if (value) await context.addCookies([{ name, value, url: this.#server.url }]);
    }
    const page = await context.newPage();
    this.#watched.push(new Watched(page, { expects, scripts }));
    if (path && scripts) await visit(page, path);
    else if (path) await page.goto(path);
    return page;
  };

  async #context({ colorScheme, viewport, scripts }) {
    const context = await this.#browser.newContext({
      baseURL: this.#server.url,
      javaScriptEnabled: scripts,
      viewport,
      isMobile: viewport.width < 640,
      hasTouch: viewport.width < 640,
      colorScheme,
      locale: 'en-GB',
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(PATIENCE_MS);
    return context;
  }

  /** What pages complained about, and complaints that were expected and didn't come. */
  problems() {
    return this.#watched.flatMap((page) => page.problems());
  }

  /** Fails when there are problems. */
  verify() {
    const problems = this.problems();
    if (problems.length > 0) throw new Error(`the pages were not silent:\n  ${problems.join('\n  ')}`);
  }

  /** The failure with what pages and server said; pictures of the pages are kept in target/end2end. */
  async explain(error, test) {
    const folder = `${ROOT}target/end2end`;
    mkdirSync(folder, { recursive: true });
    const name = test.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 80);
    for (const [index, { page }] of this.#watched.entries()) {
      await page.screenshot({ path: `${folder}/${name}-${index + 1}.png`, timeout: 5_000 }).catch(() => {});
    }
    const said = this.#watched.flatMap(({ page, seen }) => [`page at ${page.url()}`, ...seen.map((line) => `  ${line}`)]);
    const report = [error.message, ...said, ...this.#server.lastWords(), `pictures: ${folder}/${name}-*.png`];
    return new Error(report.join('\n'), { cause: error });
  }

  async close() {
    await Promise.all(this.#watched.map(({ page }) => page.context().close()));
  }
}

/** A page and what it complained about. */
class Watched {
  seen = [];

  constructor(page, { expects, scripts }) {
    this.page = page;
    this.expects = expects;
    page.on('console', (message) => {
      // Where scripts are off, what is loaded ahead for them isn't used; on a slow machine Chromium says so.
      if (!scripts && message.text().includes('was preloaded using link preload but not used')) return;
      this.seen.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.seen.push(`exception: ${error.message}`));
    page.on('dialog', (dialog) => {
      this.seen.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    page.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText;
      // A page that is left, or a stream that is closed, aborts its requests: that is the page's own doing. And where
      // scripts are off, Chromium calls it "csp" when it doesn't load one.
      if (reason !== 'net::ERR_ABORTED' && (scripts || reason !== 'csp')) this.seen.push(`failed: ${reason} ${request.method()} ${request.url()}`);
    });
  }

  problems() {
    const unexpected = this.seen.filter((line) => !this.expects.some((pattern) => pattern.test(line)));
    const missing = this.expects.filter((pattern) => !this.seen.some((line) => pattern.test(line)));
    return [...unexpected, ...missing.map((pattern) => `expected and didn't come: ${pattern}`)];
  }
}
