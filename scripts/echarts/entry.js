// The charts of the page: `PulseboardCharts.mount(element, json)` draws the server's option and keeps it in step
// with the element's size and the page's theme until `dispose()`. The only part of ECharts that a browser gets.

import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

import { compose } from './compose.js';
import { theme } from './theme.js';
import { readTokens } from './tokens.js';
import { tooltip } from './tooltip.js';

use([BarChart, LineChart, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

const root = document.documentElement;
const stillness = matchMedia('(prefers-reduced-motion: reduce)');
const FIRST_DRAWING_MS = 240;

/** Every chart on the page; one watch on the theme serves them all. */
const mounted = new Set();

function retheme() {
  // The theme's switch may be the very attribute that was changed, so colours are read after styles were computed.
  requestAnimationFrame(() => mounted.forEach((chart) => chart.retheme()));
}
new MutationObserver(retheme).observe(root, { attributes: true, attributeFilter: ['data-theme'] });
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', retheme);

class MountedChart {
  #element;
  #source;
  #chart = null;
  #reading = null;
  #sizes;

  constructor(element, json) {
    this.#element = element;
    this.#source = JSON.parse(json);
    // A hidden element has no size and ECharts needs one: the first drawing waits for it.
    this.#sizes = new ResizeObserver(() => this.#fit());
    this.#sizes.observe(element);
    mounted.add(this);
  }

  /** New data: drawn at once and without a movement, so that a live chart doesn't wobble. */
  set(json) {
    this.#source = JSON.parse(json);
    if (this.#chart) this.#draw(false);
  }

  retheme() {
    if (!this.#chart) return;
    this.#chart.setTheme(this.#theme());
    this.#draw(false);
  }

  dispose() {
    mounted.delete(this);
    this.#sizes.disconnect();
    this.#chart?.dispose();
    this.#chart = null;
    delete this.#element.dataset.drawn;
  }

  #theme() {
    return theme(readTokens(root), getComputedStyle(document.body).fontFamily);
  }

  #fit() {
    const { clientWidth: width, clientHeight: height } = this.#element;
    if (width === 0 || height === 0) return;
    if (this.#chart) {
      this.#chart.resize({ width, height, animation: { duration: 0 } });
      this.#place();
      return;
    }
    this.#chart = init(this.#element, this.#theme(), { renderer: 'svg', width, height });
    this.#draw(!stillness.matches);
    this.#element.dataset.drawn = '';
  }

  #draw(isAnimated) {
    const { option, reading } = compose(this.#source, readTokens(root));
    this.#reading = reading;
    this.#chart.setOption({
      animation: isAnimated,
      animationDuration: FIRST_DRAWING_MS,
      tooltip: {
        trigger: 'axis',
        confine: true,
        transitionDuration: 0,
        axisPointer: { type: reading.overBars ? 'shadow' : 'line' },
        formatter: (points) => tooltip(this.#reading, points[0].dataIndex),
      },
      ...option,
    }, { replaceMerge: ['series'] });
    this.#place();
  }

  /** Puts the marks of what happened besides, which are elements of the page, above their buckets. */
  #place() {
    for (const mark of this.#element.parentElement.querySelectorAll('.chart-mark')) {
      const x = this.#chart.convertToPixel({ xAxisIndex: 0 }, Number(mark.dataset.at));
      mark.style.left = `${Math.round(x)}px`;
      const tip = mark.querySelector('.tip');
      // It opens to the side where there is room.
      const isLeft = x < this.#element.clientWidth / 2;
      Object.assign(tip.style, isLeft ? { left: '50%', right: 'auto' } : { left: 'auto', right: '50%' });
    }
  }
}

/** Draws `json`, the server's option, into `element`, as soon as it has a size. */
export const mount = (element, json) => new MountedChart(element, json);
