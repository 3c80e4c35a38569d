/* HPKE (RFC 9180) base mode, DHKEM(P-256, HKDF-SHA256) / HKDF-SHA256 / AES-256-GCM, on WebCrypto.
   ES2017, no dependency. The same bytes as ilm/vault/sealing.py, suite 1. */
(() => {
  'use strict';
  if (!self.crypto || !crypto.subtle) return;
  const subtle = crypto.subtle, text = new TextEncoder(), none = new Uint8Array(0);
  const curve = { name: 'ECDH', namedCurve: 'P-256' };

  const join = (...parts) => {
    const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
    parts.reduce((at, p) => (out.set(p, at), at + p.length), 0);
    return out;
  };
  const number = (n, size) => Uint8Array.from({ length: size }, (_, i) => n / 256 ** (size - 1 - i));
  const bytes = (p) => (p instanceof Uint8Array ? p : text.encode(String(p)));
  const hex = (b) => Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('');
  const un64 = (s) => Uint8Array.from(atob(s), (c) => c.charCodeAt(0));
  const b64 = (b) => {
    let s = '';
    for (let at = 0; at < b.length; at += 8192) {
      s += String.fromCharCode.apply(null, b.subarray(at, at + 8192));
    }
    return btoa(s);
  };

  /* A context no other purpose or parts can produce: each part carries its length. */
  const bind = (purpose, ...parts) =>
    join(...['ilm/1/' + purpose, ...parts].map(bytes).map((p) => join(number(p.length, 2), p)));

  const buckets = [64, 256, 1024, 4096, 16384, 65536];
  const pad = (data) => {
    const need = data.length + 4;
    const size = buckets.find((b) => need <= b) || Math.ceil(need / 65536) * 65536;
    return join(number(data.length, 4), data, new Uint8Array(size - need));
  };
  const unpad = (padded) => {
    const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
    if (length > padded.length - 4 || padded.subarray(4 + length).some(Boolean)) throw Error('denied');
    return padded.slice(4, 4 + length);
  };

  const hmac = async (key, data) => {
    const k = await subtle.importKey('raw', key.length ? key : new Uint8Array(32),
      { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    return new Uint8Array(await subtle.sign('HMAC', k, data));
  };
  const version = text.encode('HPKE-v1');
  const kem = join(text.encode('KEM'), number(0x10, 2));
  const suite = join(text.encode('HPKE'), number(0x10, 2), number(1, 2), number(2, 2));
  const extract = (id, salt, label, ikm) => hmac(salt, join(version, id, text.encode(label), ikm));
  const expand = async (id, prk, label, info, size) => (await hmac(prk,
    join(number(size, 2), version, id, text.encode(label), info, number(1, 1)))).slice(0, size);

  const schedule = async (privateKey, other, enc, pub, info) => {
    const from = await subtle.importKey('raw', other, curve, false, []);
    const dh = new Uint8Array(
      await subtle.deriveBits({ name: 'ECDH', public: from }, privateKey, 256));
    const secret = await expand(kem, await extract(kem, none, 'eae_prk', dh), 'shared_secret',
      join(enc, pub), 32);
    const context = join(number(0, 1), await extract(suite, none, 'psk_id_hash', none),
      await extract(suite, none, 'info_hash', info));
    const prk = await extract(suite, secret, 'secret', none);
    const key = await expand(suite, prk, 'key', context, 32);
    return {
      key: await subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']),
      iv: await expand(suite, prk, 'base_nonce', context, 12),
    };
  };

  /* `ephemeral` and `aad` exist for the known-answer test alone. */
  const hpkeSeal = async (pub, data, info, aad, ephemeral) => {
    const e = ephemeral || (await subtle.generateKey(curve, true, ['deriveBits']));
    const enc = new Uint8Array(await subtle.exportKey('raw', e.publicKey));
    const { key, iv } = await schedule(e.privateKey, pub, enc, pub, info);
    const how = { name: 'AES-GCM', iv, additionalData: aad || none };
    return join(enc, new Uint8Array(await subtle.encrypt(how, key, data)));
  };
  const seal = async (pub, data, context) => join(number(1, 1), await hpkeSeal(pub, data, context));
  const open = async (privateKey, pub, sealed, context) => {
    if (sealed[0] !== 1) throw Error('denied');
    const enc = sealed.slice(1, 66);
    const { key, iv } = await schedule(privateKey, enc, enc, pub, context);
    return new Uint8Array(await subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed.slice(66)));
  };

  /* A fresh pair as the server keeps them: 65 public bytes, 32 private bytes. */
  const newPair = async () => {
    const pair = await subtle.generateKey(curve, true, ['deriveBits']);
    const { d } = await subtle.exportKey('jwk', pair.privateKey);
    return {
      private: un64(d.replace(/-/g, '+').replace(/_/g, '/')),
      public: new Uint8Array(await subtle.exportKey('raw', pair.publicKey)),
    };
  };

  self.ilmSeal = { join, hex, b64, un64, bind, pad, unpad, seal, open, newPair, hpkeSeal };
})();
