// Owns the text of the message field: growing, keys, its draft, files that go along. Asks the server whether a message is
// taken.
// A pasted text beyond this many characters is better off as a file.
const LONG_PASTE = 6000;

const build = new URL(import.meta.url).search;
const [{ keepDrafts }, { hand, insert }] = await Promise.all([import(`./draft.js${build}`), import(`./text.js${build}`)]);

// Without blank lines at its beginning; the first line keeps its indentation.
const withoutBlankLines = text => text.replace(/^(?:[^\S\n]*\n)+/, '');

export function attach(root, server, pastedName, place, text, version) {
  const field = root.querySelector('textarea');
  const touch = window.matchMedia('(pointer: coarse)');
  const listeners = new AbortController();
  const drafts = keepDrafts(field, (place, text) => hand(server, 'DraftChanged', text, place));
  let hadText = false;
  let submitting = false;
  let isNextSubmitted = false;
  let isComposing = false;

  const drawn = () => {
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
    const hasText = field.value.trim().length > 0;
    if (hasText !== hadText) {
      hadText = hasText;
      server.invokeMethodAsync('SetHasText', hasText);
    }
  };

  const changed = () => {
    drawn();
    drafts.note();
  };

  const attachFiles = (files, isPasted = false) => {
    for (const file of files) {
      server.invokeMethodAsync('AttachAsync', drafts.open.place, file.name, file.size, isPasted, DotNet.createJSStreamReference(file));
    }
  };

  // What was typed while the server answered is the next message. Blank lines before the sent text were not sent.
  const restAfter = sent => text => {
    const [whole, start] = [withoutBlankLines(text), withoutBlankLines(sent).trimEnd()];
    const rest = whole.slice(start.length);
    return !whole.startsWith(start) ? text : rest.trim().length > 0 ? withoutBlankLines(rest) : '';
  };

  const forget = text => {
    field.value = restAfter(text)(field.value);
    changed();
  };

  const submit = async () => {
    const text = field.value;
    const chat = drafts.open;
    if (submitting) {
      isNextSubmitted = true;
      return;
    }
    if ((text.trim().length === 0 && !root.querySelector('.attachment')) || root.dataset.generating === 'true') {
      return;
    }
    [submitting, isNextSubmitted] = [true, false];
    try {
      await Promise.all([...root.querySelectorAll('.text-editor')].map(editor => editor.told));
      if (!await hand(server, 'Submit', text, chat.place)) {
        return;
      }
      if (chat === drafts.open) {
        forget(text);
      } else {
        drafts.change(chat.place, restAfter(text));
      }
    } finally {
      submitting = false;
    }
    // An answer may end before the server says that it took the question.
    if (isNextSubmitted) {
      await submit();
    }
  };

  const on = (target, type, handler) => target.addEventListener(type, handler, { signal: listeners.signal });

  on(field, 'input', () => {
    drafts.touch();
    changed();
  });
  on(field, 'compositionstart', () => isComposing = true);
  on(field, 'compositionend', () => isComposing = false);
  // The page may be closed, or put to sleep, before the pause is over.
  on(document, 'visibilitychange', drafts.flush);

  on(field, 'keydown', e => {
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
    // On a phone this would bring the keyboard back over the answer; what opens something keeps the focus for it, and a press
    // that stands for a key leaves it where it is.
    if (e.isTrusted && e.target.closest('button') && !e.target.closest('[data-keep-focus], .attachment, .composer-problem') && !touch.matches) {
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
      attachFiles([new File([text], pastedName, { type: 'text/plain' })], true);
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

  // The draft of the chat that is shown now.
  const show = (...draft) => {
    drafts.show(...draft);
    drawn();
  };

  show(place, text, version);
  if (!touch.matches) {
    field.focus({ preventScroll: true });
  }

  root.dataset.ready = 'true';

  return {
    show,

    move: drafts.move,

    adopt(place, text, version) {
      const isAdopted = !isComposing && !submitting && drafts.adopt(place, text, version);
      if (isAdopted) {
        drawn();
      }
      return isAdopted;
    },

    insert(text) {
      insert(field, text);
    },

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
      listeners.abort();
      return drafts.dispose();
    },
  };
}
