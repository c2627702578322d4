// The ECharts theme, made from the tokens: three quiet lines, a base line, no frame, labels in grey.

import { alpha } from './tokens.js';

/** How many series colours there are: tokens chart-1 to chart-8. */
export const SERIES_COLOURS = 8;

/** The colours of the series in their order. */
export const palette = (token) => Array.from({ length: SERIES_COLOURS }, (_, index) => token(`chart-${index + 1}`));

/** The theme for the given tokens and font family. */
export function theme(token, fontFamily) {
  const axis = {
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: token('chart-axis'), fontSize: 11, fontFamily, fontWeight: 400, margin: 10, hideOverlap: true },
    splitLine: { lineStyle: { color: token('chart-grid'), width: 1 } },
    splitNumber: 3,
  };
  const base = { ...axis, splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: token('line-strong') } } };
  return {
    color: palette(token),
    backgroundColor: 'transparent',
    textStyle: { fontFamily, color: token('ink-2') },
    grid: { left: 12, right: 14, top: 14, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    categoryAxis: base,
    timeAxis: base,
    valueAxis: axis,
    line: { symbol: 'circle', symbolSize: 6, showSymbol: false, smooth: false, lineStyle: { width: 1.75 } },
    bar: { barCategoryGap: '36%', itemStyle: { opacity: Number(token('chart-fill')) || 1 } },
    tooltip: {
      backgroundColor: token('raised'),
      borderColor: token('line-strong'),
      borderWidth: 1,
      padding: [8, 10],
      textStyle: { color: token('ink'), fontSize: 12, fontFamily },
      extraCssText: 'box-shadow: var(--shadow-pop); border-radius: 8px',
      axisPointer: {
        type: 'line',
        lineStyle: { color: token('control'), width: 1, type: [3, 3] },
        shadowStyle: { color: alpha(token('control'), 0.1) },
      },
    },
  };
}
