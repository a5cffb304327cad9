// Actions of a user of the console.

/** Opens the console of an org and waits until it is complete. */
export async function openConsole(page, org) {
  await page.goto(org.controlUrl);
  await page.locator('#policy details').first().waitFor();
  await page.locator('#users li').first().waitFor();
}

/** Sets a list of the policy to exactly these values. */
export async function setPolicyList(page, list, names) {
  const details = page.locator('#policy details', { hasText: list });
  if (await details.getAttribute('open') === null) await details.locator('summary').click();
  for (const label of await details.locator('label').all()) {
    const isSelected = names.includes((await label.innerText()).trim());
    const checkbox = label.locator('input');
    if (await checkbox.isChecked() === isSelected) continue;
    await checkbox.click();
    await waitForMessage(page, `Policy changed: ${list}.`);
  }
}

/** Waits for a status message and removes it, so that the next call waits for a new message. */
export async function waitForMessage(page, text) {
  const message = page.locator('#status > p', { hasText: text }).first();
  await message.evaluate((node) => node.remove());
}

/** Converts a PNG, in Base64 or as a `data:` URI, to a JPEG as bytes. */
export async function toJpeg(page, png) {
  const base64 = await page.evaluate(async (encoded) => {
    const bytes = Uint8Array.from(atob(encoded), (byte) => byte.codePointAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext('2d').drawImage(bitmap, 0, 0);
    const jpeg = await canvas.convertToBlob({ type: 'image/jpeg' });
    return btoa(String.fromCodePoint(...new Uint8Array(await jpeg.arrayBuffer())));
  }, png.split(',').at(-1));
  return Buffer.from(base64, 'base64');
}

/** Drops a PNG, in Base64 or as a `data:` URI, on the page. */
export async function dropImage(page, png) {
  const dataTransfer = await transferImage(page, png);
  await page.locator('#drop').dispatchEvent('drop', { dataTransfer });
}

/** Pastes a PNG, in Base64 or as a `data:` URI, into the page. */
export async function pasteImage(page, png) {
  await page.evaluate((clipboardData) =>
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData })), await transferImage(page, png));
}

function transferImage(page, png) {
  return page.evaluateHandle((encoded) => {
    const bytes = Uint8Array.from(atob(encoded), (byte) => byte.codePointAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], 'qr.png', { type: 'image/png' }));
    return transfer;
  }, png.split(',').at(-1));
}
