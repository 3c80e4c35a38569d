/* Works for a form's token, beside the page: the first nonce with which SHA-256(start, nonce) begins
   with enough zero bits. Asked with [32 bytes, bits]; answers the nonce. */
(() => {
  'use strict';
  const first = [], rounds = [], w = new Int32Array(64);
  const part = (x) => ((x - Math.floor(x)) * 4294967296) | 0;
  for (let n = 2; rounds.length < 64; n += 1) {
    let d = 2;
    while (d * d <= n && n % d) d += 1;
    if (d * d > n) {
      if (first.length < 8) first.push(part(Math.sqrt(n)));
      rounds.push(part(Math.cbrt(n)));
    }
  }
  const turn = (x, by) => (x >>> by) | (x << (32 - by));
  /* The first word of the hash of the block in w. */
  const hashed = () => {
    for (let i = 16; i < 64; i += 1) {
      const a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7]
        + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = first;
    for (let i = 0; i < 64; i += 1) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + rounds[i] + w[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    return (first[0] + a) >>> 0;
  };
  const solve = (start, bits) => {
    const given = new DataView(start), block = new Int32Array(16), ends = 32 - bits;
    for (let i = 0; i < 8; i += 1) block[i] = given.getInt32(4 * i);
    block[9] = 0x80000000;
    block[15] = 288;
    for (let nonce = 0; nonce < 4294967296; nonce += 1) {
      block[8] = nonce;
      w.set(block);
      if (hashed() >>> ends === 0) return nonce;
    }
    throw Error('none');
  };
  self.onmessage = ({ data }) => self.postMessage(solve(data[0], data[1]));
})();
