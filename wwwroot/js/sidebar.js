// The lists of the sidebar: conversations are dragged into folders, the focus never falls out of a line that goes, and
// the keys reach every item of a menu.
const KIND = 'application/x-qwenwebchat';
const BESIDE = '.mud-popover, .mud-overlay, .mud-snackbar, .mud-dialog';

export function attach(root, sidebar) {
  const listeners = new AbortController();
  const on = (target, type, handler) => target.addEventListener(type, handler, { signal: listeners.signal });
  drag(root, sidebar, on);
  const watch = keepFocus(root, on);
  document.addEventListener('keydown', moveInMenu, { capture: true, signal: listeners.signal });
  return {
    dispose() {
      listeners.abort();
      watch.disconnect();
    },
  };
}

function drag(root, sidebar, on) {
  let over = null;
  const show = target => {
    if (over !== target) {
      over?.classList.remove('drop-target');
      target?.classList.add('drop-target');
      over = target;
    }
  };
  const targetOf = e => e.dataTransfer.types.includes(KIND) ? e.target.closest?.('[data-drop]') : null;

  on(root, 'dragstart', e => {
    const line = e.target.closest?.('[data-id]');
    if (line) {
      e.dataTransfer.setData(KIND, line.dataset.id);
      // A link may also be taken out of the page.
      e.dataTransfer.effectAllowed = 'all';
    }
  });
  on(root, 'dragover', e => {
    const target = targetOf(e);
    show(target);
    if (target) {
      e.preventDefault();
      e.dataTransfer.dropEffect = 'move';
    }
  });
  on(root, 'dragleave', e => root.contains(e.relatedTarget) || show(null));
  on(document, 'dragend', () => show(null));
  on(root, 'drop', e => {
    const target = targetOf(e);
    show(null);
    if (target) {
      e.preventDefault();
      sidebar.invokeMethodAsync('DropAsync', e.dataTransfer.getData(KIND), target.dataset.drop || null);
    }
  });
}

// What has the focus may be removed or stand elsewhere after the next drawing. Then the same line gets it again, or the
// one that took its place.
function keepFocus(root, on) {
  let kept = null;
  const lines = () => [...root.querySelectorAll('[data-focus]')];

  const note = e => {
    const line = root.contains(e.target) ? e.target.closest('[data-focus]') : null;
    if (line) {
      kept = { key: line.dataset.focus, index: lines().indexOf(line) };
    } else if (!e.target.closest(BESIDE)) {
      kept = null;
    }
  };
  on(document, 'focusin', note);
  // Where nothing takes the focus, it was let go on purpose.
  on(document, 'pointerdown', note);
  // A name is mostly written anew.
  on(root, 'focusin', e => e.target.matches('.name-field') && e.target.select());

  const restore = () => {
    if (!kept || (document.activeElement && document.activeElement !== document.body)) {
      return;
    }
    // The menu shows other items than before.
    const open = itemsOf(document.querySelector('.mud-popover-open.qw-menu'));
    if (open.length > 0) {
      open[0].focus();
      return;
    }
    const present = lines();
    const line = present.find(one => one.dataset.focus === kept.key) ?? present[Math.min(kept.index, present.length - 1)];
    line?.querySelector('input, a, button')?.focus();
  };
  const watch = new MutationObserver(restore);
  watch.observe(document.body, { childList: true, subtree: true });
  return watch;
}

const itemsOf = menu => [...menu?.querySelectorAll('[role=menuitem]:not(.mud-disabled)') ?? []];

// MudBlazor's own keys go by the items that a menu had when it opened, and stop at those that are disabled.
function moveInMenu(e) {
  const items = itemsOf(e.target.closest?.('.qw-menu'));
  const index = items.indexOf(document.activeElement);
  const next = { ArrowDown: index + 1, ArrowUp: index < 0 ? -1 : index - 1, Home: 0, End: -1 }[e.key];
  if (items.length === 0 || (next === undefined && !(index >= 0 && (e.key === 'Enter' || e.key === ' ')))) {
    return;
  }
  e.preventDefault();
  e.stopImmediatePropagation();
  if (next === undefined) {
    items[index].click();
  } else {
    items.at(next % items.length).focus();
  }
}
