// A phone, 390 by 844: everything within reach of a thumb, and nothing to scroll sideways for.

import assert from 'node:assert/strict';

import { PHONE } from './harness/browser.js';
import { connection, feed } from './harness/overview.js';
import { event } from './harness/server.js';
import { suite } from './harness/suite.js';

const LONG = 'A source with a very long name that has_no_place_to_break_whatever_the_width_of_the_page_may_be_and_goes_on';

const journey = suite({
  async prepare(server) {
    await server.createOrg({ slug: 'second', name: 'Second home' });
    await server.addMember(server.owner, 'second');
    await server.ingest(await server.createToken(), [event({ text: LONG, actor: { id: 'ana' }, channel: 'web' })]);
  },
});

const fitsTheWidth = (page) => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

/**
 * What can be pressed and has a target of less than 44 px: what is hit counts, not what is painted. A link inside a
 * sentence is as high as its line, and the way past the navigation is for keyboards.
 */
const smallTargets = (page, scope) => page.locator(scope).evaluate((root) => {
  /** The first and the last pixel of the 44 around a middle. */
  const ends = (middle) => [Math.ceil(middle - 22), Math.ceil(middle - 22) + 43];
  const belongs = (target, hit) => hit !== null && (target.contains(hit) || hit.closest('label')?.control === target);
  const targets = [...root.querySelectorAll('a[href], button, input:not([type="hidden"]), summary')].filter((target) =>
    target.checkVisibility({ visibilityProperty: true }) && !target.matches('.skip') && !target.closest('p'));
  return targets.flatMap((target) => {
    target.scrollIntoView({ block: 'center', inline: 'center' });
    const box = (target.closest('label') ?? target).getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const reach = [...ends(x).map((end) => [end, y]), ...ends(y).map((end) => [x, end])];
    const missed = reach.filter((point) => {
      const hit = document.elementFromPoint(...point);
      return !belongs(target, hit) && !target.closest('label')?.contains(hit);
    });
    const name = target.getAttribute('aria-label') ?? (target.textContent.trim() || target.name);
    return missed.length > 0 ? [`${name} (${Math.round(box.width)} by ${Math.round(box.height)})`] : [];
  });
});

journey('the bar at the foot leads on, and the drawer has the rest', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, viewport: PHONE, path: '/o/demo' });
  const bar = page.getByRole('navigation', { name: 'Pages' });
  await bar.getByRole('link', { name: 'Overview' }).and(page.locator('[aria-current="page"]')).waitFor();
  assert.equal(await page.getByRole('navigation', { name: 'Main' }).isVisible(), false, 'the sidebar is away');

  await bar.getByRole('button', { name: 'More' }).tap();
  const drawer = page.getByRole('dialog', { name: 'More' });
  await drawer.getByRole('link', { name: 'Overview' }).waitFor();
  await drawer.getByRole('button', { name: /Change organization/ }).tap();
  await page.getByRole('group', { name: 'Change organization' }).getByRole('link', { name: 'Second home' }).tap();
  await page.waitForURL('/o/second');

  await bar.getByRole('button', { name: 'Jump to' }).tap();
  await page.getByRole('combobox', { name: 'Jump to a page or organization, or ask about dashboards' }).waitFor();
  await page.getByRole('option', { name: /Demo/ }).tap();
  await page.waitForURL('/o/demo');

  await bar.getByRole('button', { name: 'More' }).tap();
  await drawer.getByRole('button', { name: 'Sign out' }).tap();
  await page.getByRole('heading', { name: 'Sign in to Pulseboard' }).waitFor();
});

journey('no page scrolls sideways', async ({ server, openPage }) => {
  const overview = await openPage({ user: server.owner, viewport: PHONE, path: '/o/demo' });
  await feed(overview, LONG).waitFor();
  assert.ok(await fitsTheWidth(overview), 'overview');
  await overview.getByRole('switch', { name: 'Show Users as a table' }).tap();
  assert.ok(await fitsTheWidth(overview), 'overview with a table');
  const empty = await openPage({ beside: overview, path: '/o/second' });
  assert.ok(await fitsTheWidth(empty), 'empty organization');
  const signIn = await openPage({ viewport: PHONE, path: '/login' });
  assert.ok(await fitsTheWidth(signIn), 'sign-in');
});

/** Where fingers press: which part of the page it is, and how one gets there. */
const PRESSED = {
  'the bar at the foot': { part: 'nav[aria-label="Pages"]' },
  'the drawer': {
    part: '#drawer',
    async reach(page) {
      await page.getByRole('button', { name: 'More', exact: true }).tap();
      await page.getByRole('dialog', { name: 'More' }).waitFor();
    },
  },
  'the menu of ranges': {
    part: '#ranges',
    async reach(page) {
      await page.getByRole('button', { name: /More ranges/ }).tap();
      await page.getByRole('group', { name: 'More ranges' }).waitFor();
    },
  },
};

for (const [where, { part, reach }] of Object.entries(PRESSED)) {
  journey(`what is touched is 44 px wide and high in ${where}`, async ({ server, openPage }) => {
    const page = await openPage({ user: server.owner, viewport: PHONE, path: '/o/demo' });
    await connection(page, /^Live$/).waitFor();
    await reach?.(page);
    assert.deepEqual(await smallTargets(page, part), []);
  });
}

journey('what is touched is 44 px wide and high on the sign-in', async ({ openPage }) => {
  const page = await openPage({ viewport: PHONE, path: '/login' });
  assert.deepEqual(await smallTargets(page, 'main'), []);
});

journey('what is touched is 44 px wide and high on the overview', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, viewport: PHONE, path: '/o/demo' });
  await connection(page, /^Live$/).waitFor();
  await feed(page, LONG).waitFor();
  assert.deepEqual(await smallTargets(page, '#main'), []);
});
