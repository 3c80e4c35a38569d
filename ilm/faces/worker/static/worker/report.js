/* The report form with JavaScript: seal first, then keep, then send. Whatever cannot be done here
   is left to the form itself, which the server seals on arrival. Needs seal.js, receipt.js,
   effort.js. */
(() => {
  'use strict';
  const find = (id) => document.getElementById(id), form = find('report'), given = find('seal-key');
  if (!form || !given || !self.indexedDB || !self.ilmReceipt) return;
  const { policy, work } = self.ilmWork;
  const { bind, pad, seal, newPair, hex, b64, un64 } = self.ilmSeal;
  const key = JSON.parse(given.textContent), largest = 6 * 1024 * 1024, side = 1600;
  const say = (what) => { find('status').textContent = form.dataset[what]; };
  const utf8 = (s) => new TextEncoder().encode(s);
  const bytesOf = async (blob) => new Uint8Array(await new Response(blob).arrayBuffer());

  const newId = () => {
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    return hex(b).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  };

  /* Pixels only: no place, no time, no name of the phone. */
  const redraw = async (file) => {
    const image = await createImageBitmap(file), canvas = document.createElement('canvas');
    const scale = Math.min(1, side / Math.max(image.width, image.height));
    canvas.width = Math.max(1, Math.round(image.width * scale));
    canvas.height = Math.max(1, Math.round(image.height * scale));
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.8));
    if (!blob) throw Error('canvas');
    return blob;
  };

  const chosen = () => ['photo', 'voice'].reduce((all, kind) => {
    const input = form.elements[kind];
    return all.concat(Array.from((input && input.files) || [], (file) => ({ kind, file })));
  }, []);
  const contact = () => (form.elements.contact ? form.elements.contact.value.trim() : '');
  const words = () => {
    const fields = {};
    new FormData(form).forEach((value, name) => {
      if (typeof value !== 'string' || name === 'token' || name === 'contact') return;
      fields[name] = name in fields ? [].concat(fields[name], value) : value;
    });
    return JSON.stringify(fields);
  };

  /* A key pair of its own for each thing; the organisation gets the private half, sealed. */
  const granted = async (purpose, epoch, pub) => {
    const id = newId(), pair = await newPair();
    const grant = await seal(un64(pub), pair.private, bind('grant', key.org, purpose, epoch, id, 1));
    return { id, public: pair.public, grant: b64(grant) };
  };
  const field = async (to, table, record, name, data) =>
    b64(await seal(to.public, pad(data), bind('field', table, record, name, to.id, 1)));

  const attachment = async (to, { kind, file }) => {
    const id = newId(), kept = kind === 'photo' ? await redraw(file) : file;
    const type = (kept.type || 'application/octet-stream').split(';')[0];
    const sealed = await field(to, 'talk_attachment', id, 'body', await bytesOf(kept));
    return { id, kind, media_type: type, sealed };
  };
  const person = async (id) => {
    const to = await granted('identity', key.identity_epoch, key.identity_public);
    const sealed = await field(to, 'vault_person', id, 'contact', utf8(contact()));
    return { key_id: to.id, public: b64(to.public), sealed, grant: to.grant, epoch: key.identity_epoch };
  };
  const report = async (mine) => {
    const id = newId(), to = await granted(key.purpose, key.epoch, key.public), attachments = [];
    for (const file of chosen()) attachments.push(await attachment(to, file));
    const item = {
      id, key_id: to.id, org: key.org, epoch: key.epoch, data_public: b64(to.public),
      sealed: await field(to, 'talk_message', id, 'body', utf8(words())), grant: to.grant,
      lookup: b64(mine.lookup), reporter_public: b64(mine.pub), reporter_locked: b64(mine.locked),
      attachments, language: document.documentElement.lang,
    };
    if (contact()) item.identity = await person(id);
    return item;
  };

  const store = (mode, work) => new Promise((done, fail) => {
    const asked = indexedDB.open('o', 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore('o', { keyPath: 'id' });
    asked.onerror = () => fail(asked.error);
    asked.onsuccess = () => {
      const change = asked.result.transaction('o', mode), got = work(change.objectStore('o'));
      change.oncomplete = () => { asked.result.close(); done(got.result); };
      change.onabort = () => fail(change.error);
    };
  });

  /* 201 new, 409 had it already: either way the server has it and the phone may forget it.
     The token is this page's: one kept with the report would be too old. 428: work for this one. */
  let token = form.elements.token ? form.elements.token.value : '';
  const post = async (item) => fetch(form.dataset.sealedUrl, {
    method: 'POST', credentials: 'omit', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(Object.assign({ token, work: await work(token, item.id) }, item)),
  });
  const send = async (item) => {
    let answer = await post(item);
    if (answer.status === 428) {
      token = (await answer.json()).token;
      answer = await post(item);
    }
    if (answer.status !== 201 && answer.status !== 409) throw Error(answer.status === 413 ? 'large' : 'kept');
    await store('readwrite', (s) => s.delete(item.id));
  };
  /* Not every phone says when its network is back, and a server may be away: what waits is tried
     again by itself, soon and then each minute. */
  let sending = Promise.resolve(), again = 0, pause = 2000;
  const flush = () => {
    clearTimeout(again);
    sending = sending.then(async () => {
      let waits = false;
      for (const item of await store('readonly', (s) => s.getAll())) {
        await send(item).then(() => say('sent'), (error) => {
          waits = waits || error.message !== 'large';
          say(error.message === 'large' ? 'large' : 'kept');
        });
      }
      pause = waits ? Math.min(2 * pause, 60000) : 2000;
      if (waits) again = setTimeout(flush, pause);
    }).catch(() => {});
  };

  form.addEventListener('change', () => {
    const { answer, contact } = form.elements;
    if (contact && answer) contact.required = answer.value === 'contact';
  });
  let busy = false;
  form.addEventListener('submit', async (event) => {
    const files = chosen(), text = form.elements.text.value;
    const large = files.some(({ file }) => file.size > largest), empty = !text.trim() && !files.length;
    if (large || empty || (contact() && !key.identity_public)) return;
    event.preventDefault();
    if (self.ilmReceipt.inside(text)) {
      say('code');
      form.elements.text.focus();
      return;
    }
    if (busy) return;
    busy = true;
    try {
      const mine = await self.ilmReceipt.issue(), item = await report(mine);
      await store('readwrite', (s) => s.put(item));
      find('receipt').textContent = self.ilmReceipt.show(mine.receipt);
    } catch (error) {
      HTMLFormElement.prototype.submit.call(form);
      return;
    }
    form.reset();
    form.hidden = true;
    const done = find('done'), tongues = document.querySelector('.languages');
    /* Another language is another page: her code would be gone. */
    if (tongues) tongues.hidden = true;
    done.hidden = false;
    done.tabIndex = -1;
    done.focus();
    say('kept');
    flush();
  });
  if (find('where')) find('where').textContent = form.dataset.phone;
  addEventListener('online', flush);
  document.addEventListener('visibilitychange', () => document.hidden || flush());
  flush();

  if (navigator.serviceWorker) {
    const shell = [location.href.split('#')[0]].concat(
      Array.from(document.scripts, (s) => s.src),
      Array.from(document.querySelectorAll('link[rel=stylesheet]'), (l) => l.href)).filter(Boolean);
    navigator.serviceWorker.register(policy.createScriptURL('/w/sw.js')).catch(() => {});
    navigator.serviceWorker.ready.then((here) => here.active.postMessage(shell));
  }
})();
