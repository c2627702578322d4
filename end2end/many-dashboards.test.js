// Hundreds of dashboards: the page holds the rows in sight, everybody gets to all of them, and what changes doesn't move
// what one reads. And what happened stands in the charts over time.

import assert from 'node:assert/strict';

import { visit } from './harness/browser.js';
import { Site } from './harness/site.js';
import { suite } from './harness/suite.js';
import { until } from './harness/until.js';

const COUNT = 260;
const title = (number) => `Page ${String(number).padStart(3, '0')}`;

const journey = suite({
  env: { PULSEBOARD_ALLOWED_NETWORKS: '127.0.0.0/8' },
  prepare: async (server) => {
    const site = await Site.start();
    const cookie = await server.session(server.owner);
    const api = async (path, body) => {
      const headers = { accept: 'application/json', 'content-type': 'application/json' };
      const answer = await server.request(`/api/o/demo/${path}`, { cookie, headers, body: body && JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
      return answer.json();
    };
    const { id } = await api('environments', { kind: 'web', name: 'Many', minimum_gap_ms: 0, max_concurrent: 50 });
    for (let number = 0; number < COUNT; number += 1) {
      await api(`environments/${id}/pages`, { title: title(number), url: `${site.url}/${number}` });
    }
    const { id: policy } = await api('policies', {
      name: 'At once', environment_id: id, scope: 'all', skip_confirmation: true, accept_warnings: true,
      schedule: { kind: 'window', weekdays: [0], start: '01:00', end: '05:00', zone: 'UTC' },
    });
    const list = () => api('dashboards/health');
    await until('every page has passed', async () => (await list()).every((one) => one.status === 'PASS'), 80);
    return { site, api, policy, list };
  },
});

const row = (page, number) => page.locator('tr[aria-rowindex]').filter({ hasText: title(number) });
const rows = (page) => page.locator('tr[aria-rowindex]').count();

/** Scrolls until `done`, as somebody does who drags the bar: to the place where it should be, and again when it moved. */
async function scrollTo(page, share, done) {
  await until(`the place at ${share} is there`, async () => {
    await page.evaluate((part) => window.scrollTo(0, part * document.documentElement.scrollHeight), share);
    return done();
  }, 20);
}

journey('only the rows in sight are in the page, and all of them can be scrolled to', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo/health' });
  await row(page, 0).waitFor();
  assert.equal(await page.getByRole('table', { name: 'Dashboards, failing first' }).getAttribute('aria-rowcount'), String(COUNT + 1));
  assert.equal(await rows(page), 50, 'the first come with the page');
  await scrollTo(page, 1, () => row(page, COUNT - 1).isVisible());
  assert.equal(await row(page, 0).count(), 0, 'what is out of sight costs nothing');
  assert.ok(await rows(page) <= 150, `${await rows(page)} rows`);
  assert.equal(await row(page, COUNT - 1).getAttribute('aria-rowindex'), String(COUNT + 1));
  await scrollTo(page, 0, () => row(page, 0).isVisible());
  assert.equal(await row(page, COUNT - 1).count(), 0);
});

journey('the keyboard gets to rows that are not there yet', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo/health?q=page' });
  await row(page, 0).waitFor();
  const link = page.getByRole('link', { name: 'Rows 151 to 200' });
  assert.match(await link.getAttribute('href'), /q=page&from=150/);
  await link.focus();
  await page.waitForFunction((text) => document.activeElement.textContent === text, title(150));
  await page.keyboard.press('Tab');
  assert.ok(await row(page, 150).locator(':focus').count() === 1, 'and goes on from there');
});

journey('without scripts one reads page by page', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, scripts: false, path: '/o/demo/health?wait=all' });
  assert.equal(await page.getByText('Rows 51 to 100').isVisible(), false);
  await page.getByRole('link', { name: 'Next page' }).click();
  await row(page, 50).waitFor();
  assert.equal(await row(page, 0).count(), 0);
  await page.getByRole('link', { name: 'First page' }).click();
  await row(page, 0).waitFor();
});

journey('what changes leaves what one reads where it is, and is a mark in the charts', async ({ server, openPage, site, api, policy, list }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo/health' });
  await row(page, 0).waitFor();
  await scrollTo(page, 0.5, () => row(page, 130).isVisible());
  const place = async () => Math.round((await row(page, 130).boundingBox()).y);
  const before = await place();
  site.break('/131', 500);
  await api('checks', { policy_id: policy });
  await until('it fails', async () => (await list())[0].status === 'FAIL', 60);
  // It leaves for the top of the list, and all others stand one further down.
  await row(page, 131).waitFor({ state: 'detached' });
  const after = await place();
  assert.ok(Math.abs(after - before) <= 80, `one row at most: from ${before} to ${after}`);

  const token = await server.createToken();
  await server.ingest(token, [{ id: crypto.randomUUID(), occurred_at: new Date().toISOString(), kind: 'report.stored' }]);
  await visit(page, '/o/demo?range=1h');
  const chart = page.locator('.card').filter({ has: page.getByRole('heading', { name: 'Events' }) });
  const mark = chart.getByRole('button', { name: /changes?$/ }).last();
  await mark.focus();
  const told = chart.getByRole('tooltip').getByRole('link', { name: `${title(131)} fails.` });
  await told.waitFor();
  assert.match(await told.getAttribute('href'), /health\/reports\/\d+$/);
  await page.getByRole('link', { name: 'Hide changes' }).click();
  await page.getByRole('link', { name: 'Show changes' }).waitFor();
  await chart.getByRole('button', { name: /changes?$/ }).first().waitFor({ state: 'detached' });
});
