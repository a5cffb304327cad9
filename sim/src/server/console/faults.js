// Rough weather between clients and the org.

import { get, post, remove } from './api.js';
import { $, button, element, rows, write } from './dom.js';
import { run } from './messages.js';

const number = (label, value) => ({ label, type: 'number', min: 0, required: true, value, read: Number });
const acted = { acted: { label: 'the org acted all the same', type: 'checkbox' } };
const HINTS = ['reset', 'retry_after', 'silent'];

/** Every kind, in words, and what else it takes. */
const KINDS = {
  request_lost: ['the request is lost'],
  reply_lost: ['the reply is lost'],
  delayed: ['the reply is late', { ms: number('ms', 3000) }],
  reply_twice: ['the reply comes twice'],
  request_twice: ['the request arrives twice'],
  rate_limited: ['429: too many requests', { after_s: number('for seconds', 30), hint: { label: 'said by', options: HINTS } }],
  server_error: ['500: an error in JSON', acted],
  bad_gateway: ['502: a proxy’s HTML', acted],
  unavailable: ['503: unavailable'],
  empty_body: ['the body is empty'],
  cut_body: ['the body is cut short'],
  huge_body: ['the body has 2 MB too many'],
  session_expired: ['every sign-in expires'],
  handle_rotated: ['state handles rotate'],
  foreign_href: ['forms lead to another origin', { origin: { label: 'origin', value: 'https://elsewhere.example.net' } }],
  unknown_remediation: ['an unknown remediation'],
  unknown_authenticator: ['an unknown authenticator'],
  unknown_field: ['an unknown field'],
};

const PATHS = ['/v1/interact', '/v1/token', '/idx/introspect', '/idx/identify', '/idx/challenge',
  '/challenge/answer', '/challenge/poll', '/credential/enroll', '/authenticators/poll', '/idx/cancel'];

export const kindInWords = (kind) => KINDS[kind]?.[0] ?? kind;

export async function refresh() {
  show(await get('/faults'));
}

/** Equal rules are told apart by their order. */
function show({ faults }) {
  const counts = new Map();
  draw(faults.map((rule) => {
    const name = JSON.stringify([rule.fault, rule.path]);
    const nth = counts.get(name) ?? 0;
    counts.set(name, nth + 1);
    return { ...rule, name: name + nth };
  }));
}

const draw = rows($('faults'), ({ name }) => name, ({ name, ...rule }) => {
  const words = kindInWords(rule.fault.kind);
  const when = element('p', { class: 'quiet' });
  const takeOut = button('Remove', `the fault: ${words}`, () =>
    run(async () => show(await post('/faults/remove', rule)), 'The fault was removed.'));
  const { kind, ...more } = rule.fault;
  const details = Object.entries(more).map(([key, value]) => `${key} ${value}`);
  return {
    node: element('li', {}, element('div', { class: 'head' }, element('h3', {}, words),
      element('code', {}, kind), element('span', { class: 'acts' }, takeOut)), when),
    update({ path, skip, times }) {
      const parts = [path ? `paths ending with ${path}` : 'any path', `${times} more`, ...details];
      if (skip) parts.splice(1, 0, `after ${skip}`);
      write(when, parts.join(' · '));
    },
  };
});

$('kind').append(...Object.entries(KINDS).map(([kind, [words]]) => element('option', { value: kind }, words)));
$('paths').append(...PATHS.map((value) => element('option', { value })));

/** The fields of the kind that is chosen. */
function showMore() {
  const [, more = {}] = KINDS[$('kind').value];
  $('fault-more').replaceChildren(...Object.entries(more).map(([name, { label, options, read, ...traits }]) => {
    const control = options
      ? element('select', { name }, ...options.map((value) => element('option', {}, value)))
      : element('input', { name, ...traits });
    const isBox = traits.type === 'checkbox';
    const parts = isBox ? [control, ` ${label}`] : [`${label} `, control];
    return element('label', { class: isBox ? 'check' : '' }, ...parts);
  }));
}

$('kind').addEventListener('change', showMore);
showMore();

$('fault').addEventListener('submit', (event) => {
  event.preventDefault();
  const { kind, path, skip, times } = event.target.elements;
  const [words, more = {}] = KINDS[kind.value];
  const fault = { kind: kind.value };
  for (const [name, { type, read = String }] of Object.entries(more)) {
    const control = event.target.elements[name];
    fault[name] = type === 'checkbox' ? control.checked : read(control.value);
  }
  const rule = { path: path.value.trim() || null, skip: Number(skip.value), times: Number(times.value), fault };
  run(async () => show(await post('/faults', rule)), `Added a fault: ${words}.`);
});

$('clear-faults').addEventListener('click', () => run(async () => show(await remove('/faults')), 'No faults configured.'));
