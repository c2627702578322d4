// From the server's option, which is pure data, to what ECharts draws: colours from tokens, figures from names,
// the last bucket that isn't over yet, gaps where nothing was measured. Pure: no page, no clock, no chart.
//
// The server says what it can't put into ECharts' own words under the key `pulseboard`:
//   format   "count" | "number" | "percent"; how figures read
//   partial  true when the last bucket is still running: hatched bar, dotted segment with an open dot
//   gaps     true when a missing value means that nothing was measured: a grey area that says so
//   ticks    positions on the category axis that get a label and head the tooltips up to the next; all that fit, when absent
//   marks    [bucket, tone] each: what happened besides, a line in the colour of its tone; the page has the words
//   words    { gap, partial } in the reader's language

import { formats } from './format.js';
import { palette } from './theme.js';
import { alpha, resolveTokens } from './tokens.js';

const WORDS = { gap: 'no data', partial: 'so far' };
const ROUND_TOP = [2, 2, 0, 0];

const list = (value) => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
const valueOf = (item) => (item !== null && typeof item === 'object' && !Array.isArray(item) ? item.value : item) ?? null;

/** The option for ECharts, and the reading of it that a tooltip needs. */
export function compose(source, token) {
  const { pulseboard = {}, ...rest } = source;
  const option = resolveTokens(rest, token);
  const colours = palette(token);
  const format = formats(pulseboard.format);
  const words = { ...WORDS, ...pulseboard.words };
  const labels = list(option.xAxis)[0]?.data ?? [];
  const series = list(option.series).map((one, index) => ({
    ...one,
    name: one.name ?? `Series ${index + 1}`,
    data: list(one.data),
    color: one.color ?? one.itemStyle?.color ?? colours[index % colours.length],
  }));
  const partial = pulseboard.partial === true && labels.length > 1;
  const overBars = series.some((one) => one.type === 'bar');
  const drawn = [...stackedBars(series, partial, token), ...series.filter((one) => one.type !== 'bar').flatMap((one) => line(one, partial, token))];
  const holes = pulseboard.gaps === true && series.length > 0 ? gaps(series, partial) : [];
  if (drawn.length > 0) drawn[0].markArea = noData(holes, labels.length, words.gap, token);
  const marks = list(pulseboard.marks);
  if (drawn.length > 0 && marks.length > 0) drawn[0].markLine = changes(marks, token);

  return {
    option: {
      ...option,
      xAxis: list(option.xAxis).map((axis) => categoryAxis(axis, pulseboard.ticks, overBars)),
      yAxis: list(option.yAxis ?? {}).map((axis) => valueAxis(axis, pulseboard.format, format)),
      series: drawn,
    },
    reading: {
      overBars,
      heading: (index) => [dayOf(index, labels, pulseboard.ticks), labels[index], partial && index === labels.length - 1 && words.partial]
        .filter(Boolean)
        .join(', '),
      rows: (index) => series.map((one) => ({ name: one.name, colour: one.color, text: format.exact(valueOf(one.data[index])) })),
    },
  };
}

/** The label that begins the day of a bucket, where days are what is labelled; nothing for that bucket itself. */
function dayOf(index, labels, ticks) {
  const day = list(ticks).findLast((tick) => tick <= index);
  return day === index ? undefined : labels[day];
}

function categoryAxis(axis, ticks, overBars) {
  const shown = Array.isArray(ticks) ? new Set(ticks) : null;
  const interval = shown ? { interval: (index) => shown.has(index) } : {};
  // A line ends at the very edge, where a centred label would leave the card.
  const axisLabel = { alignMaxLabel: overBars ? null : 'right', ...axis.axisLabel, ...interval };
  return { type: 'category', boundaryGap: overBars, ...axis, axisLabel };
}

function valueAxis(axis, name, format) {
  const whole = name === 'count' ? { minInterval: 1 } : {};
  // Between two fixed ends ECharts would count in tens; the middle says more.
  const isFixed = typeof axis.min === 'number' && typeof axis.max === 'number';
  const middle = isFixed ? { interval: (axis.max - axis.min) / 2 } : {};
  return { type: 'value', ...whole, ...middle, ...axis, axisLabel: { ...axis.axisLabel, formatter: format.axis } };
}

/** Bars: the topmost of a stack is rounded, bucket by bucket; the last bucket is hatched while it runs. */
function stackedBars(series, partial, token) {
  const bars = series.filter((one) => one.type === 'bar');
  const top = new Map();
  bars.forEach((one) => one.data.forEach((item, index) => {
    if (valueOf(item)) top.set(`${one.stack ?? one.name} ${index}`, one);
  }));
  return bars.map((one) => {
    const last = one.data.length - 1;
    const { color: _, ...itemStyle } = one.itemStyle ?? {};
    const data = one.data.map((item, index) => {
      const value = valueOf(item);
      const isTop = top.get(`${one.stack ?? one.name} ${index}`) === one;
      const style = { ...(isTop ? { borderRadius: ROUND_TOP } : {}), ...(value && partial && index === last ? hatch(one.color, token) : {}) };
      return Object.keys(style).length > 0 ? { value, itemStyle: style } : value;
    });
    return { barMaxWidth: 22, ...one, id: one.name, itemStyle: { ...itemStyle, borderRadius: 0 }, data };
  });
}

/** The fill of a bucket that isn't over: the same hue, thin, with stripes at 45°. */
function hatch(colour, token) {
  const decal = { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 3], rotation: -Math.PI / 4, color: alpha(colour, 0.75) };
  return { color: alpha(colour, 0.28), borderColor: colour, borderWidth: 1, opacity: Number(token('chart-fill')) || 1, decal };
}

/**
 * A line, and where it needs one a second one of the same colour: dotted to the open dot of a bucket that isn't over,
 * and a dot for each value that stands alone between gaps, which no line would show.
 */
function line(one, partial, token) {
  const values = one.data.map(valueOf);
  const last = values.length - 1;
  const { color: _, ...itemStyle } = one.itemStyle ?? {};
  const isOpen = partial && values[last] !== null;
  const isLone = (index) => values[index] !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null;
  const openDot = { symbol: 'circle', symbolSize: 6, itemStyle: { color: token('surface'), borderColor: one.color, borderWidth: 1.5 } };
  const mark = (value, index) => {
    if (isOpen && index === last) return { value, ...openDot };
    if (isLone(index)) return { value, symbol: 'circle', symbolSize: 4 };
    return isOpen && index === last - 1 ? value : null;
  };
  const marks = values.map(mark);
  const main = { z: 3, ...one, id: one.name, itemStyle, data: isOpen ? [...values.slice(0, last), null] : values };
  if (marks.every((value) => value === null)) return [main];
  return [main, {
    ...one,
    id: `${one.name}: marks`,
    areaStyle: undefined,
    data: marks,
    z: 3,
    lineStyle: { ...one.lineStyle, type: [2, 3] },
    showSymbol: true,
    showAllSymbol: true,
    symbol: 'none',
    itemStyle,
    silent: true,
  }];
}

/** Runs of buckets in which no series has a value, as [first, last]. The running bucket alone is no gap. */
export function gaps(series, partial) {
  const length = Math.max(...series.map((one) => one.data.length));
  const isEmpty = (index) => series.every((one) => valueOf(one.data[index]) === null);
  const found = [];
  for (let index = 0; index < length; index += 1) {
    if (!isEmpty(index)) continue;
    const first = index;
    while (index + 1 < length && isEmpty(index + 1)) index += 1;
    if (!(partial && first === length - 1)) found.push([first, index]);
  }
  return found;
}

/** A quiet line at each bucket in which something happened besides. */
function changes(marks, token) {
  return {
    silent: true,
    animation: false,
    symbol: 'none',
    label: { show: false },
    data: marks.map(([bucket, tone]) => ({ xAxis: bucket, lineStyle: { color: token(tone), width: 1, type: [2, 3], opacity: 0.8 } })),
  };
}

/** The grey areas of the gaps, from the last value before to the first after; only a wide one has room for its words. */
function noData(holes, length, word, token) {
  return {
    silent: true,
    itemStyle: { color: alpha(token('control'), 0.1) },
    label: { show: true, position: 'inside', color: token('ink-3'), fontSize: 11 },
    data: holes.map(([first, last]) => [
      { name: last - first > length / 8 ? word : '', xAxis: Math.max(0, first - 1) },
      { xAxis: Math.min(length - 1, last + 1) },
    ]),
  };
}
