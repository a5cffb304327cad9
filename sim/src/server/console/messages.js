// Status and error messages of the console.

import { $, button, element, setText } from './dom.js';

/** Milliseconds for which a status message is shown. */
const DISPLAY_MS = 8000;
/** The largest number of status messages shown at once. */
const MAX_MESSAGES = 4;

let refresh = async () => {};
let isDisconnected = false;

/** Sets the function that refreshes the page after each action. */
export const refreshAfterActions = (callback) => { refresh = callback; };

/**
 * Shows a status message without moving the focus. Each message is a new element, so a screen reader
 * also announces one that repeats the previous text.
 */
export function announce(text) {
  const line = element('p', {}, text);
  $('status').append(line);
  if ($('status').children.length > MAX_MESSAGES) $('status').firstChild.remove();
  setTimeout(() => line.remove(), DISPLAY_MS);
}

/**
 * Runs an action, then announces `message` (a text, or a function of the result) or shows the error.
 */
export async function run(action, message) {
  setText($('error'), '');
  try {
    const result = await action();
    if (message) announce(typeof message === 'function' ? message(result) : message);
  } catch (error) {
    $('status').replaceChildren();
    setText($('error'), error.message);
  }
  await refresh();
}

/** Shows or clears the connection error if the connection state has changed. */
export function reportConnection(error) {
  if (Boolean(error) !== isDisconnected) setText($('error'), error ? error.message : '');
  isDisconnected = Boolean(error);
}

$('close-error').addEventListener('click', () => {
  setText($('error'), '');
  $('main').focus({ preventScroll: true });
});

export async function copy(text) {
  await run(() => navigator.clipboard.writeText(text), 'Copied.');
}

/** Creates a button that copies the result of `text()`. `label` and `suffix` are as in `button`. */
export const copyButton = (label, suffix, text) => button(label, suffix, () => copy(text()));
