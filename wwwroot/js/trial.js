// Sends a message to the API as another program does, and shows the answer while it arrives.
export function attach(root) {
  const part = name => root.querySelector(`[data-${name}]`);
  const answer = part('answer-text');
  const state = part('state');
  let request = null;

  const show = isRunning => {
    part('send').hidden = isRunning;
    part('stop').hidden = !isRunning;
  };

  const read = async response => {
    const lines = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (let piece = await lines.read(); !piece.done; piece = await lines.read()) {
      const frames = (rest + piece.value).split('\n\n');
      rest = frames.pop();
      for (const frame of frames.filter(text => text.startsWith('data: {'))) {
        const data = JSON.parse(frame.slice('data: '.length));
        if (data.error) {
          throw new Error(data.error.message);
        }
        answer.textContent += data.choices[0]?.delta.content ?? '';
        state.textContent = data.usage ? `${data.usage.completion_tokens} tokens` : state.textContent;
      }
    }
  };

  const send = async () => {
    request = new AbortController();
    show(true);
    answer.hidden = false;
    answer.textContent = '';
    state.textContent = '…';
    try {
      const key = part('key')?.value;
      const response = await fetch('v1/chat/completions', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
        body: JSON.stringify({ messages: [{ role: 'user', content: part('message').value }], stream: true, stream_options: { include_usage: true } }),
        signal: request.signal,
      });
      state.textContent = `${response.status} ${response.headers.get('x-request-id') ?? ''}`;
      if (!response.ok) {
        throw new Error((await response.json()).error.message);
      }
      await read(response);
      answer.textContent ||= root.dataset.empty;
    } catch (error) {
      if (error.name !== 'AbortError') {
        answer.textContent += `${answer.textContent ? '\n' : ''}${root.dataset.failed} ${error.message}`;
      }
    } finally {
      request = null;
      show(false);
    }
  };

  const listeners = new AbortController();
  root.addEventListener('submit', event => {
    event.preventDefault();
    if (!request) {
      send();
    }
  }, { signal: listeners.signal });
  part('stop').addEventListener('click', () => request?.abort(), { signal: listeners.signal });

  return {
    dispose() {
      listeners.abort();
      request?.abort();
    },
  };
}
