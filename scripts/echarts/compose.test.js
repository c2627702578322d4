import assert from 'node:assert/strict';
import { test } from 'node:test';

import { compose, gaps } from './compose.js';
import { formats } from './format.js';
import { resolveTokens } from './tokens.js';

const token = (name) => (name === 'chart-fill' ? '1' : `#00000${name.length % 10}`);
const HOURS = ['12:00', '13:00', '14:00', '15:00'];
const source = (series, pulseboard = {}) => ({ xAxis: { type: 'category', data: HOURS }, series, pulseboard });
const line = (data, more = {}) => ({ type: 'line', name: 'CPU', data, ...more });
const bar = (name, data) => ({ type: 'bar', name, stack: 'all', data });

test('a finished range is drawn as it is', () => {
  const { option } = compose(source([line([1, 2, 3, 4])]), token);
  assert.equal(option.series.length, 1);
  assert.deepEqual(option.series[0].data, [1, 2, 3, 4]);
});

test('a line leads to its running bucket dotted', () => {
  const { option } = compose(source([line([1, 2, 3, 4], { areaStyle: {} })], { partial: true }), token);
  const [solid, dotted] = option.series;
  assert.deepEqual(solid.data, [1, 2, 3, null]);
  assert.deepEqual(dotted.data.map((item) => item?.value ?? item), [null, null, 3, 4]);
  assert.equal(dotted.areaStyle, undefined);
  assert.deepEqual(dotted.data.map((item) => item?.symbol), [undefined, undefined, undefined, 'circle']);
});

test('a value between two gaps has a dot, since no line shows it', () => {
  const { option } = compose(source([line([null, 2, null, null])], { gaps: true }), token);
  assert.deepEqual(option.series[1].data, [null, { value: 2, symbol: 'circle', symbolSize: 4 }, null, null]);
});

test('zero is a value and no gap', () => {
  assert.deepEqual(gaps([line([0, 0, 0, 0])], false), []);
});

test('gaps reach to the end, but a running bucket alone is none', () => {
  assert.deepEqual(gaps([line([null, null, 1, null])], false), [[0, 1], [3, 3]]);
  assert.deepEqual(gaps([line([null, null, 1, null])], true), [[0, 1]]);
  assert.deepEqual(gaps([line([1, null, null, null])], true), [[1, 3]]);
});

test('a gap is grey from the last value before it to the first after it', () => {
  const { option } = compose(source([line([1, null, null, 4])], { gaps: true }), token);
  assert.deepEqual(option.series[0].markArea.data, [[{ name: 'no data', xAxis: 0 }, { xAxis: 3 }]]);
});

test('what happened besides is a line in the colour of its tone', () => {
  const { option } = compose(source([bar('Events', [1, 2, 3, 4])], { marks: [[1, 'fail'], [3, 'pass']] }), token);
  const lines = option.series[0].markLine.data.map((one) => [one.xAxis, one.lineStyle.color]);
  assert.deepEqual(lines, [[1, token('fail')], [3, token('pass')]]);
  assert.equal(compose(source([bar('Events', [1])]), token).option.series[0].markLine, undefined);
});

test('the topmost bar of each bucket is rounded', () => {
  const { option } = compose(source([bar('API', [1, 1, 0, 1]), bar('Web', [2, 0, 2, 0])]), token);
  const [api, web] = option.series.map((one) => one.data.map((item) => item.itemStyle?.borderRadius !== undefined));
  assert.deepEqual(api, [false, true, false, true]);
  assert.deepEqual(web, [true, false, true, false]);
});

test('the running bucket of every stacked bar is hatched', () => {
  const { option } = compose(source([bar('API', [1, 1, 1, 1]), bar('Web', [2, 2, 2, 2])], { partial: true }), token);
  for (const one of option.series) {
    assert.ok(one.data[3].itemStyle.decal);
    assert.equal(one.data[2].itemStyle?.decal, undefined);
  }
});

test('a bar of no height has no frame, not even while its bucket runs', () => {
  const { option } = compose(source([bar('API', [1, 1, 1, 0])], { partial: true }), token);
  assert.equal(option.series[0].data[3], 0);
});

test('an axis between fixed ends shows them and the middle', () => {
  const axis = (yAxis) => compose({ ...source([line([1, 2, 3, 4])]), yAxis }, token).option.yAxis[0].interval;
  assert.equal(axis({ min: 0, max: 100 }), 50);
  assert.equal(axis({ min: 0 }), undefined);
});

test('series keep their ids while their partial bucket comes and goes', () => {
  const ids = (pulseboard) => compose(source([line([1, 2, 3, 4])], pulseboard), token).option.series.map((one) => one.id);
  assert.deepEqual(ids({ partial: true }), ['CPU', 'CPU: marks']);
  assert.deepEqual(ids({}), ['CPU']);
});

test('the tooltip reads the whole value of a running bucket and says that it runs', () => {
  const { reading } = compose(source([line([1, 2, 3, 4])], { partial: true, format: 'percent' }), token);
  assert.equal(reading.heading(3), '15:00, so far');
  assert.deepEqual(reading.rows(3).map((row) => row.text), ['4.0 %']);
});

test('ticks choose the labels, and say in a tooltip which day it is', () => {
  const { option, reading } = compose(source([line([1, 2, 3, 4])], { ticks: [0, 2] }), token);
  assert.deepEqual(HOURS.map((_, index) => option.xAxis[0].axisLabel.interval(index)), [true, false, true, false]);
  assert.deepEqual(HOURS.map((_, index) => reading.heading(index)), ['12:00', '12:00, 13:00', '14:00', '14:00, 15:00']);
});

test('colours are tokens wherever they stand', () => {
  assert.deepEqual(resolveTokens({ a: ['var(--chart-3)', 1], b: 'var(x)' }, (name) => `<${name}>`), { a: ['<chart-3>', 1], b: 'var(x)' });
});

test('figures read as on the server', () => {
  const reads = (name, value) => formats(name).exact(value);
  assert.equal(reads('count', 1234567), '1,234,567');
  assert.equal(reads('percent', 38.25), '38.3 %');
  assert.equal(reads('number', 0.256), '0.26');
  assert.equal(reads('count', null), '–');
  const axis = [0, 0.5, 950, 1_200, 18_000, 3_400_000].map(formats('count').axis);
  assert.deepEqual(axis, ['0', '0.5', '950', '1.2k', '18k', '3.4M']);
});
