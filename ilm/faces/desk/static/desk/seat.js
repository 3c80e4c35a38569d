/* Takes the hotline's calls in this browser: one line to the gateway, rung there, answered by keys
   (1 takes a call, any other declines or ends it; the line stays). */
(() => {
  'use strict';
  const seat = document.getElementById('seat');
  if (!seat) return;
  const button = (name) => document.getElementById(`seat-${name}`);
  const told = document.getElementById('seat-state');
  const whileSeated = ['take', 'decline', 'over', 'mute', 'leave'].map(button);
  const begin = button('begin');
  const LOUD = 0.01; // of what comes in: less is the hiss of an empty line
  const STILL = 6000; // milliseconds; between two rings it is still for three
  let call = null;
  let heardAt = -STILL;
  let isAnswered = false;
  if (!globalThis.WebCall?.isPossible) {
    document.getElementById('seat-cannot').hidden = false;
    begin.hidden = true;
    return;
  }

  async function post(where, fields = {}) {
    const body = new URLSearchParams(fields);
    body.set('csrfmiddlewaretoken', seat.querySelector('[name=csrfmiddlewaretoken]').value);
    const answer = await fetch(where, { method: 'POST', body, credentials: 'same-origin', keepalive: !fields.offer });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer;
  }

  async function ask(offer) {
    const { answer } = await (await post(seat.dataset.sit, { offer })).json();
    return { sid: '', answer };
  }

  function show(state) {
    const isSeated = state === 'talking';
    told.textContent = seat.dataset[state];
    begin.hidden = state !== 'ended' && state !== 'failed';
    for (const each of whileSeated) each.hidden = !isSeated;
    if (isSeated) button('take').focus();
  }

  /* The ear may be elsewhere: a ring is shown as well. What is shown refuses no key. */
  function listen() {
    if (call?.state !== 'talking') return;
    const now = performance.now();
    if (call.loudness > LOUD) heardAt = now;
    const isStill = now - heardAt > STILL;
    if (isStill) isAnswered = false;
    const state = isStill ? 'talking' : isAnswered ? 'answered' : 'rings';
    if (told.textContent !== seat.dataset[state]) told.textContent = seat.dataset[state];
    document.title = state === 'rings' ? seat.dataset.rings : title;
  }
  const title = document.title;
  setInterval(listen, 250);

  function mute(isOn) {
    call.mute(isOn);
    button('mute').setAttribute('aria-pressed', String(isOn));
    button('mute').textContent = isOn ? seat.dataset.unmute : seat.dataset.mute;
  }

  begin.addEventListener('click', async () => {
    call = new globalThis.WebCall({ ask });
    call.addEventListener('state', () => show(call.state));
    try {
      await call.begin();
      mute(false);
    } catch {
      show('failed');
    }
  });
  button('take').addEventListener('click', () => { isAnswered = true; call.press('1'); });
  button('decline').addEventListener('click', () => call.press('2'));
  button('over').addEventListener('click', () => { isAnswered = false; heardAt = -STILL; call.press('*'); });
  button('mute').addEventListener('click', (event) => mute(event.target.getAttribute('aria-pressed') !== 'true'));

  /* "You are not rung here" is said when it is true: once the desk knows. */
  async function leave() {
    if (!call || call.state === 'ended') return;
    await post(seat.dataset.leave).catch(() => {});
    call.hangUp();
  }

  button('leave').addEventListener('click', leave);
  addEventListener('pagehide', leave); // the request outlives the page; the line falls with it
})();
