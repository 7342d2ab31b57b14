// Owns the text of the message field: growing, keys, the draft. Asks the server only whether a message is taken.
// Beyond this many characters a text goes as a stream: one message over the circuit holds 32 KiB.
const LONG = 4000;

export function attach(root, server) {
  const field = root.querySelector('textarea');
  const touch = window.matchMedia('(pointer: coarse)');
  const listeners = new AbortController();
  let hadText = false;
  let submitting = false;

  const keepDraft = () => {
    try { sessionStorage.setItem('draft', field.value); } catch { /* it then lives in the field alone */ }
  };

  const grow = () => {
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
  };

  const changed = () => {
    grow();
    keepDraft();
    const hasText = field.value.trim().length > 0;
    if (hasText !== hadText) {
      hadText = hasText;
      server.invokeMethodAsync('SetHasText', hasText);
    }
  };

  const submit = async () => {
    const text = field.value;
    if (submitting || text.trim().length === 0 || root.dataset.generating === 'true') {
      return;
    }
    submitting = true;
    try {
      const taken = text.length > LONG
        ? await server.invokeMethodAsync('SubmitLongAsync', DotNet.createJSStreamReference(new TextEncoder().encode(text)))
        : await server.invokeMethodAsync('SubmitAsync', text);
      if (taken) {
        // What was typed while the server answered is the next message.
        field.value = field.value.startsWith(text) ? field.value.slice(text.length).trimStart() : field.value;
        changed();
      }
    } finally {
      submitting = false;
    }
  };

  const on = (target, type, handler) => target.addEventListener(type, handler, { signal: listeners.signal });

  on(field, 'input', changed);

  on(field, 'keydown', e => {
    // Enter that picks a candidate of an input method belongs to it; Safari ends the composition before the key.
    if (e.key !== 'Enter' || e.isComposing || e.keyCode === 229) {
      return;
    }
    if (e.ctrlKey || e.metaKey || (!e.shiftKey && !touch.matches)) {
      e.preventDefault();
      submit();
    }
  });

  on(root, 'click', async e => {
    if (e.target.closest('[data-send]')) {
      await submit();
    }
    // On a phone this would bring the keyboard back over the answer.
    if (e.target.closest('button') && !touch.matches) {
      field.focus();
    }
  });

  on(document, 'keydown', e => {
    if (e.key === 'Escape' && !e.isComposing && root.dataset.generating === 'true' && !document.querySelector('.mud-popover-open, .model-panel')) {
      server.invokeMethodAsync('StopAsync');
    }
  });

  const draft = (() => {
    try { return sessionStorage.getItem('draft'); } catch { return null; }
  })();
  if (draft && field.value.length === 0) {
    field.value = draft;
  }
  changed();
  if (!touch.matches) {
    field.focus({ preventScroll: true });
  }

  root.dataset.ready = 'true';

  return {
    restore(text) {
      field.value = field.value.trim().length > 0 ? `${text}\n\n${field.value}` : text;
      changed();
      field.focus();
    },

    // It comes a moment after another chat is shown: whoever types elsewhere by then is left there.
    focus() {
      if (!touch.matches && !document.activeElement?.matches('input, textarea')) {
        field.focus({ preventScroll: true });
      }
    },

    dispose() {
      listeners.abort();
    },
  };
}
