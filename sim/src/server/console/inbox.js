// Emails, text messages and voice calls that the org sent.

import { get, post } from './api.js';
import { $, button, element, list } from './dom.js';
import { announce, copyButton, run } from './messages.js';
import { openLink } from './phone.js';

const KINDS = { email: 'Email', sms: 'Text message', voice: 'Voice call' };

let messageCount;

export async function refresh() {
  const { messages } = await get('/inbox');
  // Messages are only ever appended, so the index identifies one.
  draw(messages.map((message, index) => ({ ...message, index })).reverse());
  if (messageCount !== undefined && messages.length > messageCount) announce(`${title(messages.at(-1))}.`);
  messageCount = messages.length;
}

const title = ({ kind, to }) => `${KINDS[kind] ?? kind} to ${to}`;

const draw = list($('inbox'), ({ index }) => index, (message) => {
  const { subject, code, link } = message;
  const node = element('li', {}, element('h3', {}, title(message)), element('p', {}, subject));
  if (code) {
    node.append(element('p', { class: 'code-line' }, element('code', { class: 'code' }, code),
      copyButton('Copy', `the code in the ${title(message)}`, () => code)));
  }
  if (link) node.append(...linkActions(message));
  return { node };
});

/** A link with the buttons that open it. */
function linkActions({ link, opens_on: opensOn, to }) {
  const outcome = element('p', { class: 'outcome', hidden: true });
  const openIn = (browser) => () => run(async () => {
    const response = await post('/inbox/open', { link, in: browser });
    outcome.hidden = false;
    outcome.replaceChildren(...describe(response));
    return response;
  }, ({ status }) => (status < 400 ? 'Link opened.' : 'The link is no longer valid.'));
  const suffix = `the link sent to ${to}`;
  const actions = opensOn === 'phone'
    ? [button('Open on the phone', suffix, () => openLink(link))]
    : [button('Open in the same browser', suffix, openIn('same_browser')),
      button('Open in another browser', suffix, openIn('other_browser'))];
  const copyLink = copyButton('Copy link', `sent to ${to}`, () => link);
  return [element('p', { class: 'address' }, element('code', {}, link)),
    element('p', { class: 'line' }, ...actions, copyLink), outcome];
}

/** Describes the response to an opened link: the redirect, or the text of the page. */
function describe({ location, body }) {
  if (!location) return [`The page shows: ${body.replaceAll(/<[^>]*>/g, '')}`];
  const isWeb = /^https?:/.test(location);
  const url = isWeb
    ? element('a', { href: location, target: '_blank', rel: 'noopener noreferrer' }, location)
    : element('code', {}, location);
  return ['Redirects to ', url, ' ', copyButton('Copy', 'the URL', () => location)];
}
