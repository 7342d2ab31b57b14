// A document's text: more of it is drawn as one comes near an end, and a marked stretch is brought into view.
const NEAR = 1200;
const FLASH_MS = 1600;

export function attach(root) {
  const view = root.querySelector('[data-source]');
  const listeners = new AbortController();
  const asked = new Set();

  const more = () => {
    for (const button of view.querySelectorAll('[data-more]')) {
      const earlier = button.dataset.more.startsWith('earlier');
      const distance = earlier ? view.scrollTop : view.scrollHeight - view.scrollTop - view.clientHeight;
      if (distance < NEAR && !asked.has(button.dataset.more)) {
        asked.add(button.dataset.more);
        // The browser keeps what is in view in its place, but for a view at its very top.
        view.scrollTop = Math.max(earlier ? 1 : 0, view.scrollTop);
        button.click();
      }
    }
  };
  view.addEventListener('scroll', more, { passive: true, signal: listeners.signal });

  return {
    showMark() {
      const mark = view.querySelector('mark.cited');
      if (mark) {
        asked.clear();
        mark.scrollIntoView({ block: 'center' });
        mark.classList.remove('flash');
        void mark.offsetWidth;
        mark.classList.add('flash');
        setTimeout(() => mark.classList.remove('flash'), FLASH_MS);
      }
    },

    dispose: () => listeners.abort(),
  };
}
