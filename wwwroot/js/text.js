// Hands a text to the server, whatever its length: one message over the circuit holds 32 KiB, and what may be longer goes as
// a stream.
const LONG = 4000;

// `name` without its end: the server has a `…Async` that takes the text and a `…LongAsync` that takes a stream of it.
export const hand = (server, name, text, ...before) => text.length > LONG
  ? server.invokeMethodAsync(`${name}LongAsync`, ...before, DotNet.createJSStreamReference(new TextEncoder().encode(text)))
  : server.invokeMethodAsync(`${name}Async`, ...before, text);

// In place of what is selected, as if it had been typed: the browser can take it back.
export function insert(field, text) {
  field.focus();
  // Of a very long one it would take seconds.
  if (text.length > 200_000 || !document.execCommand('insertText', false, text)) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
}
