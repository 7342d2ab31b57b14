// The map of the cache: a cell a block, drawn anew when the map is another one, the room or the theme.
const { cellsOf, readRuns } = await import(`./dashboard-figures.js${new URL(import.meta.url).search}`);

const SMALLEST = 6;
const LARGEST = 14;
const GAP = 1;
// Beyond them a cell says nothing that an eye can tell.
const MOST_CELLS = 6000;
const NAMES = { f: 'free', c: 'cached', h: 'held', s: 'shared' };

export const attach = (root, texts) => {
  // The page was left before its script was there.
  if (!root) {
    return { show() {}, dispose() {} };
  }

  const map = new BlockMap(root, texts);
  return {
    show: (runs, blockTokens, names, colors) => map.show(runs, blockTokens, names, colors),
    dispose: () => map.dispose(),
  };
};

class BlockMap {
  constructor(root, texts) {
    Object.assign(this, { root, texts, runs: [], cells: [], blockTokens: 0, names: [], colors: [], held: [] });
    this.room = root.querySelector('[data-room]');
    this.canvas = document.createElement('canvas');
    this.tip = Object.assign(document.createElement('div'), { className: 'block-tip', hidden: true });
    this.room.append(this.canvas, this.tip);
    this.listeners = new AbortController();
    const on = (type, handler) => this.canvas.addEventListener(type, handler, { signal: this.listeners.signal });
    on('pointermove', e => this.point(e));
    on('pointerdown', e => this.point(e));
    on('pointerleave', () => this.point(null));
    this.resized = new ResizeObserver(() => this.draw());
    this.resized.observe(this.room);
    this.themed = new MutationObserver(() => this.draw());
    this.themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  }

  show(runs, blockTokens, names, colors) {
    this.runs = readRuns(runs);
    Object.assign(this, { blockTokens, names, colors });
    this.held = names.map(() => 0);
    for (const { request, count } of this.runs) {
      if (request >= 0) {
        this.held[request] += count;
      }
    }
    this.draw();
    this.point(this.pointed);
  }

  // Few blocks get larger cells; more than the room has get a cell for several.
  measure() {
    const count = this.runs.reduce((sum, run) => sum + run.count, 0);
    const { clientWidth: width, clientHeight: height } = this.room;
    const placesOf = size => Math.floor((width + GAP) / (size + GAP)) * Math.floor((height + GAP) / (size + GAP));
    let size = LARGEST;
    while (size > SMALLEST && placesOf(size) < count) {
      size--;
    }
    const perCell = Math.max(1, Math.ceil(count / Math.max(1, Math.min(MOST_CELLS, placesOf(size)))));
    return { width, height, perCell, pitch: size + GAP, size, across: Math.max(1, Math.floor((width + GAP) / (size + GAP))) };
  }

  draw() {
    const measure = this.measure();
    const { width, height, perCell, pitch, size, across } = measure;
    if (width === 0 || this.runs.length === 0) {
      return;
    }
    this.measured = measure;
    this.cells = cellsOf(this.runs, perCell);
    const ratio = devicePixelRatio || 1;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    const pen = this.canvas.getContext('2d');
    pen.scale(ratio, ratio);
    const style = getComputedStyle(this.root);
    const color = name => style.getPropertyValue(name).trim();
    const [line, cached, held, ground] = [color('--qw-block-free'), color('--qw-kv-cached'), color('--qw-block-held'), color('--qw-surface')];
    const palette = Array.from({ length: 10 }, (_, index) => color(`--qw-seq-${index}`));
    this.cells.forEach((cell, index) => {
      const x = index % across * pitch;
      const y = Math.floor(index / across) * pitch;
      if (cell.state === 'f') {
        pen.strokeStyle = line;
        pen.lineWidth = 1;
        pen.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
        return;
      }
      pen.fillStyle = cell.state === 'c' ? cached : palette[this.colors[cell.request]] ?? held;
      pen.fillRect(x, y, size, size);
      if (cell.state === 's') {
        const dot = Math.max(2, Math.round(size / 3));
        pen.fillStyle = ground;
        pen.fillRect(x + (size - dot) / 2, y + (size - dot) / 2, dot, dot);
      }
    });
    this.tell(perCell);
  }

  tell(perCell) {
    const scale = this.root.querySelector('[data-scale]');
    if (scale) {
      const number = value => new Intl.NumberFormat(document.documentElement.lang || 'en').format(value);
      const text = perCell === 1 ? this.texts.cell.replace('{0}', number(this.blockTokens))
        : this.texts.cells.replace('{0}', number(perCell)).replace('{1}', number(this.blockTokens));
      if (scale.textContent !== text) {
        scale.textContent = text;
      }
    }
  }

  point(e) {
    this.pointed = e && { offsetX: e.offsetX, offsetY: e.offsetY };
    const { pitch, size, across } = this.measured ?? {};
    const column = e && pitch ? Math.floor(e.offsetX / pitch) : -1;
    const index = column < 0 || column >= across ? -1 : Math.floor(e.offsetY / pitch) * across + column;
    const cell = this.cells[index];
    this.tip.hidden = !cell;
    if (!cell) {
      return;
    }
    this.tip.replaceChildren(...this.linesOf(cell).map((text, at) => Object.assign(document.createElement(at === 0 ? 'strong' : 'span'), { textContent: text })));
    const x = column * pitch + size / 2;
    const y = Math.floor(index / across) * pitch;
    const half = this.tip.offsetWidth / 2;
    this.tip.style.left = `${Math.max(half, Math.min(this.room.clientWidth - half, x))}px`;
    // Above the cell; at the map's top below it.
    this.tip.style.top = `${y > this.tip.offsetHeight ? y - 6 - this.tip.offsetHeight : y + size + 6}px`;
  }

  linesOf(cell) {
    const tokens = count => this.texts.tokens.replace('{0}', new Intl.NumberFormat(document.documentElement.lang || 'en').format(count * this.blockTokens));
    const state = this.texts.states[NAMES[cell.state]];
    return cell.request < 0
      ? [state, tokens(cell.blocks)]
      : [this.texts.request.replace('{0}', this.names[cell.request]), `${tokens(this.held[cell.request])} · ${state}`];
  }

  dispose() {
    this.listeners.abort();
    this.resized.disconnect();
    this.themed.disconnect();
    this.canvas.remove();
    this.tip.remove();
  }
}
