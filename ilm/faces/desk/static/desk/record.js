/* Records a sentence of the hotline in the browser, and sends it as the file of its form.
   Without a microphone the form with its file stays as it is. */
(() => {
  'use strict';
  const list = document.getElementById('sentences');
  if (!list) return;
  const cannot = () => { document.getElementById('record-cannot').hidden = false; };
  if (!navigator.mediaDevices?.getUserMedia || !globalThis.MediaRecorder) return cannot();
  const LONGEST = 90000; // milliseconds
  let running = null;

  async function begin(form, button) {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const recorder = new MediaRecorder(stream);
    const pieces = [];
    recorder.addEventListener('dataavailable', (event) => pieces.push(event.data));
    recorder.addEventListener('stop', () => {
      stream.getTracks().forEach((track) => track.stop());
      const type = recorder.mimeType || 'audio/webm';
      const file = new File(pieces, 'sentence', { type });
      const kept = new DataTransfer();
      kept.items.add(file);
      form.elements.sound.files = kept.files;
      form.submit();
    });
    recorder.start();
    running = recorder;
    button.textContent = list.dataset.stop;
    button.setAttribute('aria-pressed', 'true');
    setTimeout(() => { if (recorder.state === 'recording') recorder.stop(); }, LONGEST);
  }

  for (const form of list.querySelectorAll('form[data-sound]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button primary';
    button.textContent = list.dataset.record;
    button.setAttribute('aria-describedby', form.elements.sound.id);
    button.setAttribute('aria-label', `${list.dataset.record}: ${form.elements.name.value}`);
    button.addEventListener('click', () => {
      if (running) {
        if (button.getAttribute('aria-pressed') === 'true') running.stop();
        return;
      }
      begin(form, button).catch(() => { running = null; cannot(); });
    });
    form.prepend(button);
  }
})();
