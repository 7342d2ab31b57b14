// Keys that work on every page.
export function attach(layout) {
  const listeners = new AbortController();
  document.addEventListener('keydown', e => {
    if ((e.ctrlKey || e.metaKey) && !e.shiftKey && !e.altKey && e.key.toLowerCase() === 'k') {
      e.preventDefault();
      layout.invokeMethodAsync('NewChat');
    }
  }, { signal: listeners.signal });
  return { dispose: () => listeners.abort() };
}
