// What people prove themselves with beside their phones. Whatever is given out is there to be copied.

import { get, of, post } from './api.js';
import { $, button, element, rows } from './dom.js';
import { copyButton, run } from './messages.js';

const ofWhom = (door) => of(door, 'user', $('whose').value);

export async function refresh() {
  if (!$('whose').value) return;
  const door = ofWhom('/tokens');
  const { tokens } = await get(door);
  if (ofWhom('/tokens') === door) draw(tokens.map((token) => ({ ...token, door })));
}

const draw = rows($('tokens'), JSON.stringify, ({ key, id }) => {
  const press = () => give(`The code of ${key}`, ofWhom('/tokens/press'), { key });
  return {
    node: element('li', {}, element('p', { class: 'line' },
      element('code', {}, key), element('span', { class: 'quiet' }, id), button('Press', key, press))),
  };
});

/** Does what gives one text, and shows it. */
function give(what, door, body) {
  return run(async () => {
    const [text] = Object.values(await post(door, body));
    $('given').hidden = false;
    $('given').replaceChildren(`${what}: `, element('code', {}, text), ' ', copyButton('Copy', what, () => text));
  }, `${what} is there.`);
}

$('tac').addEventListener('submit', (event) => {
  event.preventDefault();
  const { minutes, multi } = event.target.elements;
  give('The temporary access code', ofWhom('/tac'), { lifetime_s: minutes.valueAsNumber * 60, multi_use: multi.checked });
});

for (const [id, door, what] of [
  ['duo', '/duo/approve', 'Duo’s signature'],
  ['captcha', '/captcha/solve', 'The captcha’s token'],
]) {
  $(id).addEventListener('submit', (event) => {
    event.preventDefault();
    give(what, door, Object.fromEntries(new FormData(event.target)));
  });
}
