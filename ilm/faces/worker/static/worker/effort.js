/* When many send from one place, a phone works for its turn: work.js does, so that the page does not
   stand still. The token says how much (see tokens.py); resolves to the nonce, 0 where none is asked. */
(() => {
  'use strict';
  /* A script's address is a Trusted Types sink: one policy, these two. */
  const only = {
    createScriptURL: (url) => { if (url !== '/w/sw.js' && url !== '/w/work.js') throw TypeError(url); return url; },
  };
  const policy = self.trustedTypes ? trustedTypes.createPolicy('ilm-sw', only) : only;
  const work = async (token, subject) => {
    const bits = +token.split('~')[1] || 0;
    if (!bits) return 0;
    const start = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token + ':' + subject));
    return new Promise((done, fail) => {
      const worker = new Worker(policy.createScriptURL('/w/work.js'));
      worker.onmessage = ({ data }) => { worker.terminate(); done(data); };
      worker.onerror = fail;
      worker.postMessage([start, bits]);
    });
  };
  self.ilmWork = { policy, work };
})();
