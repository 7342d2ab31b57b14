// What stands in rendered Markdown: code blocks with their buttons, formulas and diagrams.
export function attach(root, texts) {
  const version = new URL(import.meta.url).search;
  const listeners = new AbortController();
  const clipboard = import(`./clipboard.js${version}`);
  const copy = (text, answer, button) => clipboard.then(module => module.copy(text, answer, button, texts));
  const code = import(`./code.js${version}`);
  code.then(module => module.attach(root, copy, listeners.signal));
  let rich;
  if (texts.isRich) {
    import(`./rich.js${version}`).then(module => listeners.signal.aborted || (rich = module.attach(root, texts)));
  }

  return {
    copy,

    save(name, type, text) {
      code.then(module => module.save(name, type, text));
    },

    dispose() {
      listeners.abort();
      rich?.dispose();
    },
  };
}
