// Files that were chosen or dropped. They stay here, and the server is told of them in pieces: a list of hundreds is longer
// than one message over the circuit may be. It takes the content of one after the other.
const PIECE_BYTES = 12_000;

// A directory tells of some of what it holds at a time.
const listed = async reader => {
  const all = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) {
      return all;
    }
    all.push(...some);
  }
};

// What systems hide in their folders is nobody's document.
const filesOf = async entry => {
  if (!entry.isDirectory) {
    return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  }
  const inner = (await listed(entry.createReader())).filter(one => !one.name.startsWith('.'))
    .sort((one, other) => one.name.localeCompare(other.name, undefined, { numeric: true }));
  return (await Promise.all(inner.map(filesOf))).flat();
};

const dropped = async transfer => {
  const files = [...transfer.files];
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.()).filter(Boolean);
  return entries.some(entry => entry.isDirectory) ? (await Promise.all(entries.map(filesOf))).flat() : files;
};

export function attach(root, server) {
  const field = root.querySelector('input');
  const kept = new Map();
  const listeners = new AbortController();
  let last = 0;

  const offer = files => {
    let piece = [];
    let bytes = 0;
    for (const file of files) {
      const told = { id: ++last, name: file.name, size: file.size };
      kept.set(told.id, file);
      // A character has at most three bytes, and what is escaped more: names have few of these.
      const room = 3 * file.name.length + 60;
      if (bytes + room > PIECE_BYTES && piece.length > 0) {
        server.invokeMethodAsync('OfferAsync', piece, false);
        [piece, bytes] = [[], 0];
      }
      piece.push(told);
      bytes += room;
    }
    if (piece.length > 0) {
      server.invokeMethodAsync('OfferAsync', piece, true);
    }
  };

  const pick = () => {
    offer([...field.files]);
    field.value = '';
  };

  const on = (type, handler) => root.addEventListener(type, handler, { signal: listeners.signal });

  on('change', pick);
  on('dragover', e => e.preventDefault());
  on('dragenter', () => root.dataset.drop = '');
  on('dragleave', e => {
    if (!root.contains(e.relatedTarget)) {
      delete root.dataset.drop;
    }
  });
  on('drop', async e => {
    e.preventDefault();
    delete root.dataset.drop;
    offer(await dropped(e.dataTransfer));
  });

  // What was chosen while this was on its way.
  pick();
  root.dataset.ready = '';

  return {
    take(id) {
      const file = kept.get(id);
      kept.delete(id);
      return file;
    },

    dispose: () => listeners.abort(),
  };
}
