// The buttons of code blocks, and the links of footnotes, which lead within their message.
const act = {
  'code-copy': (block, button, copy) => copy(block.querySelector('code').textContent, null, button),

  'code-wrap': (block, button) => press(button, block.toggleAttribute('data-wrap')),

  'code-source': (block, button) => press(button, block.toggleAttribute('data-source')),

  'code-save': (block, button) => {
    save(button.dataset.file, 'text/plain;charset=utf-8', block.querySelector('code').textContent);
  },
};

/** Has the browser save a text as a file. */
export function save(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

const press = (button, isPressed) => button.setAttribute('aria-pressed', isPressed);

const nameOf = button => button && Object.keys(act).find(one => button.classList.contains(one));

/** Copy: copies a text and says so on a button. */
export function attach(root, copy, signal) {
  let pressed;
  const run = button => act[nameOf(button)]?.(button.closest('.code-block'), button, copy);

  // A stream may draw a block anew between the press and the release of a button; no click comes of that.
  root.addEventListener('pointerdown', event => pressed = event.target.closest('.code-button'), { signal });
  root.addEventListener('pointerup', event => {
    const button = event.target.closest('.code-button');
    if (button && pressed && !pressed.isConnected && nameOf(pressed) === nameOf(button)) {
      run(button);
    }
    pressed = null;
  }, { signal });

  root.addEventListener('click', event => {
    const button = event.target.closest('.code-button');
    button ? run(button) : followNote(event);
  }, { signal });
}

function followNote(event) {
  const note = event.target.closest('.md a[href^="#fn"]');
  if (note) {
    // Before Blazor takes it for another page.
    event.preventDefault();
    const target = document.getElementById(note.getAttribute('href').slice(1));
    target?.scrollIntoView({ block: 'nearest' });
    target?.focus({ preventScroll: true });
  }
}
