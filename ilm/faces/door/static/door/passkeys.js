/* Passkey buttons appear where the browser can use them; a failure is a sentence on the page. */
(() => {
  'use strict';
  if (globalThis.PublicKeyCredential) {
    for (const row of document.querySelectorAll('[data-needs-passkeys]')) row.hidden = false;
  }
  document.addEventListener('allauth.error', (event) => {
    event.preventDefault();
    document.getElementById('passkey-trouble').hidden = false;
  });
})();
