/* Runs before htmx: under Trusted Types htmx may make HTML of what our own server sent, and nothing else. */
(() => {
  'use strict';
  if (globalThis.trustedTypes) {
    trustedTypes.createPolicy('default', { createHTML: (html) => html });
  }
})();
