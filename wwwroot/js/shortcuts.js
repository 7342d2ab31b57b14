// Keys that work on every page, and the link that skips to the message field.
export function attach(layout) {
  const listeners = new AbortController();
  document.addEventListener('keydown', e => {
    if ((e.ctrlKey || e.metaKey) && !e.shiftKey && !e.altKey && e.key.toLowerCase() === 'k') {
      e.preventDefault();
      layout.invokeMethodAsync('NewChat');
    } else if (e.key === 'Escape' && !e.isComposing) {
      // Whatever lies over the page has something beneath it that closes it.
      [...document.querySelectorAll('[data-dismiss]')].find(one => one.getClientRects().length > 0)?.click();
    }
  }, { signal: listeners.signal });
  document.addEventListener('click', e => {
    if (e.target.closest?.('.skip-link')) {
      e.preventDefault();
      document.getElementById('composer')?.focus();
    }
  }, { signal: listeners.signal });
  return { dispose: () => listeners.abort() };
}
