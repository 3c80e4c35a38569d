/* What is being written is kept at the server, sealed, and nowhere else. [data-keeps=url data-field=id] is a form
   whose field is sent there while somebody types; [data-kept] in it says so. [data-inserts] puts words in.
   Ctrl+Enter (or Cmd+Enter) in a field of several lines sends its form. */
(() => {
  'use strict';
  document.addEventListener('keydown', (event) => {
    const field = event.target.closest('textarea');
    if (!field || !field.form || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    field.form.requestSubmit(field.form.querySelector('button[type=submit], button:not([type])'));
  });
  const form = document.querySelector('form[data-keeps]');
  const field = form && document.getElementById(form.dataset.field);
  if (!field) return;
  const said = form.querySelector('[data-kept]');
  let timer = 0, flight = null, last = field.value;

  const keep = (isLeaving) => {
    clearTimeout(timer);
    if (field.value === last) return flight;
    const body = new URLSearchParams({ text: field.value });
    body.set('csrfmiddlewaretoken', form.querySelector('[name=csrfmiddlewaretoken]').value);
    const text = field.value;
    flight = fetch(form.dataset.keeps, { method: 'POST', body, credentials: 'same-origin', keepalive: isLeaving })
      .then(async (answer) => {
        if (answer.ok || answer.status === 409) last = text;
        if (said) said.textContent = answer.redirected || answer.status > 409 ? said.dataset.lost : await answer.text();
      })
      .catch(() => { if (said) said.textContent = said.dataset.lost; })
      .finally(() => { flight = null; });
    return flight;
  };
  field.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(keep, 1500, false); });
  addEventListener('pagehide', () => keep(true));
  form.addEventListener('submit', (event) => {
    clearTimeout(timer);
    last = field.value; /* the answer itself is on its way: leaving the page keeps no draft of it */
    if (!flight) return;
    event.preventDefault(); /* a draft that comes after the answer would outlive it */
    flight.finally(() => form.submit());
  });
  form.addEventListener('click', (event) => {
    const ready = event.target.closest('[data-inserts]');
    if (!ready) return;
    const gap = field.value && !field.value.endsWith('\n') ? '\n' : '';
    field.setRangeText(gap + ready.dataset.inserts, field.value.length, field.value.length, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
    const list = ready.closest('details');
    if (list) list.open = false;
    field.focus();
  });
})();
