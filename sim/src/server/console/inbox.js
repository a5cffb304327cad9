// Mails, texts and calls, and what a person does with what is in them.

import { get, post } from './api.js';
import { $, button, element, rows } from './dom.js';
import { openLink } from './phone.js';
import { copyButton, run, say } from './messages.js';

const KINDS = { email: 'Mail', sms: 'Text message', voice: 'Call' };

let seen;

export async function refresh() {
  const { messages } = await get('/inbox');
  // newer ones are added at the end: a message is known by its place
  draw(messages.map((message, at) => ({ ...message, at })).reverse());
  if (seen !== undefined && messages.length > seen) say(`${title(messages.at(-1))}.`);
  seen = messages.length;
}

const title = ({ kind, to }) => `${KINDS[kind] ?? kind} to ${to}`;

const draw = rows($('inbox'), ({ at }) => at, (message) => {
  const { subject, code, link } = message;
  const node = element('li', {}, element('h3', {}, title(message)), element('p', {}, subject));
  if (code) {
    node.append(element('p', { class: 'code-line' }, element('code', { class: 'code' }, code),
      copyButton('Copy', `the code of the ${title(message)}`, () => code)));
  }
  if (link) node.append(...opening(message));
  return { node };
});

/** A link, and the ways in which it can be opened. */
function opening({ link, opens_on: opensOn, to }) {
  const outcome = element('p', { class: 'outcome', hidden: true });
  const follow = (where) => () => run(async () => {
    const opened = await post('/inbox/open', { link, in: where });
    outcome.hidden = false;
    outcome.replaceChildren(...cameOf(opened));
    return opened;
  }, ({ status }) => (status < 400 ? 'The link was opened.' : 'The link is no longer valid.'));
  const more = `the link sent to ${to}`;
  const ways = opensOn === 'phone'
    ? [button('Open on the phone', more, () => openLink(link))]
    : [button('Open in the same browser', more, follow('same_browser')),
      button('Open in another browser', more, follow('other_browser'))];
  const copies = copyButton('Copy link', `sent to ${to}`, () => link);
  return [element('p', { class: 'address' }, element('code', {}, link)),
    element('p', { class: 'line' }, ...ways, copies), outcome];
}

/** Where the browser was sent, or what its page says. */
function cameOf({ location, body }) {
  if (!location) return [`The page says: ${body.replaceAll(/<[^>]*>/g, '')}`];
  const isWeb = /^https?:/.test(location);
  const address = isWeb
    ? element('a', { href: location, target: '_blank', rel: 'noopener noreferrer' }, location)
    : element('code', {}, location);
  return ['The browser goes to ', address, ' ', copyButton('Copy', 'the address', () => location)];
}
