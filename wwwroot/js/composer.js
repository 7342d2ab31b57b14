// Owns the text of the message field: growing, keys, the draft, files that go along. Asks the server whether a message is
// taken, and tells it the draft once nobody has typed for a moment, so that its tokens can be counted.
// Beyond this many characters a text goes as a stream: one message over the circuit holds 32 KiB.
const LONG = 4000;
// A pasted text beyond this is better off as a file.
const LONG_PASTE = 6000;
const PAUSE = 300;

const streamOf = text => DotNet.createJSStreamReference(new TextEncoder().encode(text));

export function attach(root, server, pastedName) {
  const field = root.querySelector('textarea');
  const touch = window.matchMedia('(pointer: coarse)');
  const listeners = new AbortController();
  let hadText = false;
  let submitting = false;
  let telling;

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
    clearTimeout(telling);
    telling = setTimeout(tell, PAUSE);
  };

  const tell = () => {
    const text = field.value;
    if (text.length > LONG) {
      server.invokeMethodAsync('LongDraftChangedAsync', streamOf(text));
    } else {
      server.invokeMethodAsync('DraftChangedAsync', text);
    }
  };

  const attachFiles = files => {
    for (const file of files) {
      server.invokeMethodAsync('AttachAsync', file.name, file.size, DotNet.createJSStreamReference(file));
    }
  };

  const forget = text => {
    // What was typed while the server answered is the next message.
    field.value = field.value.startsWith(text) ? field.value.slice(text.length).trimStart() : field.value;
    changed();
  };

  const submit = async () => {
    const text = field.value;
    if (submitting || (text.trim().length === 0 && !root.querySelector('.attachment')) || root.dataset.generating === 'true') {
      return;
    }
    submitting = true;
    try {
      const taken = text.length > LONG
        ? await server.invokeMethodAsync('SubmitLongAsync', streamOf(text))
        : await server.invokeMethodAsync('SubmitAsync', text);
      if (taken) {
        forget(text);
      }
    } finally {
      submitting = false;
    }
  };

  const on = (target, type, handler) => target.addEventListener(type, handler, { signal: listeners.signal });

  on(field, 'input', changed);

  on(field, 'keydown', e => {
    // Enter that picks a candidate of an input method belongs to it; Safari ends the composition before the key.
    if (e.isComposing || e.keyCode === 229) {
      return;
    }
    if (e.key === 'ArrowUp' && field.value.length === 0) {
      // The last one that may be edited; while an answer is written there is none.
      const edit = [...document.querySelectorAll('[data-testid="edit"]')].at(-1);
      if (edit) {
        e.preventDefault();
        edit.click();
      }
      return;
    }
    if (e.key !== 'Enter') {
      return;
    }
    if (e.ctrlKey || e.metaKey || (!e.shiftKey && !touch.matches)) {
      e.preventDefault();
      submit();
    }
  });

  on(root, 'click', async e => {
    if (e.target.closest('[data-attach]')) {
      root.querySelector('[data-files]').click();
      return;
    }
    if (e.target.closest('[data-send]')) {
      await submit();
    }
    // On a phone this would bring the keyboard back over the answer; and what opens something keeps the focus for it.
    if (e.target.closest('button') && !e.target.closest('[data-keep-focus], .attachment, .composer-problem') && !touch.matches) {
      field.focus();
    }
  });

  on(root, 'change', e => {
    if (e.target.matches('[data-files]')) {
      attachFiles(e.target.files);
      e.target.value = '';
      field.focus();
    }
  });

  on(field, 'paste', e => {
    const files = e.clipboardData?.files ?? [];
    const text = e.clipboardData?.getData('text/plain') ?? '';
    // A copied table comes as text and as a picture of it: the text counts.
    if (files.length > 0 && text.length === 0) {
      e.preventDefault();
      attachFiles(files);
    } else if (text.length > LONG_PASTE) {
      e.preventDefault();
      attachFiles([new File([text], pastedName, { type: 'text/plain' })]);
    }
  });

  // Files may be dropped anywhere on the page of the chat.
  const page = root.closest('.chat') ?? root;
  const carriesFiles = e => [...(e.dataTransfer?.types ?? [])].includes('Files');
  on(page, 'dragover', e => {
    if (carriesFiles(e)) {
      e.preventDefault();
      root.dataset.drop = '';
    }
  });
  on(page, 'dragleave', e => {
    if (!page.contains(e.relatedTarget)) {
      delete root.dataset.drop;
    }
  });
  on(page, 'drop', e => {
    if (carriesFiles(e)) {
      e.preventDefault();
      delete root.dataset.drop;
      attachFiles(e.dataTransfer.files);
    }
  });

  on(document, 'keydown', e => {
    if (e.key === 'Escape' && !e.isComposing && root.dataset.generating === 'true' && !document.querySelector('.mud-popover-open, .mud-dialog, .model-panel')) {
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

    forget,

    dispose() {
      clearTimeout(telling);
      listeners.abort();
    },
  };
}
