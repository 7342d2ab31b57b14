// Copies answers as HTML beside their Markdown, so that a table reaches a spreadsheet and a heading a word processor.

// What a copy holds of the attributes of the page.
const ATTRIBUTES = ['href', 'start', 'colspan', 'rowspan', 'dir', 'open'];
// What stands there for the page alone.
const PARTS = 'button, .code-head, .diagram-view, .footnote-back, [aria-hidden="true"]';

// The formula's source, whether it is set or not yet.
function texOf(math) {
  const tex = math.querySelector('annotation[encoding="application/x-tex"]')?.textContent;
  const mark = math.dataset.math === 'display' ? '$$' : '$';
  return tex === undefined ? math.textContent : `${mark}${tex}${mark}`;
}

function clean(element) {
  const align = element.classList.contains('align-right') ? 'right' : element.classList.contains('align-center') ? 'center' : null;
  for (const { name, value } of [...element.attributes]) {
    // Only what leads outside: an address of the app's means nothing elsewhere.
    if (!ATTRIBUTES.includes(name) || (name === 'href' && !/^(https?|mailto):/i.test(value))) {
      element.removeAttribute(name);
    }
  }
  align && element.setAttribute('align', align);
}

/** What the page shows of an answer, as HTML that stands alone. */
export function htmlOf(answer) {
  const copy = answer.cloneNode(true);
  copy.querySelectorAll('[data-math]').forEach(math => math.replaceChildren(texOf(math)));
  copy.querySelectorAll(PARTS).forEach(part => part.remove());
  // Reasoning is copied only where there is nothing else.
  if (copy.querySelector(':scope > .md-block')) {
    copy.querySelectorAll('.reasoning').forEach(part => part.remove());
  }
  copy.querySelectorAll('input[type="checkbox"]').forEach(box => box.replaceWith(box.hasAttribute('checked') ? '☑' : '☐'));
  copy.querySelectorAll('.plain').forEach(text => text.replaceWith(Object.assign(document.createElement('pre'), { textContent: text.textContent })));
  copy.querySelectorAll('*').forEach(clean);
  // A formula on lines of its own is a paragraph; other frames are only looks, and what is in them stays.
  copy.querySelectorAll('div, span, a:not([href])').forEach(frame => {
    if (frame.tagName === 'DIV' && frame.children.length === 0) {
      frame.replaceWith(Object.assign(document.createElement('p'), { textContent: frame.textContent }));
    } else {
      frame.replaceWith(...frame.childNodes);
    }
  });
  // Without the marks of the framework.
  return copy.innerHTML.replace(/<!--.*?-->/gs, '');
}

// Over plain http on a local network there is no clipboard interface, but the event of a copy can be given any type.
function copyByCommand(types) {
  const focused = document.activeElement;
  // Something must be selected, or there is nothing to copy.
  const area = document.createElement('textarea');
  area.value = types['text/plain'];
  area.style.cssText = 'position: fixed; opacity: 0';
  const give = event => {
    event.preventDefault();
    event.stopImmediatePropagation();
    Object.entries(types).forEach(([type, text]) => event.clipboardData.setData(type, text));
  };
  document.addEventListener('copy', give, { capture: true });
  try {
    document.body.append(area);
    area.select();
    return document.execCommand('copy');
  } finally {
    document.removeEventListener('copy', give, { capture: true });
    area.remove();
    focused?.focus({ preventScroll: true });
  }
}

async function write(types) {
  if (window.isSecureContext && navigator.clipboard?.write && window.ClipboardItem) {
    try {
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(
        Object.entries(types).map(([type, text]) => [type, new Blob([text], { type })])))]);
      return true;
    } catch {
      // Not allowed: the older way asks nobody.
    }
  }
  return copyByCommand(types);
}

/** Copies a text, and what is shown of it where there is an answer; the button says what came of it. Texts: copied, copyFailed. */
export async function copy(text, answer, button, texts) {
  const isDone = await write({ 'text/plain': text, ...(answer && { 'text/html': htmlOf(answer) }) });
  button.dataset.done = isDone ? texts.copied : texts.copyFailed;
  button.toggleAttribute('data-failed', !isDone);
  setTimeout(() => {
    delete button.dataset.done;
    delete button.dataset.failed;
  }, isDone ? 1600 : 4000);
}
