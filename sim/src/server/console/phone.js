// A user's phone with Okta Verify.

import { call, get, post, withQuery } from './api.js';
import { $, button, element, list, setControl, setText, setVisible } from './dom.js';
import { announce, copy, run } from './messages.js';
import { acceptImages } from './picture.js';

const phonePath = (path) => withQuery(`/phone${path}`, 'user', $('phone-user').value);
const runAndDraw = (action, message) => run(async () => draw(await action()), message);

let shownPush = '';
/** The time at which the code changes, by the browser's clock. */
let codeChangesAt = 0;

/** Draws the phone of the selected user. */
export async function refresh() {
  const user = $('phone-user').value;
  if (!user) return;
  const screen = await get(phonePath(''));
  // If another user was selected meanwhile, the next refresh draws their phone.
  if ($('phone-user').value === user) draw(screen);
}

/** Sets the users to select from. */
export function setUsers(users) {
  drawUsers(users);
}

/** Opens an activation link on the phone, and calls `onOpened` if it succeeds. */
export const openLink = (link, onOpened) => runAndDraw(async () => {
  const screen = await post(phonePath('/open'), { link });
  onOpened?.();
  return screen;
}, 'Link opened on the phone.');

/** Updates the countdown between two refreshes. */
export function tick() {
  const seconds = Math.max(0, Math.ceil((codeChangesAt - Date.now()) / 1000));
  $('totp-left').value = seconds;
  setText($('totp-seconds'), `${seconds} s`);
}

const drawUsers = list($('phone-user'), ({ login }) => login, ({ login }) => ({
  node: element('option', { value: login }, login),
}));

function draw(screen) {
  setText($('device-name'), screen.name);
  setControl($('biometrics'), 'checked', screen.biometrics);
  setControl($('fips'), 'checked', screen.fips);
  setVisible($('totp'), screen.totp !== null);
  $('no-account').hidden = screen.totp !== null;
  setText($('totp-code'), screen.totp ?? '');
  codeChangesAt = Date.now() + screen.totp_ms;
  tick();
  drawPush(screen);
}

function drawPush({ name, pending }) {
  setVisible($('push'), pending !== null);
  const push = pending ? JSON.stringify([pending, $('phone-user').value]) : '';
  if (push === shownPush) return;
  shownPush = push;
  if (!pending) return;
  setText($('push-title'), `Did ${pending.login} just try to sign in?`);
  const hasNumbers = pending.numbers.length > 0;
  $('numbers').replaceChildren(...pending.numbers.map((number) => button(number, '', () => select(number))));
  $('number').reset();
  $('push-hint').hidden = $('number').hidden = !hasNumbers;
  $('approve').hidden = hasNumbers;
  announce(`Push notification on ${name}.`);
}

const select = (number) => runAndDraw(() => post(phonePath('/number'), { number }), `Selected ${number}.`);

$('approve').addEventListener('click', () => runAndDraw(() => post(phonePath('/approve')), 'Push approved.'));
$('reject').addEventListener('click', () => runAndDraw(() => post(phonePath('/reject')), 'Push rejected.'));
$('number').addEventListener('submit', (event) => {
  event.preventDefault();
  select(event.target.elements.number.value.trim());
});
$('open').addEventListener('submit', (event) => {
  event.preventDefault();
  const form = event.target;
  openLink(form.elements.link.value.trim(), () => form.reset());
});
for (const setting of ['biometrics', 'fips']) {
  $(setting).addEventListener('change', ({ target }) =>
    runAndDraw(() => post(phonePath('/hardware'), { [setting]: target.checked })));
}
$('phone-user').addEventListener('change', () => run(refresh));
$('copy-totp').addEventListener('click', () => copy($('totp-code').textContent));
acceptImages((png) => runAndDraw(() => call('POST', phonePath('/scan'), png), 'QR code scanned.'));
