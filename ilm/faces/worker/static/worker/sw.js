/* Keeps the empty report page, its scripts and styles for use without a network, and nothing else:
   never a page with somebody's data. The page says what it consists of; the rest is not kept. */
(() => {
  'use strict';
  const name = 'ilm-1', loose = { ignoreVary: true };
  const fit = (answer) => answer.ok && !answer.redirected;

  /* The page itself comes first in the list and is kept last: never a page without its scripts. */
  const keep = async (shell) => {
    const cache = await caches.open(name);
    const urls = shell.filter((url) => new URL(url).origin === location.origin).reverse();
    for (const url of urls) {
      if (await cache.match(url, loose)) continue;
      const answer = await fetch(url, { credentials: 'omit' });
      if (!fit(answer)) return;
      await cache.put(url, answer);
    }
    for (const old of await cache.keys()) {
      if (!urls.includes(old.url)) await cache.delete(old, loose);
    }
  };
  const answer = async (request) => {
    const cache = await caches.open(name), held = await cache.match(request, loose);
    try {
      const fresh = await fetch(request);
      if (held && fit(fresh)) await cache.put(request, fresh.clone());
      return fresh;
    } catch (error) {
      return held || Response.error();
    }
  };

  self.addEventListener('install', () => self.skipWaiting());
  self.addEventListener('activate', (event) => event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((n) => n !== name).map((n) => caches.delete(n))))
    .then(() => self.clients.claim())));
  self.addEventListener('message', (event) => event.waitUntil(keep(event.data)));
  self.addEventListener('fetch', (event) => {
    const { method, url } = event.request;
    if (method === 'GET' && new URL(url).origin === location.origin) {
      event.respondWith(answer(event.request));
    }
  });
})();
