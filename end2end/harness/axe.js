// Accessibility, as far as a machine can judge it.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds wrong on the page as it is now: one line per element. Rules by the names of `except` are left out. */
export async function violations(page, except = []) {
  await page.evaluate(SOURCE);
  return page.evaluate(async ([values, left]) => {
    const rules = Object.fromEntries(left.map((id) => [id, { enabled: false }]));
    const { violations } = await window.axe.run(document, { runOnly: { type: 'tag', values }, rules, resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`));
  }, [RULES, except]);
}
