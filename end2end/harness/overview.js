// The overview as a person finds their way on it: by headings, roles and labels.

/** The card under a heading. */
export function card(page, title) {
  return page.locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
}

/** The card of one figure of this machine: "CPU", "Memory", … */
export function figure(page, label) {
  const machine = page.getByRole('region', { name: 'This machine' });
  return machine.getByRole('article').filter({ has: page.getByRole('heading', { name: new RegExp(`^${label}\\b`) }) });
}

/** The rows of the feed that say `text`; all rows without it. */
export function feed(page, text) {
  const rows = card(page, 'Recent events').getByRole('listitem');
  return text === undefined ? rows : rows.filter({ hasText: text });
}

/** The next answer for a part of the overview: "Cpu", "Feed", … */
export function answerFor(page, part) {
  const isIt = (answer) => answer.url().endsWith('/fn/get_piece') && answer.request().postDataJSON().piece.Overview === part;
  return page.waitForResponse(isIt);
}

/** The state of the live connection. */
export function connection(page, words) {
  return page.getByRole('status').filter({ hasText: words });
}

/** One of the ranges at hand. */
export function range(page, label) {
  return page.getByRole('navigation', { name: 'Time range' }).getByRole('link', { name: label, exact: true });
}

/** Picks a custom range in the menu; both are dates, such as 2026-11-21. */
export async function pickCustomRange(page, from, to) {
  await page.getByRole('button', { name: /More ranges/ }).click();
  const menu = page.getByRole('group', { name: 'More ranges' });
  await menu.getByLabel('From').fill(from);
  await menu.getByLabel('To, that day included').fill(to);
  await menu.getByRole('button', { name: 'Show' }).click();
}

/** The UTC date of an instant `days` ago, as a field for dates takes it. */
export const dateBefore = (days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
