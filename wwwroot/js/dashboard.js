// The dashboard's charts: uPlot draws, the page's legend shows and hides, and one crosshair runs through all of them.
const { isGap, scaleTo, stack, ticksOfTime, write, writeTicks, writeTime } = await import(`./dashboard-figures.js${new URL(import.meta.url).search}`);

const URLS = { module: 'scripts/uplot/uPlot.esm.js', style: 'scripts/uplot/uPlot.min.css' };
const SYNC = 'dashboard';
const AXIS_PX = 56;
const FONT = '12px system-ui, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", sans-serif';

const at = path => new URL(path, document.baseURI).href;

let load;
const loadPlot = () => load ??= (async () => {
  const style = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: at(URLS.style) });
  const styled = new Promise((done, fail) => Object.assign(style, { onload: done, onerror: fail }));
  document.head.append(style);
  const [module] = await Promise.all([import(at(URLS.module)), styled]);
  return module.default;
})();

const charts = new Map();

export async function attach(root, options) {
  // The page was left before its script was there.
  if (!root) {
    return { show() {}, dispose() {} };
  }

  let Plot = null;
  try {
    Plot = options.canDraw ? await loadPlot() : null;
  } catch {
    // The figures are shown without it.
  }
  const chart = new Chart(root, options, Plot);
  charts.set(options.id, chart);
  return {
    show: (times, values, span, now) => chart.show(times, values, span, now),
    dispose() {
      charts.delete(options.id);
      chart.dispose();
    },
  };
}

/** One point to each chart that is named: [[id, values], …]. */
export function appendAll(time, points) {
  for (const [id, values] of points) {
    charts.get(id)?.append(time, values);
  }
}

class Chart {
  constructor(root, options, Plot) {
    Object.assign(this, { root, options, Plot, times: [], span: 300, now: Date.now() / 1000, plot: null });
    this.columns = options.series.map(() => []);
    this.hidden = new Set();
    this.room = root.querySelector('.chart-plot');
    this.keys = [...root.querySelectorAll('[data-series]')];
    this.listeners = new AbortController();
    this.keys.forEach(key => key.setAttribute('aria-pressed', 'true'));
    if (!Plot) {
      this.room.dataset.empty = options.texts.unavailable;
    }
    root.querySelector('.chart-legend').addEventListener('click', e => this.toggle(e.target.closest('[data-series]')), { signal: this.listeners.signal });
    this.resized = new ResizeObserver(() => this.resize());
    this.resized.observe(this.room);
    this.themed = new MutationObserver(() => this.build());
    this.themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    this.refresh();
  }

  show(times, values, span, now) {
    this.times = times;
    this.columns = this.options.series.map((_, index) => values[index] ?? times.map(() => null));
    this.span = span;
    this.now = Math.max(now, times.at(-1) ?? 0);
    this.build();
  }

  append(time, values) {
    const last = this.times.at(-1);
    if (isGap(this.span, last ?? time, time)) {
      this.push((last + time) / 2, []);
    }
    this.push(time, values);
    this.now = time;
    // The one before the window stays: its line comes in from the edge.
    let old = 0;
    while (old + 1 < this.times.length && this.times[old + 1] < time - this.span) {
      old++;
    }
    if (old > 0) {
      this.times.splice(0, old);
      this.columns.forEach(column => column.splice(0, old));
    }
    if (!this.plot) {
      this.build();
      return;
    }
    this.plot.batch(() => {
      this.plot.setData(this.drawn(), false);
      this.plot.setScale('x', { min: this.now - this.span, max: this.now });
    });
    this.refresh();
  }

  push(time, values) {
    this.times.push(time);
    this.columns.forEach((column, index) => column.push(values[index] ?? null));
  }

  toggle(key) {
    if (!key) {
      return;
    }
    const index = Number(key.dataset.series);
    const isShown = this.hidden.delete(index);
    if (!isShown) {
      this.hidden.add(index);
    }
    key.setAttribute('aria-pressed', String(isShown));
    this.build();
  }

  get shown() {
    return this.options.series.map((_, index) => index).filter(index => !this.hidden.has(index));
  }

  drawn() {
    const shown = this.shown;
    return [this.times, ...stack(shown.map(index => this.columns[index]), shown.map(index => this.options.series[index].isStacked))];
  }

  build() {
    this.plot?.destroy();
    this.plot = null;
    const isEmpty = !this.columns.some(column => column.some(value => value !== null));
    this.room.toggleAttribute('data-drawn', !isEmpty && this.Plot !== null);
    if (!isEmpty && this.Plot && this.room.clientWidth > 0) {
      this.plot = new this.Plot(this.settings(), this.drawn(), this.room);
      this.plot.setScale('x', { min: this.now - this.span, max: this.now });
    }
    this.refresh();
  }

  color(name, share = 1) {
    const value = getComputedStyle(this.root).getPropertyValue(name).trim();
    return share < 1 && /^#[0-9a-f]{6}$/i.test(value) ? value + Math.round(share * 255).toString(16).padStart(2, '0') : value;
  }

  settings() {
    const { unit, series } = this.options;
    const shown = this.shown;
    const isAlone = shown.length === 1;
    const bands = [];
    let below = 0;
    const lines = shown.map((index, place) => {
      const { color, isStacked } = series[index];
      if (isStacked) {
        if (below > 0) {
          bands.push({ series: [place + 1, below] });
        }
        below = place + 1;
      }
      return {
        stroke: this.color(color),
        width: isStacked ? 1 : 1.75,
        fill: isStacked ? this.color(color, 0.65) : isAlone ? this.color(color, 0.1) : undefined,
        points: { size: 4, filter: lonely },
      };
    });
    const line = { stroke: this.color('--qw-chart-grid'), width: 1 };
    const axis = { stroke: this.color('--qw-muted'), font: FONT, ticks: { show: false } };
    const language = document.documentElement.lang;
    return {
      width: this.room.clientWidth,
      height: this.room.clientHeight,
      padding: [8, 12, 0, 0],
      legend: { show: false },
      scales: { x: { time: false }, y: { range: (_, least, most) => [0, scaleTo(unit, most).top] } },
      series: [{}, ...lines],
      bands,
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 24,
          gap: 8,
          splits: (plot, _, from, to) => ticksOfTime(from, to, plot.bbox.width / devicePixelRatio / 84).ticks,
          values: (plot, ticks) => {
            const { withSeconds } = ticksOfTime(plot.scales.x.min, plot.scales.x.max, plot.bbox.width / devicePixelRatio / 84);
            return ticks.map(tick => writeTime(tick, withSeconds));
          },
        },
        {
          ...axis,
          grid: line,
          size: AXIS_PX,
          gap: 8,
          splits: (_, __, ___, top) => {
            const { step } = scaleTo(unit, top);
            return Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
          },
          values: (_, ticks) => writeTicks(unit, ticks, language),
        },
      ],
      cursor: {
        y: false,
        drag: { x: false, y: false },
        points: { size: 7, width: 1.5, stroke: () => this.color('--qw-surface'), fill: (plot, index) => plot.series[index].stroke(plot, index) },
        sync: { key: SYNC, setSeries: false, scales: ['x', null] },
      },
      hooks: { setCursor: [() => this.refresh()] },
    };
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.room;
    if (!this.plot) {
      this.build();
    } else if (width > 0 && (this.plot.width !== width || this.plot.height !== height)) {
      this.plot.setSize({ width, height });
    }
  }

  // The legend shows what the crosshair is at, else the latest; those who hear the page are told the latest alone.
  refresh() {
    const { unit, series, texts } = this.options;
    const last = this.times.length - 1;
    const pointed = this.plot?.cursor.idx ?? null;
    const index = pointed ?? last;
    const language = document.documentElement.lang;
    const words = (column, place) => write(unit, place < 0 ? null : this.columns[column][place], language, texts);
    this.keys.forEach((key, column) => setText(key.querySelector('[data-value]'), words(column, index)));
    setText(this.root.querySelector('[data-time]'), pointed === null || index < 0 ? '' : writeTime(this.times[index], this.span <= 7200));
    setText(this.root.querySelector('[data-latest]'), last < 0 ? texts.noData
      : texts.latest.replace('{0}', series.map(({ label }, column) => `${label} ${words(column, last)}`).join(', ')));
  }

  dispose() {
    this.listeners.abort();
    this.resized.disconnect();
    this.themed.disconnect();
    this.plot?.destroy();
  }
}

const setText = (element, text) => element.textContent === text || (element.textContent = text);

// A value between two gaps has no line; it gets a dot.
function lonely(plot, index) {
  const column = plot.data[index];
  const found = [];
  column.forEach((value, at) => value !== null && (column[at - 1] ?? null) === null && (column[at + 1] ?? null) === null && found.push(at));
  return found;
}
