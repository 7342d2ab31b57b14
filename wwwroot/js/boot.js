// What must run before the page is painted or the circuit is up: the theme, the draft, the keys of input methods, and what
// the pages call by name.
(() => {
  const root = document.documentElement;
  const systemDark = window.matchMedia('(prefers-color-scheme: dark)');

  const stored = () => {
    try { return localStorage.getItem('theme') ?? 'system'; } catch { return 'system'; }
  };

  const applyTheme = () => {
    const mode = stored();
    const theme = mode === 'dark' || (mode === 'system' && systemDark.matches) ? 'dark' : 'light';
    root.dataset.theme = theme;
    root.dataset.themeMode = mode;
    root.style.colorScheme = theme;
  };

  // What was typed and the server has not taken yet, by the place that it belongs to: it outlives a reload and a lost circuit.
  // The version is that of the server's draft which it was typed over.
  // A temporary chat's stays in the page: nothing of it is written anywhere.
  const passing = new Map();
  const isPassing = place => place.startsWith('temporary/');
  const unsaved = {
    get(place) {
      if (isPassing(place)) { return passing.get(place) ?? null; }
      try { return JSON.parse(sessionStorage.getItem(`draft/${place}`)); } catch { return null; }
    },

    set(place, text, version) {
      if (isPassing(place)) { passing.set(place, { text, version }); return; }
      try { sessionStorage.setItem(`draft/${place}`, JSON.stringify({ text, version })); } catch { /* it then lives in the field alone */ }
    },

    remove(place) {
      passing.delete(place);
      try { sessionStorage.removeItem(`draft/${place}`); } catch { /* nothing was kept */ }
    },
  };

  window.qwenWebChat = {
    unsaved,

    // Style elements without it are not applied.
    styleNonce: document.currentScript.nonce,

    setTheme(mode) {
      try { localStorage.setItem('theme', mode); } catch { /* the choice then lasts for this page */ }
      applyTheme();
    },

    setCulture(name) {
      document.cookie = `.AspNetCore.Culture=${encodeURIComponent(`c=${name}|uic=${name}`)};path=${new URL(document.baseURI).pathname};max-age=31536000;samesite=lax`;
      root.lang = name;
    },

    openFolders() {
      try { return JSON.parse(localStorage.getItem('open-folders')) ?? []; } catch { return []; }
    },

    keepOpenFolders(ids) {
      try { localStorage.setItem('open-folders', JSON.stringify(ids)); } catch { /* they are then closed in the next page */ }
    },

    download(address) {
      const link = document.createElement('a');
      link.href = address;
      link.download = '';
      document.body.append(link);
      link.click();
      link.remove();
    },
  };

  applyTheme();
  systemDark.addEventListener('change', applyTheme);
  window.addEventListener('storage', applyTheme);

  // While an input method composes, its keys are its own: Enter picks a candidate, Escape takes it back, arrows move among
  // them. No handler sees them, neither here nor on the server. Safari ends the composition before the key that ended it
  // comes, which then says 229.
  window.addEventListener('keydown', e => {
    if (e.isComposing || e.keyCode === 229) {
      e.stopImmediatePropagation();
      if (e.key === 'Enter' && !e.isComposing) {
        e.preventDefault();
      }
    }
  }, true);

  // What is typed before the circuit is up would be lost when it takes over the page, with fields of its own. From then on
  // the composer's script sees to it.
  let seen = null;
  const keptIn = field => {
    seen = field;
    return field ? unsaved.get(field.dataset.place)?.text : null;
  };
  document.addEventListener('DOMContentLoaded', () => {
    const field = document.querySelector('[data-place]');
    const text = keptIn(field);
    if (text) {
      field.value = text;
    }
  });
  document.addEventListener('input', e => {
    const field = e.target;
    if (!field.dataset?.place || field.closest('[data-ready]')) {
      return;
    }
    const text = field === seen ? null : keptIn(field);
    if (text) {
      field.value = text + (e.data ?? '');
    }
    unsaved.set(field.dataset.place, field.value, Number(field.dataset.version));
  });

  document.addEventListener('click', e => {
    if (e.target.closest?.('[data-reload]')) {
      location.reload();
    }
    const culture = e.target.closest?.('[data-culture]');
    if (culture) {
      window.qwenWebChat.setCulture(culture.dataset.culture);
      location.reload();
    }
  });
})();
