/* The receipt page with JavaScript: the receipt never leaves the device, and replies open here.
   Needs seal.js, receipt.js, said.js, effort.js. Page: form#open (input "receipt"; data-replies-url and the sentences
   data-mistyped, -unknown, -offline, -unopened), #status, #state, list #replies; and, where the page
   has them, #issues, #told, #asked and #opened with a stencil each, #now with #question, #ask and
   #arrived, #before, #stop, #erase, #erasing, and forms that carry "proof". */
(() => {
  'use strict';
  const find = (id) => document.getElementById(id), form = find('open');
  if (!form || !self.ilmReceipt) return;
  const { hex, un64 } = self.ilmSeal, { read, proof, openReply } = self.ilmReceipt;
  const say = (what) => { find('status').textContent = form.dataset[what] || ''; };
  const add = (parent, tag, text) => {
    const made = parent.appendChild(document.createElement(tag));
    made.textContent = text;
    return made;
  };

  const opened = async (receipt, found, one) => new TextDecoder().decode(await openReply(receipt,
    un64(found.reporter_public), un64(found.reporter_locked), un64(one.sealed), one.id,
    one.generation || 1));
  /* Older replies are words alone, without a signature. */
  const parsed = (plain) => {
    try {
      const told = JSON.parse(plain);
      if (told && typeof told.text === 'string') return told;
    } catch (error) {
      /* words alone */
    }
    return { text: plain };
  };
  const reply = async (receipt, found, one) => {
    let told;
    try {
      told = parsed(await opened(receipt, found, one));
    } catch (error) {
      return { text: form.dataset.unopened || '' };
    }
    const mark = String(told.said || '');
    const isOurs = await self.ilmSaid.isSaid(found.signers || [], mark, one.id, found.thread,
      told.text);
    return { text: told.text, is: isOurs ? 'ours' : 'foreign' };
  };
  /* Words that others are told, for her eyes alone; unread, she cannot say yes to them. */
  const words = async (receipt, found, one) => {
    try {
      Object.assign(one, JSON.parse(await opened(receipt, found, one)));
    } catch (error) {
      Object.assign(one, { text: form.dataset.unopened || '', may_approve: false });
    }
  };
  /* Copies of the list's <template>: text where data-is says, and what she may not press taken out. */
  const stencil = (name, rows) => {
    const list = find(name), mould = list && list.querySelector('template');
    if (!mould) return;
    while (list.firstElementChild !== mould) list.firstElementChild.remove();
    rows.forEach((row) => {
      const copy = document.importNode(mould.content, true);
      copy.querySelectorAll('[data-is]').forEach((e) => { e.textContent = row[e.dataset.is]; });
      copy.querySelectorAll('[lang]').forEach((e) => {
        e.lang = e.dataset.is === 'original' ? row.original_language : row.language;
      });
      copy.querySelectorAll('[data-if]').forEach((e) => { e.hidden = !row[e.dataset.if]; });
      copy.querySelectorAll('[name=disclosure]').forEach((e) => { e.value = row.id; });
      copy.querySelectorAll('[name=words]').forEach((e) => { e.value = row.words; });
      ['approve', 'decline'].forEach((act) => {
        const button = copy.querySelector('[value=' + act + ']');
        if (button && !row['may_' + act]) button.remove();
      });
      list.insertBefore(copy, mould);
    });
  };
  const fill = (found, hexed) => {
    ['issues', 'told', 'asked', 'opened'].forEach((name) => stencil(name, found[name] || []));
    ['replies', 'opened'].forEach((name) => {
      if (find('no-' + name)) find('no-' + name).hidden = found[name].length > 0;
    });
    document.querySelectorAll('[name=proof]').forEach((e) => { e.value = hexed; });
    document.querySelectorAll('[name=check_in]').forEach((e) => { e.value = found.check_in; });
    const hide = (id, is) => { if (find(id)) find(id).hidden = is; };
    hide('now', !found.question);
    hide('ask', found.is_answered);
    hide('arrived', !found.is_answered);
    hide('before', !(found.asked || []).length);
    hide('stop', found.is_stopped);
    hide('erase', found.is_erasing);
    hide('erasing', !found.is_erasing);
    if (find('question')) find('question').textContent = found.question;
    if (!find('thread')) return;
    find('thread').hidden = false;
    form.reset();
    form.hidden = true;
    find('state').focus();
  };

  const show = async (receipt, found) => {
    const list = find('replies');
    find('state').textContent = found.status;
    list.textContent = '';
    for (const one of found.replies) {
      const item = add(list, 'li', '');
      add(item, 'time', one.day || new Date(one.at).toLocaleDateString())
        .dateTime = one.at;
      item.className = 'message out';
      const told = await reply(receipt, found, one);
      add(item, 'p', told.text).className = 'words';
      if (told.is) {
        add(item, told.is === 'ours' ? 'small' : 'strong', form.dataset[told.is] || '')
          .className = told.is;
      }
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
      const hexed = hex(await proof(receipt));
      const headers = { 'Accept-Language': document.documentElement.lang || 'en' };
      const how = { method: 'POST', credentials: 'omit', headers };
      const ask = (more) => fetch(form.dataset.repliesUrl,
        { ...how, body: new URLSearchParams({ proof: hexed, ...more }) });
      let answer = await ask({});
      if (answer.status === 428) {
        const { token } = await answer.json();
        answer = await ask({ token, work: await self.ilmWork.work(token, hexed) });
      }
      if (answer.status === 404) {
        say('unknown');
        return;
      }
      if (!answer.ok) throw Error(answer.status);
      const found = await answer.json();
      for (const one of found.told || []) await words(receipt, found, one);
      await show(receipt, found);
      fill(found, hexed);
      say('');
    } catch (error) {
      say('offline');
    }
  });
})();
