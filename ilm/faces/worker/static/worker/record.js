/* Her voice into the file field of the form, if the phone can record. Quarter of an hour at most. */
(() => {
  'use strict';
  const input = document.getElementById('id_voice'), button = document.getElementById('record');
  if (!input || !button || !self.MediaRecorder || !navigator.mediaDevices || !self.DataTransfer) return;
  let recorder = null;
  const keep = (pieces) => {
    const list = new DataTransfer(), type = (recorder.mimeType || 'audio/webm').split(';')[0];
    list.items.add(new File(pieces, 'voice', { type }));
    input.files = list.files;
    button.textContent = button.dataset.again;
  };
  button.hidden = false;
  button.addEventListener('click', async () => {
    if (recorder && recorder.state === 'recording') {
      recorder.stop();
      return;
    }
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true }), pieces = [];
      recorder = new MediaRecorder(stream, { audioBitsPerSecond: 16000 });
      recorder.ondataavailable = (event) => pieces.push(event.data);
      recorder.onstop = () => {
        stream.getTracks().forEach((track) => track.stop());
        keep(pieces);
      };
      recorder.start();
      setTimeout(() => recorder.state === 'recording' && recorder.stop(), 900000);
      button.textContent = button.dataset.stop;
    } catch (error) {
      button.textContent = button.dataset.refused;
    }
  });
})();
