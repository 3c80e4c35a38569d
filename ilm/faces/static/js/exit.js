/* Quick exit: the link, or Esc three times within two seconds. Forms are emptied, Back does not return here. */
(() => {
  'use strict';
  const exit = document.getElementById('exit');
  if (!exit) return;
  const leave = () => {
    for (const form of document.forms) form.reset();
    document.body.hidden = true;
    location.replace(exit.href);
  };
  exit.addEventListener('click', (event) => { event.preventDefault(); leave(); });
  let pressed = [];
  addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') { pressed = []; return; }
    pressed = pressed.filter((at) => event.timeStamp - at < 2000).concat(event.timeStamp);
    if (pressed.length > 2) leave();
  });
})();
