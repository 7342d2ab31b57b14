// The buttons of code blocks, and the links of footnotes, which lead within their message.
const act = {
  'code-copy': (block, button, copied) => window.qwenWebChat.copy(block.querySelector('code').textContent, button, copied),

  'code-wrap': (block, button) => press(button, block.toggleAttribute('data-wrap')),

  'code-source': (block, button) => press(button, block.toggleAttribute('data-source')),

  'code-save': (block, button) => {
    const url = URL.createObjectURL(new Blob([block.querySelector('code').textContent], { type: 'text/plain;charset=utf-8' }));
    Object.assign(document.createElement('a'), { href: url, download: button.dataset.file }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  },
};

const press = (button, isPressed) => button.setAttribute('aria-pressed', isPressed);

export function handleClick(event, copied) {
  const button = event.target.closest('.code-button');
  const name = button && Object.keys(act).find(one => button.classList.contains(one));
  if (name) {
    act[name](button.closest('.code-block'), button, copied);
    return;
  }
  const note = event.target.closest('.md a[href^="#fn"]');
  if (note) {
    // Before Blazor takes it for another page.
    event.preventDefault();
    const target = document.getElementById(note.getAttribute('href').slice(1));
    target?.scrollIntoView({ block: 'nearest' });
    target?.focus({ preventScroll: true });
  }
}
