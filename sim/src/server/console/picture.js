// Images of QR codes: dropped, pasted or chosen as a file.

import { $ } from './dom.js';
import { run } from './messages.js';

/** Calls `scan(png)` for every image that the user provides. */
export function acceptImages(scan) {
  const accept = (files) => {
    const image = [...files].find((file) => file.type.startsWith('image/'));
    if (image) run(async () => scan(await toPng(image)));
    return Boolean(image);
  };
  const dropZone = $('drop');
  const highlight = (active) => dropZone.classList.toggle('hover', active);
  dropZone.addEventListener('dragover', (event) => {
    event.preventDefault();
    highlight(true);
  });
  dropZone.addEventListener('dragleave', () => highlight(false));
  dropZone.addEventListener('drop', (event) => {
    event.preventDefault();
    highlight(false);
    const accepted = accept(event.dataTransfer.files);
    if (!accepted) run(() => { throw new Error('The dropped item is not an image.'); });
  });
  $('qr-image').addEventListener('change', ({ target }) => {
    accept(target.files);
    target.value = ''; // Allows choosing the same file again.
  });
  document.addEventListener('paste', (event) => {
    if (accept(event.clipboardData.files)) event.preventDefault();
  });
}

/** Converts an image to PNG, the only format that the phone reads. */
async function toPng(image) {
  if (image.type === 'image/png') return image;
  const bitmap = await createImageBitmap(image);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d').drawImage(bitmap, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}
