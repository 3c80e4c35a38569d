/* A reporter's receipt: 128 random bits, shown as ten groups of four digits, made on the device.
   The server learns a hash to find her by and a locked private key. Needs seal.js; see
   ilm/vault/receipts.py. */
(() => {
  'use strict';
  if (!self.ilmSeal) return;
  const subtle = crypto.subtle, { join, bind, open, unpad } = self.ilmSeal;
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  /* Where each script's digits begin: they stand in rows of ten. */
  const zeros = ('30 660 6f0 7c0 966 9e6 a66 ae6 b66 be6 c66 ce6 d66 de6 e50 ed0 f20 1040 1090 17e0 '
    + '1810 1946 19d0 1a80 1a90 1b50 1bb0 1c40 1c50 a620 a8d0 a900 a9d0 a9f0 aa50 abf0 ff10 10d30 '
    + '11136 1e950').split(' ').map((z) => parseInt(z, 16));

  const derive = async (receipt, label, size) => {
    const key = await subtle.importKey('raw', receipt, 'HKDF', false, ['deriveBits']);
    const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: bind(label) };
    return new Uint8Array(await subtle.deriveBits(how, key, size * 8));
  };
  const luhn = (digits) => {
    const sum = [...digits].reverse().reduce((n, c, i) => {
      const d = i % 2 ? +c : 2 * c;
      return n + (d > 9 ? d - 9 : d);
    }, 0);
    return String((10 - (sum % 10)) % 10);
  };

  const show = (receipt) => {
    let left = Array.from(receipt), digits = '';
    while (digits.length < 39) {
      let rest = 0;
      left = left.map((b) => {
        const n = rest * 256 + b;
        rest = n % 10;
        return (n - rest) / 10;
      });
      digits = rest + digits;
    }
    return (digits + luhn(digits)).match(/.{4}/g).join(' ');
  };
  const read = (shown) => {
    const digits = [...shown].map((c) => {
      const point = c.codePointAt(0), zero = zeros.find((z) => point >= z && point < z + 10);
      return zero ? point - zero : '';
    }).join('');
    if (digits.length !== 40 || luhn(digits.slice(0, 39)) !== digits[39]) throw Error('mistyped');
    const receipt = new Uint8Array(16);
    for (let i = 0; i < 39; i += 1) {
      let carry = +digits[i];
      for (let at = 15; at >= 0; at -= 1) {
        carry += receipt[at] * 10;
        receipt[at] = carry;
        carry >>= 8;
      }
      if (carry) throw Error('mistyped');
    }
    return receipt;
  };

  /* Is a receipt written in these words? Whoever reads them could read the replies. */
  const inside = (words) => (words.match(/(?:\p{Nd}[\s.,-]*){40}/gu) || []).some((found) => {
    try {
      return Boolean(read(found));
    } catch (error) {
      return false;
    }
  });

  const proof = (receipt) => derive(receipt, 'receipt/lookup', 16);
  const lookup = async (receipt) => new Uint8Array(
    await subtle.digest('SHA-256', await proof(receipt)));
  const locker = async (receipt) => subtle.importKey('raw',
    await derive(receipt, 'receipt/lock', 32), 'AES-GCM', false, ['encrypt', 'decrypt']);

  const issue = async () => {
    const receipt = crypto.getRandomValues(new Uint8Array(16)), found = await lookup(receipt);
    const pair = await subtle.generateKey(curve, true, ['deriveBits']);
    const pub = new Uint8Array(await subtle.exportKey('raw', pair.publicKey));
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const aes = { name: 'AES-GCM', iv, additionalData: bind('reporter', found, pub) };
    const der = await subtle.exportKey('pkcs8', pair.privateKey);
    const body = await subtle.encrypt(aes, await locker(receipt), der);
    return { receipt, lookup: found, pub, locked: join([1], iv, new Uint8Array(body)) };
  };
  const openReply = async (receipt, pub, locked, sealed, message, generation) => {
    if (locked[0] !== 1) throw Error('denied');
    const additionalData = bind('reporter', await lookup(receipt), pub);
    const aes = { name: 'AES-GCM', iv: locked.slice(1, 13), additionalData };
    const der = await subtle.decrypt(aes, await locker(receipt), locked.slice(13));
    const key = await subtle.importKey('pkcs8', der, curve, false, ['deriveBits']);
    return unpad(await open(key, pub, sealed, bind('reply', message, generation)));
  };

  self.ilmReceipt = { show, read, inside, proof, lookup, issue, openReply };
})();
