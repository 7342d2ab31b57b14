// Follows the stream while the view is at its end, and minds what stands in answers.
const NEAR = 48;
const NEAR_TOP = 2000;

const MARGIN = 16;
const FLASH_MS = 1800;

// What comes near gets its true height only when it is laid out, which moves the message again: until it stays, or
// somebody scrolls.
function settle(view, message) {
  const taken = new AbortController();
  for (const type of ['wheel', 'touchstart', 'keydown']) {
    view.addEventListener(type, () => taken.abort(), { passive: true, signal: taken.signal });
  }
  let calm = 0;
  const step = () => {
    const off = message.getBoundingClientRect().top - view.getBoundingClientRect().top - MARGIN;
    const before = view.scrollTop;
    view.scrollTop += off;
    calm = Math.abs(view.scrollTop - before) < 1 ? calm + 1 : 0;
    if (calm < 3 && !taken.signal.aborted && message.isConnected) {
      requestAnimationFrame(step);
    } else {
      taken.abort();
    }
  };
  step();
}

function flash(message) {
  message.classList.remove('found');
  void message.offsetWidth;
  message.classList.add('found');
  message.tabIndex = -1;
  message.focus({ preventScroll: true });
  setTimeout(() => message.classList.remove('found'), FLASH_MS);
}

export function attach(root, texts) {
  const view = root.querySelector('[data-scroll]');
  const content = root.querySelector('[data-scroll-content]');
  const button = root.querySelector('[data-to-end]');
  const listeners = new AbortController();
  let follows = true;

  const distance = () => view.scrollHeight - view.scrollTop - view.clientHeight;

  // While it follows, the browser must not hold on to what is in view; while it doesn't, it must.
  const show = () => {
    view.style.overflowAnchor = follows ? 'none' : 'auto';
    button.classList.toggle('shown', !follows && distance() > NEAR);
  };

  const follow = () => {
    // The message field stands in line with the column, beside which the view keeps room for its scroll bar.
    root.style.setProperty('--qw-gutter', `${(view.offsetWidth - view.clientWidth) / 2}px`);
    if (follows && content.querySelector('.messages')) {
      view.scrollTop = view.scrollHeight;
    }
    show();
    drawEarlier();
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
    drawEarlier();
  }, { passive: true });

  // What is drawn above must not move what is in view: the browser sees to that, but for a view at its very top.
  let asked;
  const drawEarlier = () => {
    const earlier = content.querySelector('[data-earlier]');
    if (earlier && view.scrollTop < NEAR_TOP && earlier.dataset.earlier !== asked) {
      asked = earlier.dataset.earlier;
      view.scrollTop = Math.max(1, view.scrollTop);
      earlier.click();
    }
  };

  on(button, 'click', () => {
    follows = true;
    view.scrollTo({ top: view.scrollHeight, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  });

  const markdown = import(`./markdown.js${new URL(import.meta.url).search}`).then(module => module.attach(root, texts));

  const sizes = new ResizeObserver(follow);
  sizes.observe(content);
  sizes.observe(view);
  follow();

  return {
    copyMessage(text, button) {
      return markdown.then(module => module.copy(text, button.closest('article').querySelector('[data-answer]'), button));
    },

    save(name, type, text) {
      markdown.then(module => module.save(name, type, text));
    },

    toEnd() {
      follows = true;
      view.scrollTop = view.scrollHeight;
    },

    toMessage(index) {
      const message = content.querySelectorAll('.messages > article')[index];
      if (message) {
        follows = false;
        settle(view, message);
        flash(message);
      }
    },

    dispose() {
      listeners.abort();
      markdown.then(module => module.dispose());
      sizes.disconnect();
    },
  };
}
