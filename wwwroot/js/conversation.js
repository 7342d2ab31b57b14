// Follows the stream while the view is at its end, and copies code.
const NEAR = 48;

export function attach(root, copied) {
  const view = root.querySelector('[data-scroll]');
  const content = root.querySelector('[data-scroll-content]');
  const button = root.querySelector('[data-to-end]');
  const listeners = new AbortController();
  let follows = true;

  const distance = () => view.scrollHeight - view.scrollTop - view.clientHeight;

  const show = () => button.classList.toggle('shown', !follows && distance() > NEAR);

  const follow = () => {
    // The message field stands in line with the column, beside which the view keeps room for its scroll bar.
    root.style.setProperty('--qw-gutter', `${(view.offsetWidth - view.clientWidth) / 2}px`);
    if (follows && content.querySelector('.messages')) {
      view.scrollTop = view.scrollHeight;
    }
    show();
  };

  const on = (target, type, handler, options) => target.addEventListener(type, handler, { signal: listeners.signal, ...options });

  let last = view.scrollTop;
  on(view, 'scroll', () => {
    // Only going up lets go: content that grows also moves the end away.
    if (view.scrollTop < last - 1) {
      follows = distance() <= NEAR;
    } else if (distance() <= NEAR) {
      follows = true;
    }
    last = view.scrollTop;
    show();
  }, { passive: true });

  on(button, 'click', () => {
    follows = true;
    view.scrollTo({ top: view.scrollHeight, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  });

  on(root, 'click', e => {
    const copy = e.target.closest('.code-copy');
    if (copy) {
      const code = copy.closest('.code-block').querySelector('code').textContent;
      window.qwenWebChat.copy(code, copy, copied);
    }
  });

  const sizes = new ResizeObserver(follow);
  sizes.observe(content);
  sizes.observe(view);
  follow();

  return {
    toEnd() {
      follows = true;
      view.scrollTop = view.scrollHeight;
    },

    dispose() {
      listeners.abort();
      sizes.disconnect();
    },
  };
}
