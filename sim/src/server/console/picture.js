// Pictures of QR codes: dropped, pasted, or chosen with the file button.

import { $ } from './dom.js';
import { run } from './messages.js';

/** Has `scan(png)` called for every picture that the person brings. */
export function takePictures(scan) {
  const take = (files) => {
    const picture = [...files].find((file) => file.type.startsWith('image/'));
    if (picture) run(async () => scan(await png(picture)));
    return Boolean(picture);
  };
  const zone = $('drop');
  const hover = (is) => zone.classList.toggle('hover', is);
  zone.addEventListener('dragover', (event) => {
    event.preventDefault();
    hover(true);
  });
  zone.addEventListener('dragleave', () => hover(false));
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    hover(false);
    const brought = take(event.dataTransfer.files);
    if (!brought) run(() => { throw new Error('That is no picture.'); });
  });
  $('picture').addEventListener('change', ({ target }) => {
    take(target.files);
    target.value = ''; // the same file may be chosen again
  });
  document.addEventListener('paste', (event) => {
    if (take(event.clipboardData.files)) event.preventDefault();
  });
}

/** The phone reads PNG; a browser reads much more. */
async function png(picture) {
  if (picture.type === 'image/png') return picture;
  const bitmap = await createImageBitmap(picture);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d').drawImage(bitmap, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}
