// What the console says: what became of a deed, what happened meanwhile, and why something failed.

import { $, button, element, write } from './dom.js';

/** Milliseconds for which something said stays on the screen. What it tells of stays. */
const READING = 8000;
/** As many things are on the screen at most. */
const MOST = 4;

let refresh = async () => {};
let isLost = false;

/** What to do after every deed. */
export const afterwards = (act) => { refresh = act; };

/**
 * Says something without taking the focus. Each has a line of its own: none takes another's place,
 * and a screen reader, which is told of added lines, says the same words twice.
 */
export function say(text) {
  const line = element('p', {}, text);
  $('status').append(line);
  if ($('status').children.length > MOST) $('status').firstChild.remove();
  setTimeout(() => line.remove(), READING);
}

/** Does something, says what became of it, and why it could not be done. */
export async function run(act, done) {
  write($('error'), '');
  try {
    const result = await act();
    if (done) say(typeof done === 'function' ? done(result) : done);
  } catch (error) {
    $('status').replaceChildren();
    write($('error'), error.message);
  }
  await refresh();
}

/** Whether the org answers is said when it changes. */
export function answers(error) {
  if (Boolean(error) !== isLost) write($('error'), error ? error.message : '');
  isLost = Boolean(error);
}

$('close-error').addEventListener('click', () => {
  write($('error'), '');
  $('main').focus({ preventScroll: true });
});

export async function copy(text) {
  await run(() => navigator.clipboard.writeText(text), 'Copied.');
}

/** A button that copies what `text()` is when it is pressed: the `words`, and `more` of what. */
export const copyButton = (words, more, text) => button(words, more, () => copy(text()));
