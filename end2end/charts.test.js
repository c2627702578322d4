// Charts: loaded when they are seen, drawn in the colours of the theme, readable as tables, gone when they are left.

import assert from 'node:assert/strict';

import { visit } from './harness/browser.js';
import { answerFor, card, connection, dateBefore, feed, pickCustomRange, range } from './harness/overview.js';
import { event } from './harness/server.js';
import { suite } from './harness/suite.js';
import { until } from './harness/until.js';

const TITLES = ['CPU', 'Memory', 'Events', 'Users'];

const journey = suite({
  async prepare(server) {
    const events = Array.from({ length: 40 }, (_, at) => event({
      minutesAgo: at * 20 + 1,
      actor: { id: `person-${at % 7}` },
      channel: at % 3 === 0 ? 'api' : 'web',
    }));
    await server.ingest(await server.createToken(), events);
  },
});

const drawing = (page, title) => card(page, title).getByRole('img').locator('svg');

/** Counts the drawings that the page holds: mounted and not disposed of. */
const countDrawings = (page) => page.addInitScript(() => {
  window.drawings = 0;
  let charts;
  Object.defineProperty(window, 'PulseboardCharts', {
    get: () => charts,
    set(bundle) {
      charts = {
        mount(...args) {
          const chart = bundle.mount(...args);
          window.drawings += 1;
          return {
            set: (json) => chart.set(json),
            dispose() {
              window.drawings -= 1;
              chart.dispose();
            },
          };
        },
      };
    },
  });
});

const drawings = (page) => page.evaluate(() => window.drawings);

journey('each chart is drawn and says in a sentence what it shows', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo' });
  const sentences = {
    CPU: /^CPU in 24 h: \d+ % last, at most \d+ %\.$/,
    Memory: /^Memory in 24 h: \d+ % last, at most \d+ %\.$/,
    Events: /^4\d events in 24 h\.$/,
    Users: /^Up to \d+ distinct users at a time in 24 h, by web and API\.$/,
  };
  for (const title of TITLES) {
    await card(page, title).scrollIntoViewIfNeeded();
    await drawing(page, title).waitFor();
    await card(page, title).getByRole('img', { name: sentences[title] }).waitFor();
    assert.ok((await drawing(page, title).locator('path').count()) > 3, `${title} is more than an empty frame`);
  }
  for (const name of ['Web', 'API']) {
    await card(page, 'Users').getByText(name, { exact: true }).filter({ visible: true }).waitFor();
  }
});

journey('the chart library is loaded when the first chart comes into view, not before', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, viewport: { width: 390, height: 360 } });
  const requested = [];
  page.on('request', (request) => requested.push(new URL(request.url()).pathname));
  await visit(page, '/o/demo');
  // By then the page has loaded whatever it wants at once, and asked for what it shows.
  await connection(page, /^Live$/).waitFor();
  await page.getByRole('button', { name: 'Refresh' }).click();
  await answerFor(page, 'Cpu');
  const library = await page.locator('meta[name="echarts"]').getAttribute('content');
  assert.match(library, /^\/pkg\/charts\.\w+\.js$/);
  assert.ok(!requested.includes(library), 'nothing was in view yet');

  await card(page, 'CPU').scrollIntoViewIfNeeded();
  await drawing(page, 'CPU').waitFor();
  assert.ok(requested.includes(library));
});

journey('a chart can be read as a table and drawn again', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo' });
  const events = card(page, 'Events');
  const button = events.getByRole('switch', { name: 'Show Events as a table' });
  assert.equal(await events.getByRole('table').isVisible(), false);
  assert.equal(await button.isChecked(), false);

  await button.click();
  await events.getByRole('table', { name: /^4\d events in 24 h\.$/ }).waitFor();
  assert.equal(await button.isChecked(), true);
  assert.equal(await events.getByRole('img').isVisible(), false);
  assert.deepEqual(await events.getByRole('columnheader').allInnerTexts(), ['Time', 'Events']);
  const counts = await events.getByRole('cell').allInnerTexts();
  const total = counts.reduce((sum, text) => sum + Number(text), 0);
  const sentence = await events.getByRole('caption').innerText();
  assert.equal(sentence, `${total} events in 24 h.`);

  await button.click();
  await drawing(page, 'Events').waitFor();
});

journey('a switch of the theme paints the drawing anew', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, colorScheme: 'light', theme: 'light', path: '/o/demo' });
  await drawing(page, 'CPU').waitFor();
  const colours = () => drawing(page, 'CPU').evaluate((svg) => {
    const painted = [...svg.querySelectorAll('[fill], [stroke]')].flatMap((shape) => [shape.getAttribute('fill'), shape.getAttribute('stroke')]);
    return [...new Set(painted)].filter((colour) => /^(#|rgb)/.test(colour ?? '')).sort().join(' ');
  });
  const light = await colours();
  await page.getByRole('button', { name: 'Use the dark theme' }).click();
  await until('the drawing has other colours', async () => (await colours()) !== light);
});

journey('new numbers are drawn in place', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, path: '/o/demo' });
  const svg = drawing(page, 'Events');
  await svg.waitFor();
  await svg.evaluate((element) => { element.dataset.first = ''; });
  const token = await server.createToken();
  await server.ingest(token, Array.from({ length: 60 }, () => event({ text: 'One of sixty' })));
  await card(page, 'Events').getByRole('img', { name: /^1\d\d events in 24 h\.$/ }).waitFor();
  assert.equal(await svg.evaluate((element) => 'first' in element.dataset), true, 'it is still the same drawing');
});

journey('drawings that are left are disposed of', async ({ server, openPage }) => {
  const page = await openPage({ user: server.owner, viewport: { width: 1440, height: 1600 } });
  await countDrawings(page);
  await visit(page, '/o/demo');
  await until('all charts are drawn', async () => (await drawings(page)) === TITLES.length);

  await pickCustomRange(page, '2001-02-03', '2001-02-03');
  await card(page, 'Events').getByText('No events in 3 Feb 2001').waitFor();
  await until('no chart is left', async () => (await drawings(page)) === 0);

  await range(page, '24 h').click();
  await until('all charts are drawn again', async () => (await drawings(page)) === TITLES.length);
  await pickCustomRange(page, dateBefore(1), dateBefore(0));
  await feed(page).first().waitFor();

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Pulseboard' }).waitFor();
  await until('no chart outlives the page', async () => !(await drawings(page)));
});
