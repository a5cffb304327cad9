// The sign-ins under way.

import { get, post } from './api.js';
import { now } from './clock.js';
import { $, button, element, rows, write } from './dom.js';
import { know, showFlow } from './log.js';
import { run } from './messages.js';
import { clockTime, duration } from './time.js';

export async function refresh() {
  const { flows } = await get('/flows');
  draw(flows.toReversed());
  know(flows);
}

const draw = rows($('flows'), ({ flow }) => flow, (first) => {
  const who = element('h3');
  const intent = element('span', { class: 'badge' });
  const step = element('p', { class: 'chips' });
  const times = element('p', { class: 'quiet' });
  const id = first.flow;
  const name = () => `the flow of ${who.textContent}`;
  const endIt = () => run(() => post('/flows/end', { flow: id }), `Ended ${name()}.`);
  const end = button('End', '', endIt);
  const log = button('Log', '', () => showFlow(id));
  const node = element('li', {},
    element('div', { class: 'head' }, who, intent, element('span', { class: 'acts' }, log, end)), step, times);
  return {
    node,
    update(flow) {
      write(who, flow.login ?? 'nobody yet');
      write(intent, flow.intent);
      for (const act of [log, end]) write(act.lastChild, ` ${name()}`);
      chips(step, flow);
      const lasts = duration(Date.parse(flow.expires_at) - now());
      const requests = flow.requests === 1 ? '1 request' : `${flow.requests} requests`;
      write(times, `since ${clockTime(flow.since)} · expires in ${lasts} · ${requests} · ${id}`);
    },
  };
});

/** What is on offer, and for which authenticator; or how it ended. */
function chips(step, { remediations, authenticator, message, succeeded }) {
  const words = succeeded ? ['interaction code is out'] : [...remediations];
  if (authenticator && !succeeded) words.unshift(authenticator);
  if (message) words.push(message);
  if (step.dataset.words === words.join()) return;
  step.dataset.words = words.join();
  step.replaceChildren(...words.map((word) => element('code', {}, word)));
}
