// The figures with their bars: a table for people, JSON for whatever compares runs.

import { mkdirSync, writeFileSync } from 'node:fs';

const FILE = 'target/bench/results.json';

/** A bar that a figure must not exceed. */
export const atMost = (value) => ({ sign: '≤', value, holds: (figure) => figure <= value });
/** A bar that a figure must reach. */
export const atLeast = (value) => ({ sign: '≥', value, holds: (figure) => figure >= value });

export class Report {
  #rows = [];
  #machine;

  constructor(machine) {
    this.#machine = machine;
  }

  /** Adds a figure. Without a bar it only informs. */
  add(section, name, figure, unit, bar) {
    const verdict = bar && (bar.holds(figure) ? 'pass' : 'miss');
    this.#rows.push({ section, name, figure, unit, bar: bar && `${bar.sign} ${bar.value}`, verdict });
    process.stderr.write(`  ${name}: ${round(figure)} ${unit} ${verdict ?? ''}\n`);
  }

  /** Says what the following figures are about. */
  note(section, text) {
    this.#rows.push({ section, name: text, figure: null, unit: '' });
    process.stderr.write(`  ${text}\n`);
  }

  /** Notes that a section broke off; what it had measured stays. */
  fail(section, error) {
    this.#rows.push({ section, name: `broke off: ${error.message.split('\n')[0]}`, figure: null, unit: '', verdict: 'miss' });
    process.stderr.write(`  ${error.stack}\n`);
  }

  /** How many bars were missed. */
  get missed() {
    return this.#rows.filter(({ verdict }) => verdict === 'miss').length;
  }

  /** The table, on standard output. */
  print() {
    const cells = this.#rows.map(({ section, name, figure, unit, bar, verdict }) =>
      [section, name, `${round(figure)} ${unit}`, bar ?? '', verdict === 'miss' ? 'MISS' : verdict ?? '']);
    const table = [['section', 'what', 'figure', 'bar', ''], ...cells];
    const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
    const line = (row) => row.map((cell, column) => (column === 2 ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join('  ').trimEnd();
    const { processor, cores, memory, commit } = this.#machine;
    console.log(`\n${processor}, ${cores} cores, ${memory} GB; commit ${commit}\n`);
    console.log([line(table[0]), widths.map((width) => '-'.repeat(width)).join('  '), ...table.slice(1).map(line)].join('\n'));
    const judged = this.#rows.filter(({ verdict }) => verdict).length;
    console.log(`\n${judged - this.missed} of ${judged} bars reached`);
  }

  /** Writes everything as JSON, and answers where. */
  write() {
    mkdirSync('target/bench', { recursive: true });
    const rows = this.#rows.map(({ verdict, bar, ...row }) => ({ ...row, bar: bar ?? null, verdict: verdict ?? null }));
    writeFileSync(FILE, `${JSON.stringify({ machine: this.#machine, rows }, null, 2)}\n`);
    return FILE;
  }
}

/** Three digits, which is more than the noise deserves. */
function round(figure) {
  if (figure === null) return '–';
  if (figure >= 100) return Math.round(figure).toLocaleString('en');
  return Number(figure.toPrecision(3)).toString();
}
