// Sets formulas and draws diagrams, in finished blocks that come near the view. KaTeX and Mermaid are loaded when the first
// of them is needed. What the server wrote keeps its place in the page: only the inside of an element is ever changed.
const FOUND = '[data-math], [data-diagram]';
const URLS = { katex: 'scripts/katex/katex.mjs', mhchem: 'scripts/katex/contrib/mhchem.mjs', katexStyle: 'scripts/katex/katex.min.css', mermaid: 'scripts/mermaid/mermaid.esm.min.mjs' };

const at = path => new URL(path, document.baseURI).href;

let katexLoad;
const loadKatex = () => katexLoad ??= (async () => {
  const style = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: at(URLS.katexStyle) });
  const styled = new Promise((done, fail) => Object.assign(style, { onload: done, onerror: fail }));
  document.head.append(style);
  const [module] = await Promise.all([import(at(URLS.katex)), styled]);
  return module.default;
})();

// Chemical formulas, as an extension of the same KaTeX.
let chemistryLoad;
const loadChemistry = () => chemistryLoad ??= loadKatex().then(() => import(at(URLS.mhchem)));
const CHEMISTRY = /\\(?:ce|pu)\b/;

let mermaidLoad;
const loadMermaid = () => mermaidLoad ??= import(at(URLS.mermaid)).then(module => module.default);

const isDark = () => document.documentElement.dataset.theme === 'dark';

async function setMath(element, texts) {
  const source = element.textContent;
  // A bare environment is its own delimiter.
  const width = source.startsWith('\\begin') ? 0 : source.startsWith('$$') || source.startsWith('\\') ? 2 : 1;
  try {
    const katex = await loadKatex();
    if (CHEMISTRY.test(source)) {
      await loadChemistry();
    }
    katex.render(source.slice(width, source.length - width), element, {
      displayMode: element.dataset.math === 'display',
      throwOnError: true,
      strict: 'ignore',
      trust: false,
      maxExpand: 500,
      maxSize: 15,
    });
  } catch {
    element.textContent = source;
    element.dataset.failed = '';
    element.title = texts.mathFailed;
  }
}

const mermaidOptions = () => ({
  startOnLoad: false,
  securityLevel: 'strict',
  theme: isDark() ? 'dark' : 'neutral',
  fontFamily: 'system-ui, sans-serif',
  htmlLabels: false,
  flowchart: { htmlLabels: false },
  suppressErrorRendering: true,
  maxTextSize: 20000,
  maxEdges: 300,
  // What a diagram must not set for itself.
  secure: ['secure', 'securityLevel', 'startOnLoad', 'suppressErrorRendering', 'maxTextSize', 'maxEdges', 'htmlLabels', 'flowchart', 'themeCSS', 'fontFamily', 'altFontFamily', 'theme'],
});

// Mermaid takes some tags in labels and would fetch what they name; here a label is text. Stereotypes and breaks are its own.
const withoutTags = source => source.replace(/<<[\w ,-]+>>|<br\s*\/?>|<(?=[a-z/!?])/gi, found => found === '<' ? '#lt;' : found);

// The shapes of nodes, the longest opening first.
const SHAPES = [['([', '])'], ['[[', ']]'], ['[(', ')]'], ['((', '))'], ['{{', '}}'], ['[/', '/]'], ['[', ']'], ['(', ')'], ['{', '}'], ['>', ']']];
// What may follow a node: the end, a link, or its class.
const AFTER_NODE = /^\s*(?:$|;|&|:::|[-=~<]|[ox]-)/;
const quoted = label => /[()[\]{}<>|"]/.test(label) && !/^\s*".*"\s*$/.test(label) ? `"${label.replaceAll('"', '#quot;')}"` : label;

function quoteNode(rest) {
  for (const [open, close] of SHAPES.filter(([open]) => rest.startsWith(open))) {
    for (let end = rest.indexOf(close, open.length); end >= 0; end = rest.indexOf(close, end + 1)) {
      const length = end + close.length;
      if (AFTER_NODE.test(rest.slice(length))) {
        return [open + quoted(rest.slice(open.length, end)) + close, length];
      }
    }
  }
  return null;
}

// Models write brackets into labels, which Mermaid takes for shapes unless the label is quoted.
function withQuotedLabels(source) {
  return source.split('\n').map(line => {
    const subgraph = /^(\s*subgraph\s+)([^"[\]]*[()][^"[\]]*?)(\s*)$/.exec(line);
    if (subgraph) {
      return `${subgraph[1]}"${subgraph[2]}"${subgraph[3]}`;
    }
    let result = '';
    for (let at = 0; at < line.length;) {
      const word = /^[\p{L}\p{N}_]+/u.exec(line.slice(at))?.[0] ?? '';
      const node = word && quoteNode(line.slice(at + word.length));
      const label = !word && /^\|([^|"]*)\|/.exec(line.slice(at));
      result += node ? word + node[0] : label ? `|${quoted(label[1])}|` : word || line[at];
      at += node ? word.length + node[1] : label ? label[0].length : word.length || 1;
    }
    return result;
  }).join('\n');
}

// Style elements are applied, and reported, only with the page's nonce; documents that a script parses inherit the policy.
const nonce = window.qwenWebChat.styleNonce;
const parse = DOMParser.prototype.parseFromString;
const parseWithNonce = (parser, text, type) => parse.call(parser, String(text).replaceAll('<style', `<style nonce="${nonce}"`), type);

// Mermaid measures texts in the page, with a style element of its own, and parses what it has drawn.
async function withNonce(render) {
  document.createElement = function (name, ...options) {
    return Object.assign(Document.prototype.createElement.call(document, name, ...options), name === 'style' ? { nonce } : {});
  };
  DOMParser.prototype.parseFromString = function (text, type) {
    return parseWithNonce(this, text, type);
  };
  try {
    return await render();
  } finally {
    delete document.createElement;
    DOMParser.prototype.parseFromString = parse;
  }
}

async function svgOf(mermaid, id, source) {
  try {
    return (await mermaid.render(id, source)).svg;
  } catch (error) {
    const other = withQuotedLabels(source);
    if (other === source) {
      throw error;
    }
    return (await mermaid.render(id, other)).svg;
  }
}

// A picture, not part of the page: neither its styles nor its ids nor whatever a label holds can reach out of it.
function pictureOf(svg, name) {
  const parsed = parseWithNonce(new DOMParser(), svg, 'text/html').querySelector('svg');
  const [, , width, height] = (parsed.getAttribute('viewBox') ?? '0 0 800 400').split(/[\s,]+/).map(Number);
  parsed.setAttribute('width', Math.ceil(width));
  parsed.setAttribute('height', Math.ceil(height));
  // Nodes are set apart by lines; Mermaid's shadows are light ones in its dark theme.
  const style = document.createElementNS('http://www.w3.org/2000/svg', 'style');
  style.nonce = nonce;
  style.textContent = '* { filter: none !important; }';
  parsed.append(style);
  parsed.querySelectorAll('[nonce]').forEach(element => element.removeAttribute('nonce'));
  const image = document.createElement('img');
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(parsed))}`;
  image.alt = name;
  return image;
}

let drawn = 0;
async function drawDiagram(block, texts) {
  const view = block.querySelector('.diagram-view');
  const source = block.querySelector('code').textContent;
  const id = `diagram-${++drawn}`;
  try {
    const mermaid = await loadMermaid();
    mermaid.initialize(mermaidOptions());
    view.replaceChildren(pictureOf(await withNonce(() => svgOf(mermaid, id, withoutTags(source))), texts.diagram));
    // Reachable by keyboard, because a wide one scrolls.
    view.tabIndex = 0;
    block.dataset.drawn = '';
  } catch {
    view.textContent = texts.diagramFailed;
    delete block.dataset.drawn;
    block.dataset.failed = '';
  } finally {
    document.getElementById(`d${id}`)?.remove();
  }
}

/** Watches a part of the page. Texts: diagram, diagramFailed, mathFailed. */
export function attach(root, texts) {
  const diagrams = new Set();
  // One after the other: Mermaid draws one at a time.
  let work = Promise.resolve();
  const enqueue = task => work = work.then(task, task);

  const near = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting || target.closest('[data-open]')) {
        continue;
      }
      near.unobserve(target);
      if ('math' in target.dataset) {
        setMath(target, texts);
      } else {
        diagrams.add(target);
        enqueue(() => drawDiagram(target, texts));
      }
    }
  }, { root: root.querySelector('[data-scroll]'), rootMargin: '800px 0px' });

  const watch = element => {
    if (!('seen' in element.dataset) && !element.closest('[data-open]')) {
      element.dataset.seen = '';
      near.observe(element);
    }
  };

  const collect = node => {
    if (node instanceof HTMLElement) {
      node.matches(FOUND) && watch(node);
      node.querySelectorAll(FOUND).forEach(watch);
    }
  };

  const changes = new MutationObserver(records => {
    for (const record of records) {
      record.type === 'attributes' ? collect(record.target) : record.addedNodes.forEach(collect);
    }
  });
  changes.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-open', 'data-diagram'] });
  collect(root);

  // Diagrams have their colours in them.
  const theme = new MutationObserver(() => {
    for (const block of diagrams) {
      block.isConnected ? enqueue(() => drawDiagram(block, texts)) : diagrams.delete(block);
    }
  });
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });

  return {
    dispose() {
      changes.disconnect();
      theme.disconnect();
      near.disconnect();
    },
  };
}
