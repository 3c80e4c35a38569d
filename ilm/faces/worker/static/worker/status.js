/* The receipt page with JavaScript: the receipt never leaves the device, and replies open here.
   Needs seal.js, receipt.js. Page: form#open (input "receipt"; data-replies-url and the sentences
   data-mistyped, -unknown, -offline, -unopened), #status, #state, list #replies. */
(() => {
  'use strict';
  const find = (id) => document.getElementById(id), form = find('open');
  if (!form || !self.ilmReceipt) return;
  const { hex, un64 } = self.ilmSeal, { read, lookup, openReply } = self.ilmReceipt;
  const say = (what) => { find('status').textContent = form.dataset[what] || ''; };
  const add = (parent, tag, text) => {
    const made = parent.appendChild(document.createElement(tag));
    made.textContent = text;
    return made;
  };

  const reply = async (receipt, found, one) => {
    try {
      return new TextDecoder().decode(await openReply(receipt, un64(found.reporter_public),
        un64(found.reporter_locked), un64(one.sealed), one.id, one.generation));
    } catch (error) {
      return form.dataset.unopened || '';
    }
  };
  const show = async (receipt, found) => {
    const list = find('replies');
    find('state').textContent = found.status;
    list.textContent = '';
    for (const one of found.replies) {
      const item = add(list, 'li', '');
      add(item, 'time', new Date(one.at).toLocaleDateString(document.documentElement.lang || []))
        .dateTime = one.at;
      add(item, 'p', await reply(receipt, found, one));
    }
  };

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    let receipt;
    try {
      receipt = read(form.elements.receipt.value);
    } catch (error) {
      say('mistyped');
      form.elements.receipt.focus();
      return;
    }
    try {
      const url = form.dataset.repliesUrl + '?lookup=' + hex(await lookup(receipt));
      const answer = await fetch(url, { credentials: 'omit' });
      if (answer.status === 404) {
        say('unknown');
        return;
      }
      if (!answer.ok) throw Error(answer.status);
      await show(receipt, await answer.json());
      say('');
    } catch (error) {
      say('offline');
    }
  });
})();
