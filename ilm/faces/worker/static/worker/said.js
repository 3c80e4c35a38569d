/* Whether words are ours: signed by one of the keys that the organisation's verified list ever
   named. Needs seal.js; the same bytes as ilm/vault/saying.py. */
(() => {
  'use strict';
  if (!self.ilmSeal) return;
  const subtle = crypto.subtle, { bind } = self.ilmSeal;
  const unhex = (s) => Uint8Array.from((s.match(/../g) || []).map((pair) => parseInt(pair, 16)));

  const isSaid = async (signers, mark, message, thread, words) => {
    const digest = await subtle.digest('SHA-256', new TextEncoder().encode(words));
    const context = bind('said', message, thread, new Uint8Array(digest));
    for (const each of signers) {
      const key = await subtle.importKey('raw', unhex(each), { name: 'ECDSA', namedCurve: 'P-256' },
        false, ['verify']);
      const how = { name: 'ECDSA', hash: 'SHA-256' };
      if (await subtle.verify(how, key, unhex(mark), context)) return true;
    }
    return false;
  };

  self.ilmSaid = { isSaid };
})();
