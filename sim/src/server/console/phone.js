// Someone's phone, with Okta Verify on it.

import { call, get, of, post } from './api.js';
import { $, button, element, rows, set, show, write } from './dom.js';
import { takePictures } from './picture.js';
import { copy, run, say } from './messages.js';

const door = (path) => of(`/phone${path}`, 'user', $('whose').value);
const shows = (act, done) => run(async () => draw(await act()), done);

let pushed = '';
/** When the code changes, by this machine's clock. */
let codeEnds = 0;

/** Draws the phone of whom is chosen; a phone chosen meanwhile is drawn next time. */
export async function refresh() {
  const whose = $('whose').value;
  if (!whose) return;
  const screen = await get(door(''));
  if ($('whose').value === whose) draw(screen);
}

export function owners(users) {
  options(users);
}

/** `opened` is done where it could be opened. */
export const openLink = (link, opened) => shows(async () => {
  const screen = await post(door('/open'), { link });
  opened?.();
  return screen;
}, 'The phone opened the link.');

/** Counts down between two looks at the phone. */
export function tick() {
  const left = Math.max(0, Math.ceil((codeEnds - Date.now()) / 1000));
  $('totp-left').value = left;
  write($('totp-seconds'), `${left} s`);
}

const options = rows($('whose'), ({ login }) => login, ({ login }) => ({
  node: element('option', { value: login }, login),
}));

function draw(screen) {
  write($('device'), screen.name);
  set($('biometrics'), 'checked', screen.biometrics);
  set($('fips'), 'checked', screen.fips);
  show($('totp'), screen.totp !== null);
  $('no-account').hidden = screen.totp !== null;
  write($('code'), screen.totp ?? '');
  codeEnds = Date.now() + screen.totp_ms;
  tick();
  drawPush(screen);
}

function drawPush({ name, pending }) {
  show($('push'), pending !== null);
  const state = pending ? JSON.stringify([pending, $('whose').value]) : '';
  if (state === pushed) return;
  pushed = state;
  if (!pending) return;
  write($('push-title'), `Did ${pending.login} just try to sign in?`);
  const asks = pending.numbers.length > 0;
  $('numbers').replaceChildren(...pending.numbers.map((number) => button(number, '', () => tap(number))));
  $('number').reset();
  $('asks').hidden = $('number').hidden = !asks;
  $('approve').hidden = asks;
  say(`A push waits on ${name}.`);
}

const tap = (number) => shows(() => post(door('/number'), { number }), `Tapped ${number}.`);

$('approve').addEventListener('click', () => shows(() => post(door('/approve')), 'Approved.'));
$('reject').addEventListener('click', () => shows(() => post(door('/reject')), 'Rejected.'));
$('number').addEventListener('submit', (event) => {
  event.preventDefault();
  tap(event.target.elements.number.value.trim());
});
$('open').addEventListener('submit', (event) => {
  event.preventDefault();
  const form = event.target;
  openLink(form.elements.link.value.trim(), () => form.reset());
});
for (const trait of ['biometrics', 'fips']) {
  $(trait).addEventListener('change', ({ target }) =>
    shows(() => post(door('/hardware'), { [trait]: target.checked })));
}
$('whose').addEventListener('change', () => run(refresh));
$('copy-totp').addEventListener('click', () => copy($('code').textContent));
takePictures((png) => shows(() => call('POST', door('/scan'), png), 'The phone scanned the code.'));
