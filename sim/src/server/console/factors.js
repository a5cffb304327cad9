// Factors other than the phone: hardware tokens, temporary access codes, Duo and captchas.

import { get, post, withQuery } from './api.js';
import { $, button, element, list } from './dom.js';
import { copyButton, run } from './messages.js';

const ofUser = (path) => withQuery(path, 'user', $('phone-user').value);

export async function refresh() {
  if (!$('phone-user').value) return;
  const path = ofUser('/tokens');
  const { tokens } = await get(path);
  // If another user was selected meanwhile, the next refresh shows their tokens.
  if (ofUser('/tokens') === path) draw(tokens.map((token) => ({ ...token, path })));
}

const draw = list($('tokens'), JSON.stringify, ({ key, id }) => {
  const press = () => showResult(`Code of ${key}`, ofUser('/tokens/press'), { key });
  return {
    node: element('li', {}, element('p', { class: 'line' },
      element('code', {}, key), element('span', { class: 'muted' }, id), button('Press', key, press))),
  };
});

/** Calls an endpoint that returns one text, and shows the text. */
function showResult(label, path, body) {
  return run(async () => {
    const [text] = Object.values(await post(path, body));
    $('result').hidden = false;
    $('result').replaceChildren(`${label}: `, element('code', {}, text), ' ', copyButton('Copy', label, () => text));
  }, `${label} created.`);
}

$('tac').addEventListener('submit', (event) => {
  event.preventDefault();
  const { minutes, multi } = event.target.elements;
  const request = { lifetime_s: minutes.valueAsNumber * 60, multi_use: multi.checked };
  showResult('Temporary access code', ofUser('/tac'), request);
});

for (const [id, path, label] of [
  ['duo', '/duo/approve', 'Duo signature'],
  ['captcha', '/captcha/solve', 'Captcha token'],
]) {
  $(id).addEventListener('submit', (event) => {
    event.preventDefault();
    showResult(label, path, Object.fromEntries(new FormData(event.target)));
  });
}
