/* Asks a passkey for what it makes of 32 bytes of ours (WebAuthn PRF), and sends that with the
   proof that its owner was there. Without PRF the page says so in a sentence. */
(() => {
  'use strict';
  const form = document.getElementById('passkey-form');
  if (!form || !globalThis.PublicKeyCredential) return;
  const told = JSON.parse(document.getElementById('passkey').textContent);
  const bytes = (text) => Uint8Array.from(
    atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const hex = (buffer) => Array.from(
    new Uint8Array(buffer), (b) => b.toString(16).padStart(2, '0')).join('');
  const say = (id) => {
    for (const each of ['passkey-trouble', 'passkey-cannot']) {
      document.getElementById(each).hidden = each !== id;
    }
  };

  async function ask() {
    const asked = told.publicKey;
    const about = {};
    for (const [id, input] of Object.entries(told.asked)) about[id] = { first: bytes(input) };
    const key = await navigator.credentials.get({
      publicKey: {
        challenge: bytes(asked.challenge),
        rpId: asked.rpId,
        timeout: asked.timeout,
        userVerification: 'required',
        allowCredentials: asked.allowCredentials.map((c) => ({ type: c.type, id: bytes(c.id) })),
        extensions: { prf: { evalByCredential: about } },
      },
    });
    const made = key.getClientExtensionResults().prf?.results?.first;
    if (!made) return say('passkey-cannot');
    form.elements.prf.value = hex(made);
    form.elements.credential.value = JSON.stringify({
      id: key.id,
      rawId: text(key.rawId),
      type: key.type,
      clientExtensionResults: {},
      response: {
        clientDataJSON: text(key.response.clientDataJSON),
        authenticatorData: text(key.response.authenticatorData),
        signature: text(key.response.signature),
        userHandle: key.response.userHandle ? text(key.response.userHandle) : null,
      },
    });
    return form.submit();
  }

  form.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    ask().catch(() => say('passkey-trouble'));
  });
})();
