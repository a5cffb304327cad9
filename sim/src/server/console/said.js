// What the console says: what became of a deed, what happened meanwhile, and why something failed.

import { $, button, write } from './dom.js';

/** Milliseconds for which something said stays on the screen. What it tells of stays. */
const READING = 8000;
/** What is said within so many milliseconds is said together: nothing takes the other's place. */
const TOGETHER = 500;

let refresh = async () => {};
let isLost = false;
let fading;
let saidAt = 0;

/** What to do after every deed. */
export const afterwards = (act) => { refresh = act; };

/** Says something without taking the focus. The same words twice are said twice. */
export function say(text) {
  const before = Date.now() - saidAt < TOGETHER ? $('status').textContent : '';
  saidAt = Date.now();
  $('status').textContent = '';
  $('status').textContent = `${before} ${text}`.trim();
  clearTimeout(fading);
  fading = setTimeout(() => write($('status'), ''), READING);
}

/** Does something, says what became of it, and why it could not be done. */
export async function run(act, done) {
  write($('error'), '');
  try {
    const result = await act();
    if (done) say(typeof done === 'function' ? done(result) : done);
  } catch (error) {
    $('status').textContent = '';
    write($('error'), error.message);
  }
  await refresh();
}

/** Whether the org answers is said when it changes. */
export function answers(error) {
  if (error) write($('error'), error.message);
  else if (isLost) write($('error'), '');
  const isBack = isLost && !error;
  isLost = Boolean(error);
  return isBack;
}

export async function copy(text) {
  await run(() => navigator.clipboard.writeText(text), 'Copied.');
}

/** A button that copies what `text()` is when it is pressed: the `words`, and `more` of what. */
export const copyButton = (words, more, text) => button(words, more, () => copy(text()));
