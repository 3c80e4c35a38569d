/* Live lists. The server says only which thing changed; the page asks for it by its normal address and rights.
   [data-live-list data-row-url data-events-url]  rows: #row-<id> in it; new ones come first (data-live-at="end": last)
   [data-live-id="<id>" id=… data-events-url]     a region that is fetched again when that one thing changed
   #live-status                                   role=status; says what came and whether the line holds */
(() => {
  'use strict';
  const source = document.querySelector('[data-events-url]');
  const status = document.getElementById('live-status');
    const waiting = new Set();
  let busy = false, lost = false, patience = 0;

  const say = (state, words) => {
    if (!status) return;
    status.dataset.state = state;
    status.textContent = status.dataset[words] || '';
  };
  const get = (url) => fetch(url, { credentials: 'same-origin', headers: { 'X-Live': '1' } });
  const marked = () => document.querySelectorAll('[data-live-list], [data-live-id]');
  if (!source || !globalThis.EventSource || !globalThis.htmx || !marked().length) return;

  /* Swapping must not take the keyboard's place away. */
  const keepingFocus = (change) => {
    const at = document.activeElement;
    const id = at && at.id, href = at && at.getAttribute('href');
    change();
    if (!at || document.contains(at)) return;
    const again = (id && document.getElementById(id))
      || (href && document.querySelector(`a[href="${CSS.escape(href)}"]`));
    if (again) again.focus({ preventScroll: true });
  };

  const refresh = async () => {
    const answer = await get(location.href);
    if (!answer.ok || answer.redirected) return;
    const page = await answer.text();
    keepingFocus(() => {
      for (const region of marked()) {
        if (!region.id) continue;
        htmx.swap(region, page, { swapStyle: 'outerHTML', swapDelay: 0, settleDelay: 0 },
          { select: `#${CSS.escape(region.id)}` });
      }
    });
  };

  const place = (list, row, html) => {
    if (row && list.dataset.liveAt === 'end') {
      htmx.swap(row, html, { swapStyle: 'outerHTML', swapDelay: 0, settleDelay: 0 });
      return;
    }
    if (row) row.remove();
    const swapStyle = list.dataset.liveAt === 'end' ? 'beforeend' : 'afterbegin';
    htmx.swap(list, html, { swapStyle, swapDelay: 0, settleDelay: 0 });
  };

  const fetchRow = async (list, id) => {
    const answer = await get(list.dataset.rowUrl + encodeURIComponent(id));
    const row = document.getElementById(`row-${id}`);
    if (answer.status === 404 || answer.status === 204) {
      if (row) row.remove();
      return false;
    }
    if (!answer.ok || answer.redirected) return false;
    const html = await answer.text();
    keepingFocus(() => place(list, row, html));
    const arrived = document.getElementById(`row-${id}`);
    if (arrived) arrived.classList.add('arrived');
    const empty = document.querySelector('[data-live-empty]');
    if (empty) empty.hidden = true;
    return Boolean(arrived);
  };

  const fetchOne = async (id) => {
    let shown = false;
    for (const list of document.querySelectorAll('[data-live-list][data-row-url]')) {
      if (await fetchRow(list, id)) shown = true;
    }
    if (document.querySelector(`[data-live-id="${CSS.escape(id)}"]`)) {
      await refresh();
      shown = true;
    }
    if (shown) say('on', 'came');
  };

  const work = async () => {
    if (busy) return;
    busy = true;
    for (const id of waiting) {
      waiting.delete(id);
      try { await fetchOne(id); } catch (error) { /* the line is down: the next connection fetches all */ }
    }
    busy = false;
  };

  /* age: what changed while this page was on its way is told again */
  const events = new EventSource(`${source.dataset.eventsUrl}?age=${Math.ceil(performance.now())}`);
  events.addEventListener('changed', (event) => {
    if (!/^[\w-]{1,64}$/.test(event.data)) return;
    waiting.add(event.data);
    work();
  });
  events.addEventListener('open', () => {
    clearTimeout(patience);
    if (!lost || !status || status.dataset.state === 'lost') say('on', lost ? 'back' : 'on');
    if (lost) refresh().catch(() => {});
    lost = false;
  });
  events.addEventListener('error', () => {
    lost = true; /* the browser tries again by itself: a blink of the line is not worth a word */
    clearTimeout(patience);
    patience = setTimeout(() => say('lost', 'lost'), events.readyState === EventSource.CLOSED ? 0 : 5000);
  });
  addEventListener('pagehide', () => events.close());
})();
