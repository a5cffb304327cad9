// The org's clock.

import { get, post } from './api.js';
import { $, write } from './dom.js';
import { run } from './messages.js';
import { clockTime, duration } from './time.js';

let ahead = 0;
let began;

/** What time it is at the org, in milliseconds since 1970. */
export const now = () => Date.now() + ahead;

export async function refresh() {
  const clock = await get('/clock');
  began ??= clock.began_at;
  // another org has taken the place of the one that is shown
  if (clock.began_at !== began) location.reload();
  ahead = Date.parse(clock.now) - Date.now();
  tick();
  write($('ahead'), clock.offset_ms ? `${duration(clock.offset_ms)} ahead` : '');
}

/** Shows the time between two looks at the clock. */
export function tick() {
  const at = new Date(now()).toISOString();
  write($('now'), `${at.slice(0, 10)} ${clockTime(at)} UTC`);
  $('now').dateTime = at;
}

const advance = (ms) =>
  run(() => post('/clock/advance', { ms }), `The clock moved on by ${duration(ms)}.`);

for (const button of document.querySelectorAll('[data-advance]')) {
  button.addEventListener('click', () => advance(Number(button.dataset.advance)));
}

$('advance').addEventListener('submit', (event) => {
  event.preventDefault();
  const { amount, unit } = event.target.elements;
  advance(Math.round(Number(amount.value) * Number(unit.value)));
});
