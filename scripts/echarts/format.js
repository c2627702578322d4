// Figures for axes and tooltips. An option is JSON and carries no functions, so it names one of these.
// They read like those of domain::figure, which writes the same figures on the server.

const NONE = '–';

/** Where a step begins (rounding to three digits would reach it), its unit and its letter. */
const STEPS = [[999_950_000, 1e9, 'B'], [999_950, 1e6, 'M'], [1_000, 1e3, 'k']];

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const hundredths = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

/** One decimal below a hundred, unless it is zero; none from there. */
const short = (value) => (value < 99.95 ? value.toFixed(1).replace(/\.0$/, '') : value.toFixed(0));

/** "950", "1.2k", "18k", "3.4M". */
function compact(value) {
  const [, unit, letter] = STEPS.find(([from]) => value >= from) ?? [];
  return letter ? short(value / unit) + letter : hundredths.format(value);
}

/** For each name: what stands at the axis, and what stands in the tooltip. */
const FORMATS = {
  count: { axis: compact, exact: (value) => whole.format(value) },
  number: { axis: compact, exact: (value) => hundredths.format(value) },
  percent: { axis: (value) => `${whole.format(value)} %`, exact: (value) => `${tenths.format(value)} %` },
};

/** The formatters of that name; a name that nobody knows is a number. A missing value is a dash, never a zero. */
export function formats(name) {
  const found = FORMATS[name] ?? FORMATS.number;
  return { axis: found.axis, exact: (value) => (value === null || value === undefined ? NONE : found.exact(value)) };
}
