/* "Call us": her microphone to our gateway, keys as on a telephone. Whoever leaves the page, by the
   quick exit too, has hung up. Where a browser cannot, the numbers stay. */
(() => {
  'use strict';
  const box = document.getElementById('call');
  if (!box) return;
  if (!globalThis.WebCall?.isPossible) {
    document.getElementById('call-cannot').hidden = false;
    return;
  }
  box.hidden = false;
  const part = (name) => document.getElementById(`call-${name}`);
  const { org, token } = box.dataset;
  let call = null;

  function post(where, fields) {
    const body = JSON.stringify({ org, token, ...fields });
    const headers = { 'Content-Type': 'application/json' };
    return fetch(where, { method: 'POST', body, headers, credentials: 'omit', keepalive: !fields.offer });
  }

  async function ask(offer) {
    const answer = await post(box.dataset.begin, { offer });
    const told = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(), { said: told.said });
    return told;
  }

  function show(state) {
    part('state').textContent = box.dataset[state];
    part('begin').hidden = state !== 'ended' && state !== 'failed';
    part('on').hidden = state === 'ended' || state === 'failed';
    if (!part('begin').hidden) part('begin').focus();
  }

  function mute(isOn) {
    call.mute(isOn);
    part('mute').setAttribute('aria-pressed', String(isOn));
    part('mute').textContent = isOn ? box.dataset.unmute : box.dataset.mute;
  }

  part('begin').addEventListener('click', async () => {
    call = new globalThis.WebCall({ ask, end: (sid) => post(box.dataset.end, { sid }).catch(() => {}) });
    call.addEventListener('state', () => show(call.state));
    try {
      await call.begin();
      mute(false);
    } catch (error) {
      show('failed');
      if (error.said) part('state').textContent = error.said;
    }
  });
  for (const key of box.querySelectorAll('[data-key]')) key.addEventListener('click', () => call?.press(key.dataset.key));
  part('mute').addEventListener('click', (event) => mute(event.currentTarget.getAttribute('aria-pressed') !== 'true'));
  part('over').addEventListener('click', () => call?.hangUp());
  addEventListener('pagehide', () => call?.hangUp());
})();
