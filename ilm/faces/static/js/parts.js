/* How many parts an SMS is, while it is written: the same count as ilm/channels/texting.py. */
(() => {
  'use strict';
  const PLAIN = new Set('@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?'
    + '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà');
  const PAIRED = new Set('\f^{}\\[~]|€');
  const counted = (text) => {
    const letters = [...text];
    const isPlain = letters.every((one) => PLAIN.has(one) || PAIRED.has(one));
    const [alone, each] = isPlain ? [160, 153] : [70, 67];
    const sizes = letters.map((one) => (isPlain ? (PAIRED.has(one) ? 2 : 1) : one.length));
    const units = sizes.reduce((sum, size) => sum + size, 0);
    if (units <= alone) return { parts: 1, units, room: alone };
    let parts = 1, here = 0;
    for (const size of sizes) {
      if (here + size > each) { parts += 1; here = 0; }
      here += size;
    }
    return { parts, units, room: parts * each };
  };
  for (const shown of document.querySelectorAll('[data-counts]')) {
    const field = document.getElementById(shown.dataset.counts);
    if (!field) continue;
    const show = () => {
      const count = counted(field.value.trim());
      shown.textContent = field.value.trim() ? shown.dataset.says
        .replace('{parts}', count.parts).replace('{units}', count.units).replace('{room}', count.room) : '';
    };
    field.addEventListener('input', show);
    show();
  }
})();
