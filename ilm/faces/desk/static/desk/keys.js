/* The desk by keyboard. What has aria-keyshortcuts is pressed, or gets the cursor, at its key: "r", or "g i"
   for one key after another. Lists of threads and cases answer to j, k and o, every page to u and ?.
   Never while somebody types, never with Ctrl, Alt or Meta; a switch in the dialog turns single keys off. */
(() => {
  'use strict';
  const sheet = document.getElementById('keys'), opener = document.getElementById('keys-open');
  const toggle = document.getElementById('keys-on');
  if (!sheet || !opener || !sheet.showModal) return;
  const OFF = 'ilm-keys-off';
  const remembers = (() => { try { return localStorage; } catch { return null; } })();
  const isOff = () => !!remembers && remembers.getItem(OFF) === '1';
  const isThere = (e) => e.getClientRects().length || (e.closest('details.more') && e.closest('.nav').getClientRects().length);
  const marked = () => [...document.querySelectorAll('[aria-keyshortcuts]')].filter(isThere);
  const keyOf = (element) => element.getAttribute('aria-keyshortcuts');
  const rows = () => [...document.querySelectorAll('tbody tr[role=row] th a[href]')];
  const named = (element) => (element.getAttribute('aria-label') || (element.labels && element.labels[0]
    ? element.labels[0].textContent : element.textContent)).trim();

  const line = (keys, what) => {
    const row = document.createElement('div'), term = document.createElement('dt'), told = document.createElement('dd');
    keys.split(' ').forEach((key, n) => {
      if (n) term.append(' ');
      const cap = document.createElement('kbd');
      cap.textContent = key;
      term.append(cap);
    });
    told.textContent = what;
    row.append(term, told);
    return row;
  };
  const show = () => {
    const lines = rows().length ? [line('j', sheet.dataset.down), line('k', sheet.dataset.up), line('o', sheet.dataset.open)] : [];
    if (document.querySelector('form textarea')) lines.push(line('Ctrl Enter', sheet.dataset.send));
    lines.push(line('u', sheet.dataset.back), ...marked().map((e) => line(keyOf(e), named(e))));
    sheet.querySelector('dl').replaceChildren(...lines);
    toggle.checked = !isOff();
    sheet.showModal();
  };
  const move = (by) => {
    const links = rows(), at = links.findIndex((link) => link.closest('tr').contains(document.activeElement));
    const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.max(0, Math.min(links.length - 1, at + by))];
    if (next) next.focus();
  };
  const press = (element) => {
    if (/^(input|select|textarea)$/i.test(element.tagName)) element.focus();
    else element.click();
  };
  const types = (element) => element.closest('input, select, textarea, [contenteditable], dialog[open]');

  let first = '', since = 0;
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || types(event.target)) return;
    const key = event.key;
    if (key === '?') return event.preventDefault(), show();
    if (isOff()) return;
    const sequence = first && Date.now() - since < 1500 ? `${first} ${key}` : key;
    first = '';
    const found = marked().find((e) => keyOf(e) === sequence);
    if (found) return event.preventDefault(), press(found);
    if (marked().some((e) => keyOf(e).startsWith(`${key} `))) {
      first = key;
      since = Date.now();
    } else if (key === 'j') move(1);
    else if (key === 'k') move(-1);
    else if (key === 'o') { const here = document.activeElement.closest('tr'); if (here) here.querySelector('th a').click(); }
    else if (key === 'u') location.assign(sheet.dataset.home);
  });
  const more = document.querySelector('details.more');
  if (more) {
    document.addEventListener('click', (event) => { if (!more.contains(event.target)) more.open = false; });
    more.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !more.open) return;
      more.open = false;
      more.querySelector('summary').focus();
    });
  }
  opener.hidden = false;
  opener.addEventListener('click', show);
  toggle.addEventListener('change', () => {
    if (!remembers) return;
    if (toggle.checked) remembers.removeItem(OFF); else remembers.setItem(OFF, '1');
  });
})();
