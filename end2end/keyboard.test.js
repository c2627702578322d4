// Everything can be done from the keyboard, and one always sees where one is.

import assert from 'node:assert/strict';

import { answerFor, connection, range } from './harness/overview.js';
import { suite } from './harness/suite.js';

const journey = suite({
  async prepare(server) {
    await server.createOrg({ slug: 'second', name: 'Second home' });
    await server.addMember(server.owner, 'second');
  },
});

const isFocused = (locator) => locator.evaluate((element) => element === document.activeElement);

journey('the palette leads to an organization by name', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo' });
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Jump to' });
  const field = palette.getByRole('combobox', { name: 'Jump to a page or organization, or ask about dashboards' });
  assert.ok(await isFocused(field));

  const selected = palette.getByRole('option', { selected: true });
  assert.match(await selected.innerText(), /^Overview/);
  await page.keyboard.press('ArrowDown');
  await selected.filter({ hasText: 'Dashboards' }).waitFor();
  await page.keyboard.press('ArrowUp');
  await selected.filter({ hasText: 'Overview' }).waitFor();
  await page.keyboard.press('ArrowUp');
  await selected.filter({ hasText: 'Second home' }).waitFor();

  await page.keyboard.type('what is stale');
  await selected.filter({ hasText: 'Ask: what is stale' }).waitFor();
  await field.fill('second');
  await selected.filter({ hasText: 'Second home' }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL('/o/second');
});

journey('the palette leads to a page, and its selection is announced', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo?range=7d' });
  await page.keyboard.press('/');
  const field = page.getByRole('combobox', { name: 'Jump to a page or organization' });
  await field.waitFor();
  const announced = await field.getAttribute('aria-activedescendant');
  assert.match(await page.locator(`[id="${announced}"]`).innerText(), /^Overview/);
  await page.keyboard.press('Enter');
  await page.waitForURL('/o/demo');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
});

journey('Escape closes what is open and gives the focus back', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo' });
  for (const [opener, dialog] of [['Jump to', 'Jump to'], ['Shortcuts', 'Keyboard shortcuts']]) {
    const button = page.getByRole('button', { name: opener });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: dialog }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: dialog }).waitFor({ state: 'hidden' });
    assert.ok(await isFocused(button), `${opener} has the focus again`);
  }
  const menu = page.getByRole('button', { name: /More ranges/ });
  await menu.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('group', { name: 'More ranges' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('group', { name: 'More ranges' }).waitFor({ state: 'hidden' });
  assert.ok(await isFocused(menu));
});

journey('a dialog keeps the focus inside', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo' });
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await dialog.waitFor();
  for (let presses = 0; presses < 4; presses += 1) {
    await page.keyboard.press('Tab');
    const isInside = await dialog.evaluate((element) => document.activeElement === document.body || element.contains(document.activeElement));
    assert.ok(isInside, 'the page behind is out of reach');
  }
  await dialog.getByRole('button', { name: 'Close' }).click();
  await dialog.waitFor({ state: 'hidden' });
});

journey('the listed keys do what the list says', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo?range=7d' });
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  for (const what of ['Jump to a page or organization', 'Go to Overview', 'Choose a time range', 'Refresh']) {
    await list.getByRole('definition').filter({ hasText: what }).waitFor();
  }
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'hidden' });

  await page.keyboard.press('t');
  const menu = page.getByRole('group', { name: 'More ranges' });
  await menu.waitFor();
  await page.keyboard.press('Tab');
  const first = menu.getByRole('link').first();
  assert.ok(await isFocused(first), 'the menu is the next stop');
  await page.keyboard.press('Enter');
  await page.waitForURL('/o/demo?range=6h');
  await menu.waitFor({ state: 'hidden' });

  await connection(page, /^Live$/).waitFor();
  const asked = answerFor(page, 'Feed');
  await page.keyboard.press('r');
  await asked;

  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await page.waitForURL('/o/demo');
});

journey('keys that are typed into a field are text', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo' });
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Jump to a page or organization' });
  await field.waitFor();
  await page.keyboard.type('t?r/');
  assert.equal(await field.inputValue(), 't?r/');
  assert.equal(await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).isVisible(), false);
});

journey('the first stop skips to the content', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo' });
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  assert.ok(await isFocused(skip));
  const { y } = await skip.boundingBox();
  assert.ok(y >= 0, 'it is in sight while it has the focus');
  await page.keyboard.press('Enter');
  assert.ok(await isFocused(page.getByRole('main')));
  await page.keyboard.press('Tab');
  assert.ok(await isFocused(range(page, '1 h')), 'the sidebar was skipped');
});

/** Numbers every element that acts, and answers what they are called. */
const numberStops = (page) => page.evaluate(() => {
  const stops = [...document.querySelectorAll('a[href], button, input:not([type="hidden"]), select, textarea, [tabindex="0"]')];
  const visible = stops.filter((element) => element.checkVisibility({ visibilityProperty: true }));
  return visible.map((element, number) => {
    element.dataset.stop = number;
    return element.getAttribute('aria-label') ?? (element.textContent.trim() || element.name);
  });
});

/** The element that has the focus: its number, and whether one sees that it has it. */
const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  return { number: Number(element.dataset.stop ?? -1), isSeen: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1 };
});

for (const [where, path] of [['the overview', '/o/demo'], ['the sign-in', '/login']]) {
  journey(`on ${where} Tab reaches all that acts, in the order of the page, and shows where it is`, async ({ server, openPage }) => {
    const page = await openPage({ user: path === '/login' ? undefined : server.owner, path });
    if (path !== '/login') await connection(page, /^Live$/).waitFor();
    const names = await numberStops(page);
    const reached = [];
    // Once around: a field with an initial focus may make it start in the middle.
    for (let presses = 0; presses < names.length * 2; presses += 1) {
      await page.keyboard.press('Tab');
      const { number, isSeen } = await focused(page);
      if (number < 0) continue;
      if (reached.includes(number)) break;
      assert.ok(isSeen, `the focus is visible on “${names[number]}”`);
      reached.push(number);
    }
    const missed = names.filter((_, number) => !reached.includes(number));
    assert.deepEqual(missed, []);
    assert.deepEqual(reached, [...reached].sort((a, b) => a - b), 'in the order of the page');
  });
}
