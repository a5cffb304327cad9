// The active flows.

import { get, post } from './api.js';
import { now } from './clock.js';
import { $, button, element, list, setText } from './dom.js';
import { setFlowLogins, showFlow } from './log.js';
import { run } from './messages.js';
import { clockTime, duration } from './time.js';

export async function refresh() {
  const { flows } = await get('/flows');
  draw(flows.toReversed());
  setFlowLogins(flows);
}

const draw = list($('flows'), ({ flow }) => flow, ({ flow: id }) => {
  const user = element('h3');
  const intent = element('span', { class: 'badge' });
  const step = element('p', { class: 'chips' });
  const details = element('p', { class: 'muted' });
  let name;
  const showLog = button('Log', '', () => showFlow(id));
  const end = button('End', '', () => run(() => post('/flows/end', { flow: id }), `Ended ${name}.`));
  const node = element('li', {},
    element('div', { class: 'head' }, user, intent, element('span', { class: 'actions' }, showLog, end)), step, details);
  return {
    node,
    update(flow) {
      name = `the flow of ${flow.login ?? 'an unidentified user'}`;
      setText(user, flow.login ?? 'Unidentified user');
      setText(intent, flow.intent);
      for (const action of [showLog, end]) setText(action.lastChild, ` ${name}`);
      showStep(step, flow);
      const remaining = duration(Date.parse(flow.expires_at) - now());
      const requests = flow.requests === 1 ? '1 request' : `${flow.requests} requests`;
      setText(details, `Started ${clockTime(flow.since)} · expires in ${remaining} · ${requests} · ${id}`);
    },
  };
});

/** Shows the authenticator, the remediations and the message of a flow, or that it succeeded. */
function showStep(node, { remediations, authenticator, message, succeeded }) {
  const chips = succeeded ? ['interaction code issued'] : [...remediations];
  if (authenticator && !succeeded) chips.unshift(authenticator);
  if (message) chips.push(message);
  if (node.dataset.chips === chips.join()) return;
  node.dataset.chips = chips.join();
  node.replaceChildren(...chips.map((text) => element('code', {}, text)));
}
