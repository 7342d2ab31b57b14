// What the dashboard's charts reckon before they draw: figures in words, ticks at round values, bands upon each other.
const SPACE = '\u00a0';
const STEPS = [1, 2, 2.5, 5, 10];
// In seconds: what a clock is divided by.
const TIMES = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 14400, 21600, 43200, 86400];

const numbers = new Map();
function number(language, value, decimals) {
  const key = `${language} ${decimals}`;
  if (!numbers.has(key)) {
    numbers.set(key, new Intl.NumberFormat(language || 'en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));
  }
  return numbers.get(key).format(value);
}

const scaleOf = (unit, value) => {
  if (unit === 'Bytes') {
    return value >= 1e9 ? [1e9, 'GB'] : value >= 1e6 ? [1e6, 'MB'] : [1e3, 'kB'];
  }
  if (unit === 'Seconds') {
    return value < 0.9995 ? [1e-3, 'ms'] : value < 60 ? [1, 's'] : value < 5400 ? [60, 'min'] : [3600, 'h'];
  }
  return unit === 'Share' ? [0.01, '%'] : [1, ''];
};

// As the tiles and tables of the server write them.
const decimalsOf = (unit, value, name) => {
  if (value === 0) {
    return 0;
  }
  switch (unit) {
    case 'Bytes': return name === 'GB' ? 1 : 0;
    case 'Seconds': return name === 'ms' ? Number(value < 10) : name === 's' ? Number(value < 9.95) : name === 'h' || value < 9.95 ? 1 : 0;
    case 'TokensPerSecond': return Number(value < 10);
    case 'PerSecond': return value > 0 && value < 1 ? 2 : Number(value < 10);
    case 'Count': return Number(!Number.isInteger(value) && value < 10);
    default: return 0;
  }
};

/** A value in words; a dash for none. */
export function write(unit, value, language, texts = {}) {
  if (value === null || value === undefined) {
    return '–';
  }
  const [divisor, name] = scaleOf(unit, value);
  // The little more undoes what a double loses: 0.29 is 29 %.
  const scaled = unit === 'Share' ? Math.floor(Math.min(1, value) * 100 + 1e-9) : value / divisor;
  const text = number(language, scaled, decimalsOf(unit, scaled, name));
  const words = { TokensPerSecond: texts.tokensPerSecond, PerSecond: texts.perSecond }[unit];
  return words ? words.replace('{0}', text) : name ? text + SPACE + name : text;
}

/** The top of an axis from zero and the step of its ticks, both round. */
export function scaleTo(unit, most, ticks = 4) {
  if (unit === 'Share') {
    return { top: 1, step: 0.25 };
  }
  const least = { Bytes: 1e6, Seconds: 0.01, Count: ticks, Tokens: ticks, TokensPerSecond: 10, PerSecond: 1 }[unit] ?? 1;
  const highest = Math.max(Number.isFinite(most) ? most : 0, least);
  const raw = highest / ticks;
  const whole = unit === 'Count' || unit === 'Tokens';
  let step = unit === 'Seconds' && highest >= 60 ? TIMES.find(time => time >= raw) : undefined;
  if (step === undefined) {
    const size = 10 ** Math.floor(Math.log10(raw) + 1e-9);
    step = STEPS.map(one => one * size).find(one => one >= raw * (1 - 1e-9) && (!whole || Number.isInteger(one)));
  }
  return { top: Math.ceil(highest / step - 1e-9) * step, step };
}

/** The words of an axis' ticks: all in the unit of the largest. */
export function writeTicks(unit, ticks, language) {
  const most = Math.max(...ticks);
  const [divisor, name] = scaleOf(unit, most);
  const step = ticks.length > 1 ? (ticks[1] - ticks[0]) / divisor : 1;
  const shown = [0, 1, 2].find(count => Math.abs(step * 10 ** count - Math.round(step * 10 ** count)) < 1e-6) ?? 3;
  return ticks.map(tick => {
    const text = number(language, tick / divisor, tick === 0 ? 0 : shown);
    return name && tick !== 0 ? text + SPACE + name : text;
  });
}

/** Round moments of the local clock between two, and how they are written. */
export function ticksOfTime(from, to, most) {
  const step = TIMES.find(time => (to - from) / time <= most) ?? 86400;
  const offset = new Date(from * 1000).getTimezoneOffset() * 60;
  const ticks = [];
  for (let time = Math.ceil((from - offset) / step) * step + offset; time <= to; time += step) {
    ticks.push(time);
  }
  return { ticks, withSeconds: step < 60 };
}

export function writeTime(time, withSeconds) {
  const date = new Date(time * 1000);
  const two = value => String(value).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}${withSeconds ? `:${two(date.getSeconds())}` : ''}`;
}

/** Whether between two moments of a window so long more than two and a half of its steps passed: a second, ten, a minute. */
export const isGap = (span, from, to) => to - from > 2.5 * (span <= 300 ? 1 : span <= 3600 ? 10 : 60);

/** Each stacked column raised by those before it. A gap lifts nothing, and is one only where it stays at the top. */
export function stack(columns, stacked) {
  const ground = new Array(columns[0]?.length ?? 0).fill(0);
  return columns.map((column, index) => !stacked[index] ? column : column.map((value, at) => {
    if (value === null || value === undefined) {
      return null;
    }
    ground[at] += value;
    return ground[at];
  }));
}

/** A map of blocks from its short text: one entry a run, { state, request, count }; request is -1 where none is known. */
export const readRuns = text => [...text.matchAll(/([fc])(\d+)|([hs])(\d*):(\d+)/g)].map(([, plain, many, held, request, count]) => plain
  ? { state: plain, request: -1, count: Number(many) }
  : { state: held, request: request === '' ? -1 : Number(request), count: Number(count) });

/** One cell for so many blocks each: what most of them are, and of equals what is in use. */
export function cellsOf(runs, perCell) {
  const cells = [];
  let tally = new Map();
  let filled = 0;
  const close = () => {
    let best = null;
    for (const one of tally.values()) {
      const isMore = !best || one.count > best.count || (one.count === best.count && rank(one) > rank(best));
      best = isMore ? one : best;
    }
    cells.push({ state: best.state, request: best.request, blocks: filled });
    tally = new Map();
    filled = 0;
  };
  for (const run of runs) {
    for (let left = run.count; left > 0;) {
      const taken = Math.min(left, perCell - filled);
      const key = `${run.state}${run.request}`;
      const one = tally.get(key) ?? { state: run.state, request: run.request, count: 0 };
      one.count += taken;
      tally.set(key, one);
      filled += taken;
      left -= taken;
      if (filled === perCell) {
        close();
      }
    }
  }
  if (filled > 0) {
    close();
  }
  return cells;
}

const rank = one => 'fcsh'.indexOf(one.state);
