// The field in which a message is written anew: its keys, and its text, which goes to the server once it is kept.
// As a stream, because one message over the circuit holds 32 KiB.
const streamOf = text => DotNet.createJSStreamReference(new TextEncoder().encode(text));

export function attach(root, server) {
  const field = root.querySelector('textarea');
  const keepButton = root.querySelector('[data-keep]');
  const message = root.closest('article');
  const listeners = new AbortController();
  const on = (target, type, handler) => target.addEventListener(type, handler, { signal: listeners.signal });

  const changed = () => root.toggleAttribute('data-blank', field.value.trim().length === 0);

  const keep = () => {
    if (field.value.trim().length > 0 && !keepButton.disabled) {
      server.invokeMethodAsync('KeepAsync', streamOf(field.value));
    }
  };

  on(field, 'input', changed);
  on(keepButton, 'click', keep);

  on(root, 'keydown', e => {
    // Both keys may belong to an input method; Safari ends the composition before the key.
    if (e.isComposing || e.keyCode === 229) {
      return;
    }
    if (e.key === 'Escape') {
      // An answer that is being written goes on.
      e.stopPropagation();
      server.invokeMethodAsync('CloseAsync');
    } else if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
      e.preventDefault();
      keep();
    }
  });

  // Once the message stands in the editor's place, the focus goes back to where it came from, unless it was taken elsewhere.
  const closing = new MutationObserver(() => {
    if (!root.isConnected) {
      closing.disconnect();
      if (document.activeElement === document.body) {
        message.querySelector('[data-edit]')?.focus({ preventScroll: true });
      }
    }
  });
  closing.observe(message, { childList: true });

  changed();
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);

  return {
    dispose() {
      listeners.abort();
    },
  };
}
