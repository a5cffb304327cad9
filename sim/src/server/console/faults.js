// Fault injection between clients and the org.

import { get, post, remove } from './api.js';
import { $, button, element, list, setText } from './dom.js';
import { run } from './messages.js';

const number = (label, value) => ({ label, type: 'number', min: 0, required: true, value, read: Number });
const acted = { acted: { label: 'The org processes the request', type: 'checkbox' } };
const HINTS = ['reset', 'retry_after', 'silent'];

/** The label of each kind of fault, and its options. */
const KINDS = {
  request_lost: ['Request lost'],
  reply_lost: ['Response lost'],
  delayed: ['Response delayed', { ms: number('Delay in ms', 3000) }],
  reply_twice: ['Response duplicated'],
  request_twice: ['Request duplicated'],
  rate_limited: ['429 rate limit', { after_s: number('Retry after seconds', 30), hint: { label: 'Hint', options: HINTS } }],
  rate_limited_prompt: ['429 with the current prompt',
    { after_s: number('Retry after seconds', 30), hint: { label: 'Hint', options: HINTS } }],
  server_error: ['500 with a JSON error', acted],
  bad_gateway: ['502 with a proxy’s HTML page', acted],
  unavailable: ['503 without a body'],
  empty_body: ['Empty response body'],
  cut_body: ['Truncated response body'],
  huge_body: ['Oversized response body'],
  session_expired: ['All flows expire'],
  handle_rotated: ['State handles rotate'],
  foreign_href: ['Form URLs on another origin', { origin: { label: 'Origin', value: 'https://elsewhere.example.net' } }],
  unknown_remediation: ['Unknown remediation added'],
  unknown_authenticator: ['Unknown authenticator added'],
  unknown_field: ['Unknown field added'],
};

const PATHS = ['/v1/interact', '/v1/token', '/idx/introspect', '/idx/identify', '/idx/challenge',
  '/challenge/answer', '/challenge/poll', '/credential/enroll', '/authenticators/poll', '/idx/cancel'];

export const faultLabel = (kind) => KINDS[kind]?.[0] ?? kind;

export async function refresh() {
  show(await get('/faults'));
}

/** Gives equal rules different keys, by their order. */
function show({ faults }) {
  const counts = new Map();
  draw(faults.map((rule) => {
    const content = JSON.stringify([rule.fault, rule.path]);
    const count = counts.get(content) ?? 0;
    counts.set(content, count + 1);
    return { ...rule, key: content + count };
  }));
}

const draw = list($('faults'), ({ key }) => key, ({ key, ...rule }) => {
  const label = faultLabel(rule.fault.kind);
  const summary = element('p', { class: 'muted' });
  const removeRule = button('Remove', `the fault: ${label}`, () =>
    run(async () => show(await post('/faults/remove', rule)), 'Fault removed.'));
  const { kind, ...options } = rule.fault;
  const details = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  return {
    node: element('li', {}, element('div', { class: 'head' }, element('h3', {}, label),
      element('code', {}, kind), element('span', { class: 'actions' }, removeRule)), summary),
    update({ path, skip, times }) {
      const conditions = [path ? `path ends with ${path}` : 'any path'];
      if (skip) conditions.push(`skip ${skip}`);
      setText(summary, [...conditions, `apply ${times}×`, ...details].join(' · '));
    },
  };
});

$('kind').append(...Object.entries(KINDS).map(([kind, [label]]) => element('option', { value: kind }, label)));
$('paths').append(...PATHS.map((value) => element('option', { value })));

/** Shows the options of the selected kind. */
function showOptions() {
  const [, options = {}] = KINDS[$('kind').value];
  $('fault-options').replaceChildren(...Object.entries(options).map(([name, { label, options: choices, read, ...traits }]) => {
    const control = choices
      ? element('select', { name }, ...choices.map((value) => element('option', {}, value)))
      : element('input', { name, ...traits });
    const isCheckbox = traits.type === 'checkbox';
    const children = isCheckbox ? [control, ` ${label}`] : [`${label} `, control];
    return element('label', { class: isCheckbox ? 'check' : '' }, ...children);
  }));
}

$('kind').addEventListener('change', showOptions);
showOptions();

$('fault').addEventListener('submit', (event) => {
  event.preventDefault();
  const { kind, path, skip, times } = event.target.elements;
  const [label, options = {}] = KINDS[kind.value];
  const fault = { kind: kind.value };
  for (const [name, { type, read = String }] of Object.entries(options)) {
    const control = event.target.elements[name];
    fault[name] = type === 'checkbox' ? control.checked : read(control.value);
  }
  const rule = { path: path.value.trim() || null, skip: Number(skip.value), times: Number(times.value), fault };
  run(async () => show(await post('/faults', rule)), `Fault added: ${label}.`);
});

$('clear-faults').addEventListener('click', () => run(async () => show(await remove('/faults')), 'All faults removed.'));
