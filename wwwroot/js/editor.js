// A field for a longer text, which lives in the browser: the server is told it when it is sent, or each time nobody has typed
// for a moment. Escape and Control with Enter belong to it, but not in a field of a form.
const PAUSE = 300;

const { hand } = await import(`./text.js${new URL(import.meta.url).search}`);

export function attach(root, server, tellsChanges, isField) {
  const field = root.querySelector('textarea');
  const opener = document.activeElement;
  const message = root.closest('article');
  const listeners = new AbortController();
  const on = (target, type, handler) => target.addEventListener(type, handler, { signal: listeners.signal });
  let told = field.value;
  let timer;

  // Whoever sends what is edited here waits for it.
  const tell = () => {
    clearTimeout(timer);
    if (tellsChanges && field.value !== told) {
      told = field.value;
      root.told = hand(server, 'Change', told);
    }
    return root.told;
  };

  // Back to where the focus came from. The button of a message comes back only once the editor has gone.
  const returnFocus = () => {
    const chip = root.closest('.attachment')?.querySelector('button');
    (chip ?? (opener?.id === 'composer' ? opener : null))?.focus();
  };
  const closing = new MutationObserver(() => {
    if (!root.isConnected) {
      closing.disconnect();
      if (document.activeElement === document.body) {
        message.querySelector('[data-edit]')?.focus({ preventScroll: true });
      }
    }
  });
  if (message) {
    closing.observe(message, { childList: true });
  }

  const done = async () => {
    await tell();
    returnFocus();
    await server.invokeMethodAsync('CloseAsync');
  };

  const isBlank = () => field.value.trim().length === 0;
  const send = () => tellsChanges ? done() : isBlank() || hand(server, 'Send', field.value);

  on(field, 'input', () => {
    root.toggleAttribute('data-blank', isBlank());
    clearTimeout(timer);
    timer = setTimeout(tell, PAUSE);
  });
  on(field, 'blur', tell);

  on(field, 'keydown', e => {
    if (isField) {
      return;
    }
    if (e.key === 'Escape' && !e.shiftKey) {
      e.preventDefault();
      done();
    } else if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
      e.preventDefault();
      send();
    }
  });

  on(root, 'click', e => {
    if (e.target.closest('[data-send]')) {
      send();
    }
  });

  // Until here no key was answered, so nothing could be typed.
  field.readOnly = false;

  // A message goes on at its end, a file is read from its beginning; whoever is in the field already stays where they are.
  if (!isField && document.activeElement !== field) {
    field.focus();
    const start = tellsChanges ? 0 : field.value.length;
    field.setSelectionRange(start, start);
  }

  return {
    report: tell,

    dispose() {
      listeners.abort();
      return tell();
    },
  };
}
