/* Passkey buttons appear where the browser can use them; a failure is a sentence on the page. */
(() => {
  'use strict';
  if (globalThis.PublicKeyCredential) {
    for (const row of document.querySelectorAll('[data-needs-passkeys]')) row.hidden = false;
    // A passkey can open a vault only if that was asked for when it was made (PRF); the library's
    // script passes on no extension that it does not know.
    const make = navigator.credentials.create.bind(navigator.credentials);
    navigator.credentials.create = (asked) => make({
      ...asked,
      publicKey: { ...asked.publicKey, extensions: { ...asked.publicKey.extensions, prf: {} } },
    });
  }
  document.addEventListener('allauth.error', (event) => {
    event.preventDefault();
    document.getElementById('passkey-trouble').hidden = false;
  });
})();
