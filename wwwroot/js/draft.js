// The drafts of the message field. Its text belongs to the chat that it was typed in, its place. The server is told it once
// nobody has typed for a moment, one text after the other; what it has not taken stays in the browser until it has.
const PAUSE = 300;
const RETRY = 2000;
const PATIENCE = 10_000;
// Who has typed so recently is still at it: nothing is put under their hands.
const IN_USE = 10_000;

// Neither text is lost, and none stands there twice.
function both(theirs, mine) {
  return theirs.trim().length === 0 || mine.includes(theirs) ? mine
    : theirs.includes(mine) ? theirs
    : `${theirs}\n\n${mine}`;
}

// `tell(place, text)` resolves to the version under which the server keeps it, or null where it cannot.
export function keepDrafts(field, tell) {
  const { unsaved } = window.qwenWebChat;
  // By place: what the server has not confirmed, with the version that it was typed over, and what it confirmed last.
  const mine = new Map();
  const taken = new Map();
  // The places whose text it is to be told.
  const waiting = new Set();
  let open = { place: field.dataset.place, version: Number(field.dataset.version) };
  let flying = null;
  let running = null;
  let touched = -Infinity;
  let isDisposed = false;
  let timer;

  const turnTo = next => {
    open = next;
    field.dataset.place = next.place;
    field.dataset.version = next.version;
  };

  const later = delay => {
    clearTimeout(timer);
    timer = isDisposed ? null : setTimeout(flush, delay);
  };

  const keep = (place, text, version) => {
    mine.set(place, { text, version });
    unsaved.set(place, text, version);
  };

  const put = (place, text, version) => {
    keep(place, text, version);
    waiting.add(place);
    later(PAUSE);
  };

  const drop = place => {
    mine.delete(place);
    waiting.delete(place);
    unsaved.remove(place);
  };

  const note = () => put(open.place, field.value, open.version);

  const pending = place => mine.get(place) ?? unsaved.get(place);

  const confirm = (place, text, version) => {
    taken.set(place, { text, version });
    if (open.place === place) {
      turnTo(Object.assign(open, { version }));
    }
    const now = mine.get(place);
    if (now && now.text !== text) {
      keep(place, now.text, version);
    } else {
      drop(place);
    }
  };

  const run = async () => {
    while (waiting.size > 0) {
      const [place] = waiting;
      const { text } = mine.get(place);
      waiting.delete(place);
      flying = { place, text };
      try {
        // While the circuit is down, nothing comes back at all.
        const version = await Promise.race([tell(place, text), new Promise((_, fail) => setTimeout(fail, PATIENCE))]);
        if (version !== null) {
          confirm(place, text, version);
        }
      } catch {
        waiting.add(place);
        later(RETRY);
        return;
      } finally {
        flying = null;
      }
    }
  };

  const flush = () => {
    clearTimeout(timer);
    return running ??= run().finally(() => running = null);
  };

  return {
    note,
    flush,

    // What the field belongs to now. It stays the same object while the chat is shown, also where that gets another place.
    get open() { return open; },

    touch() { touched = performance.now(); },

    // Another chat is shown: its draft stands in the field, with what the server does not know of it yet.
    show(place, text, version) {
      flush();
      const known = taken.get(place);
      if (known?.version > version) {
        ({ text, version } = known);
      }
      const own = pending(place);
      turnTo({ place, version });
      touched = -Infinity;
      const isNewer = own && (own.version === version || (flying?.place === place && flying.text === text));
      field.value = !own ? text : isNewer ? own.text : both(text, own.text);
      if (field.value !== text) {
        note();
      } else if (own && !waiting.has(place)) {
        drop(place);
      }
    },

    // The same chat has got an address of its own.
    move(place) {
      const old = open.place;
      if (old === place) {
        return;
      }
      const left = pending(old) ?? taken.get(old);
      turnTo(Object.assign(open, { place, version: 0 }));
      if (left?.text) {
        put(old, '', left.version);
      }
      if (field.value.length > 0) {
        note();
      }
    },

    // Another page has written it. False where it is not wanted here.
    adopt(place, text, version) {
      if (place !== open.place || pending(place) || performance.now() - touched < IN_USE) {
        return false;
      }
      if (version > open.version) {
        turnTo(Object.assign(open, { version }));
        field.value = text;
      }
      return true;
    },

    // Something was sent from a chat that is no longer shown: what is left of its text.
    change(place, rest) {
      const own = pending(place);
      if (own) {
        put(place, rest(own.text), own.version);
      }
    },

    dispose() {
      isDisposed = true;
      return flush();
    },
  };
}
