// Keys that work on every page, and the link that skips to the message field.
const isField = target => target?.closest?.('input, textarea, select, [contenteditable]');

// Escape belongs to what has the focus: it stops an answer from the message field, the conversation, or where nothing has it.
const isOfTheChat = target => target === document.body || target.id === 'composer' || (target.closest?.('.chat') && !isField(target));

export function attach(layout) {
  const listeners = new AbortController();

  const withControl = {
    'k': () => layout.invokeMethodAsync('NewChat'),
    '/': () => focus('.search-field', () => layout.invokeMethodAsync('ToggleSidebar')),
  };

  const withShift = {
    's': () => layout.invokeMethodAsync('ToggleSidebar'),
    'c': () => [...document.querySelectorAll('[data-testid="copy-answer"]')].at(-1)?.click(),
  };

  const alone = {
    '?': () => layout.invokeMethodAsync('ShowShortcutsAsync'),
  };

  // A field out of sight, in the drawer of a phone, is shown first.
  function focus(selector, show) {
    const field = document.querySelector(selector);
    if (field && show && field.getClientRects().length === 0) {
      show().then(() => requestAnimationFrame(() => field.focus()));
    } else {
      field?.focus();
    }
  }

  document.addEventListener('keydown', e => {
    if (e.altKey) {
      return;
    }
    const key = e.key.toLowerCase();
    const keys = e.ctrlKey || e.metaKey ? (e.shiftKey ? withShift : withControl) : isField(e.target) ? {} : alone;
    if (Object.hasOwn(keys, key) && !document.querySelector('.mud-dialog')) {
      e.preventDefault();
      keys[key]();
    } else if (e.key === 'Escape' && e.shiftKey) {
      focus('#composer');
    } else if (e.key === 'Escape') {
      // Whatever lies over the page has something that closes it, wherever the focus is. A menu in a dialog goes first.
      const over = [...document.querySelectorAll('.mud-dialog .mud-button-close, [data-dismiss]')].find(one => one.getClientRects().length > 0);
      if (!document.querySelector('.mud-popover-open')) {
        (over ?? (isOfTheChat(e.target) ? document.querySelector('.chat [data-stop]') : null))?.click();
      }
    }
  }, { signal: listeners.signal });

  document.addEventListener('click', e => {
    if (e.target.closest?.('.skip-link')) {
      e.preventDefault();
      document.getElementById('composer')?.focus();
    }
  }, { signal: listeners.signal });

  // Where the sidebar is open until it is toggled; elsewhere it is closed.
  const wide = matchMedia('(min-width: 1100px)');
  const tell = () => layout.invokeMethodAsync('SetWide', wide.matches);
  wide.addEventListener('change', tell, { signal: listeners.signal });
  tell();

  // The circuit is up: what is done to the page from now on is heard.
  document.querySelector('.frame').dataset.ready = 'true';
  return { dispose: () => listeners.abort() };
}
