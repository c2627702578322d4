// What strangers send is text: in the feed, in names, in the HTML that the server sends and after the scripts took over.

import assert from 'node:assert/strict';

import { card, feed } from './harness/overview.js';
import { event } from './harness/server.js';
import { suite } from './harness/suite.js';

/** Each would set `window.broken`, end a table or turn the line around if it were more than text. */
const HOSTILE = [
  '<script>window.broken = 1</script>',
  '</script><script>window.broken = 2</script>',
  '<img src=x onerror="window.broken = 3">',
  '"><svg onload=window.broken=4>',
  '<!-- <a href="javascript:window.broken=5">',
  "'; drop table events; --",
  '{{7*7}} ${7*7} %s %n \\x41 &lt;b&gt; &amp;',
  '\u202Egnp.exe\u202C مرحبا بالعالم',
  '👩‍👩‍👧‍👦 Zoë 日本語 e\u0301',
];
const ORGANIZATION = '<b onclick="window.broken=6">R&D</b> "\'';
const PERSON = '<i>Ana</i> & "Sons"';

const journey = suite({
  async prepare(server) {
    await server.createOrg({ slug: 'hostile', name: ORGANIZATION });
    const ana = await server.createUser({ email: 'ana@example.com', name: PERSON, org: 'hostile', role: 'owner' });
    return { ana, cookie: await server.session(ana), token: await server.createToken({ org: 'hostile', name: HOSTILE[0] }) };
  },
});

/** An event with `text` in every field that takes free text. */
function filledWith(text) {
  const short = text.slice(0, 60);
  return event({
    kind: 'hostile.sent',
    source: short,
    actor: { id: text, name: text, url: 'https://example.com/?q=<script>' },
    subject: { id: text, name: text, url: 'https://example.com/#"onload=x' },
    session: text,
    channel: short,
    status: short,
    tags: { [short]: short },
    attrs: { [text]: [text, { [text]: text }] },
  });
}

/** The whole texts of the feed's rows, as they are in the document. */
const rowsOf = (page) => feed(page).evaluateAll((rows) => rows.map((row) => row.textContent));

/** The feed has room for the two events of each of four texts. */
const PAGEFULS = [HOSTILE.slice(0, 4), HOSTILE.slice(4, 8), HOSTILE.slice(8)];

for (const scripts of [true, false]) {
  journey(`hostile text is shown as it is ${scripts ? 'with' : 'without'} scripts`, async ({ server, openPage, cookie, token }) => {
    for (const texts of PAGEFULS) {
      const events = texts.flatMap((text) => [filledWith(text), event({ kind: 'hostile.said', text })]);
      const answer = await server.ingest(token, events);
      assert.deepEqual(answer, { accepted: events.length, duplicates: 0, rejected: [], rejected_count: 0 });

      const page = await openPage({ cookie, scripts, path: '/o/hostile?wait=all' });
      await feed(page).first().waitFor();
      const rows = await rowsOf(page);
      for (const text of texts) {
        assert.ok(rows.some((row) => row.includes(text) && !row.includes('hostile sent')), `the feed says ${text}`);
        assert.ok(rows.some((row) => row.includes(`${text} · hostile sent · ${text}`)), `the feed names ${text}`);
      }
      assert.equal(await page.evaluate(() => window.broken), undefined);
      assert.ok(await page.getByText(ORGANIZATION).first().isVisible());
      assert.ok(await page.getByText(PERSON, { exact: true }).first().isVisible());
      await page.close();
    }
  });
}

journey('hostile text that arrives live is shown as it is', async ({ server, openPage, ana, token }) => {
  const page = await openPage({ user: ana, path: '/o/hostile' });
  await card(page, 'Recent events').waitFor();
  for (const text of HOSTILE) {
    const marked = `${text} (live)`;
    await server.ingest(token, [event({ minutesAgo: 0, text: marked })]);
    await feed(page, marked).waitFor();
    assert.equal(await page.evaluate(() => window.broken), undefined, text);
  }
});

journey('what a page was asked for is text, too', async ({ openPage, ana }) => {
  const page = await openPage({ user: ana });
  for (const text of HOSTILE) {
    await page.goto(`/o/hostile?range=${encodeURIComponent(text)}`);
    await page.getByRole('status').filter({ hasText: 'There is no time range' }).waitFor();
    assert.equal(await page.evaluate(() => window.broken), undefined, text);
  }
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Pulseboard' }).waitFor();
});
