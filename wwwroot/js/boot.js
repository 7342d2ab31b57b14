// What must run before the page is painted or the circuit is up: the theme, the draft, and what the pages call by name.
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

  window.qwenWebChat = {
    setTheme(mode) {
      try { localStorage.setItem('theme', mode); } catch { /* the choice then lasts for this page */ }
      applyTheme();
    },

    setCulture(name) {
      document.cookie = `.AspNetCore.Culture=${encodeURIComponent(`c=${name}|uic=${name}`)};path=/;max-age=31536000;samesite=lax`;
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

  // What is typed before the circuit is up would be lost when it takes over the page.
  document.addEventListener('input', e => {
    if (e.target.id === 'composer') {
      try { sessionStorage.setItem('draft', e.target.value); } catch { /* the draft then lives in the field alone */ }
    }
  });

  document.addEventListener('click', e => {
    if (e.target.closest?.('[data-reload]')) {
      location.reload();
    }
  });
})();
