// Light, dark or as the system says: in the HTML that the server sends, so that no page flashes.

import assert from 'node:assert/strict';

import { signIn, visit } from './harness/browser.js';
import { suite } from './harness/suite.js';
import { until } from './harness/until.js';

const journey = suite();

/** The theme in the HTML of an answer, before any script ran. */
async function themeSent(answer) {
  const [root] = /<html[^>]*>/.exec(await answer.text());
  return /data-theme="(\w+)"/.exec(root)?.[1] ?? 'system';
}

const themeShown = (page) => page.evaluate(() => document.documentElement.dataset.theme ?? 'system');

/** Whether the page's ground is dark. */
const isDark = (page) => page.evaluate(() => {
  const [red] = /\d+/.exec(getComputedStyle(document.documentElement).backgroundColor);
  return Number(red) < 128;
});

/** Waits until the page's ground is dark, or light. */
const turns = (page, dark) => until(`the page is ${dark ? 'dark' : 'light'}`, async () => (await isDark(page)) === dark);

/** Presses the button, whose name says what it will do, and waits until the choice is kept. */
async function choose(page, what) {
  const kept = page.waitForResponse((answer) => answer.url().endsWith('/fn/set_theme'));
  await page.getByRole('button', { name: `Use the ${what}` }).click();
  assert.ok([200, 302].includes((await kept).status()));
}

for (const [where, path] of [['the overview', '/o/demo'], ['the sign-in', '/login']]) {
  journey(`the theme chosen on ${where} is there after a reload, from the first byte on`, async ({ server, openPage }) => {
    const user = path === '/login' ? undefined : server.owner;
    const page = await openPage({ user, colorScheme: 'light' });
    assert.equal(await themeSent(await visit(page, path)), 'system');
    assert.equal(await isDark(page), false);

    for (const [what, theme, dark] of [['light theme', 'light', false], ['dark theme', 'dark', true], ["system's theme", 'system', false]]) {
      await choose(page, what);
      assert.equal(await themeShown(page), theme);
      await turns(page, dark);
      assert.equal(await themeSent(await visit(page, path)), theme);
      assert.equal(await isDark(page), dark);
    }
  });
}

journey("the system's theme is followed while nothing else was chosen", async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, colorScheme: 'dark', path: '/o/demo' });
  assert.equal(await isDark(page), true);
  await page.emulateMedia({ colorScheme: 'light' });
  await turns(page, false);
  await page.emulateMedia({ colorScheme: 'dark' });
  await turns(page, true);

  await choose(page, 'light theme');
  await turns(page, false);
  assert.equal(await isDark(page), false, 'a choice is stronger than the system');
});

journey('the theme follows the account to another browser', async ({ server, openPage }) => {
  const ana = await server.createUser({ email: 'ana@example.com' });
  const first = await openPage({ user: ana, colorScheme: 'light', theme: 'light', path: '/o/demo' });
  await choose(first, 'dark theme');

  const other = await openPage({ colorScheme: 'light', path: '/login' });
  await signIn(other, ana);
  await other.getByRole('heading', { name: 'Overview' }).waitFor();
  assert.equal(await themeSent(await visit(other, '/o/demo')), 'dark');
  assert.equal(await isDark(other), true);
});
