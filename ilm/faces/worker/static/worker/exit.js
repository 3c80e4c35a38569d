/* Quick exit: #exit, or Escape three times. The form is emptied, the page is not in the history. */
(() => {
  'use strict';
  const exit = document.getElementById('exit');
  if (!exit) return;
  const leave = (event) => {
    event.preventDefault();
    document.body.hidden = true;
    document.title = ' ';
    Array.from(document.forms, (form) => form.reset());
    document.querySelectorAll('textarea, input').forEach((field) => {
      if (/^(checkbox|radio)$/.test(field.type)) field.checked = false;
      else field.value = '';
    });
    location.replace(exit.href || exit.dataset.href);
  };
  exit.addEventListener('click', leave);
  let pressed = 0;
  addEventListener('keydown', (event) => {
    pressed = event.key === 'Escape' ? pressed + 1 : 0;
    if (pressed === 3) leave(event);
  });
})();
