// What a person's hand does at the console, and what the eye waits for.

/** The console of an org, once it shows everything. */
export async function openConsole(page, org) {
  await page.goto(org.controlUrl);
  await page.locator('#policy details').first().waitFor();
  await page.locator('#users li').first().waitFor();
}

/** Ticks what is named in a folded list of the policy, and unticks everything else. */
export async function choose(page, list, names) {
  const details = page.locator('#policy details', { hasText: list });
  if (await details.getAttribute('open') === null) await details.locator('summary').click();
  for (const label of await details.locator('label').all()) {
    const wanted = names.includes((await label.innerText()).trim());
    const box = label.locator('input');
    if (await box.isChecked() === wanted) continue;
    await box.click();
    await said(page, `Policy changed: ${list}.`);
  }
}

/** Waits until the console has said it; then it is gone, so that it can be said anew. */
export async function said(page, words) {
  const line = page.locator('#status > p', { hasText: words }).first();
  await line.evaluate((node) => node.remove());
}

/** Tries again until it is so, as with codes, which may change between two looks at them. */
export async function until(isSo) {
  const end = Date.now() + 15_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`it does not come true: ${isSo}`);
  }
}

/** The same picture as another program would save it: a JPEG, as bytes. */
export async function asJpeg(page, picture) {
  const base64 = await page.evaluate(async (png) => {
    const bytes = Uint8Array.from(atob(png), (byte) => byte.codePointAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext('2d').drawImage(bitmap, 0, 0);
    const jpeg = await canvas.convertToBlob({ type: 'image/jpeg' });
    return btoa(String.fromCodePoint(...new Uint8Array(await jpeg.arrayBuffer())));
  }, picture.split(',').at(-1));
  return Buffer.from(base64, 'base64');
}

/** Brings a picture, in Base64 or as a `data:` URI, by a drop or by a paste. */
export async function bring(page, how, picture) {
  const transfer = await page.evaluateHandle((base64) => {
    const bytes = Uint8Array.from(atob(base64), (byte) => byte.codePointAt(0));
    const made = new DataTransfer();
    made.items.add(new File([bytes], 'qr.png', { type: 'image/png' }));
    return made;
  }, picture.split(',').at(-1));
  if (how === 'drop') return page.locator('#drop').dispatchEvent('drop', { dataTransfer: transfer });
  return page.evaluate((clipboardData) =>
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData })), transfer);
}
