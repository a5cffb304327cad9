// The org's clock.

import { get, post } from './api.js';
import { $, setText } from './dom.js';
import { run } from './messages.js';
import { clockTime, duration } from './time.js';

let offset = 0;
let startedAt;

/** The org's time, in milliseconds since 1970. */
export const now = () => Date.now() + offset;

export async function refresh() {
  const clock = await get('/clock');
  startedAt ??= clock.started_at;
  // Another server has started at the same address.
  if (clock.started_at !== startedAt) location.reload();
  offset = Date.parse(clock.now) - Date.now();
  tick();
  setText($('clock-offset'), clock.offset_ms ? `(${duration(clock.offset_ms)} ahead)` : '');
}

/** Updates the displayed time between two refreshes. */
export function tick() {
  const timestamp = new Date(now()).toISOString();
  setText($('org-time'), `${timestamp.slice(0, 10)} ${clockTime(timestamp)} UTC`);
  $('org-time').dateTime = timestamp;
}

const advance = (ms) =>
  run(() => post('/clock/advance', { ms }), `Clock advanced by ${duration(ms)}.`);

for (const button of document.querySelectorAll('[data-advance]')) {
  button.addEventListener('click', () => advance(Number(button.dataset.advance)));
}

$('advance').addEventListener('submit', (event) => {
  event.preventDefault();
  const { amount, unit } = event.target.elements;
  advance(Math.round(Number(amount.value) * Number(unit.value)));
});
