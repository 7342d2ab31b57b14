// Forms with a passkey: the browser asks the device, and its answer goes with the form. The data of a form says where the challenge
// comes from, and whether a passkey is made or used.
const isSupported = typeof window.PublicKeyCredential?.parseRequestOptionsFromJSON === 'function';

const fail = (form, message) => {
  const problem = form.querySelector('[data-passkey-problem]');
  problem.textContent = message;
  problem.hidden = false;
};

const ask = async form => {
  const response = await fetch(form.dataset.challenge, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
  if (!response.ok) {
    throw new Error(await response.text(), { cause: 'refused' });
  }
  const challenge = await response.json();
  return form.dataset.passkey === 'create'
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(challenge) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(challenge) });
};

for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!isSupported) {
    form.querySelector('[data-passkey-unsupported]')?.removeAttribute('hidden');
    continue;
  }
  form.querySelector('button[type=submit]').disabled = false;
  form.addEventListener('submit', async e => {
    e.preventDefault();
    const button = form.querySelector('button[type=submit]');
    button.disabled = true;
    try {
      const credential = await ask(form);
      form.elements.Credential.value = JSON.stringify(credential.toJSON());
      if (form.elements.Remember) {
        form.elements.Remember.value = document.querySelector('input[name=Remember][type=checkbox]')?.checked ?? false;
      }
      if (form.elements.Current) {
        form.elements.Current.value = '';
      }
      form.submit();
    } catch (error) {
      // The browser tells a page nothing about why a device did not answer.
      fail(form, error.cause === 'refused' ? error.message : form.dataset.failed);
      button.disabled = false;
    }
  });
}
