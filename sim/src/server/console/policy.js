// The policy, as switches. Each takes effect when it is moved.

import { get, patch } from './api.js';
import { $, element, set, write } from './dom.js';
import { run } from './messages.js';

const SIGN_IN = [['password_first', 'username and password'], ['identifier_first', 'username alone']];
const NUMBERS = [['off', 'never'], ['at_once', 'at once'], ['while_polling', 'only to polls']];
const EXPIRED = [['at_once', 'at once'], ['at_the_end', 'at the end']];

/** What follows the policy: each takes it and shows its part. */
let controls = [];

export async function begin() {
  const { authenticators } = await get('/policy/choices');
  const keys = authenticators.map(({ key, name }) => [key, name]);
  const methods = authenticators.flatMap(({ name, methods: its }) => its.map(({ method, label }) =>
    [method, label === name || its.length === 1 ? name : `${name}: ${label}`]));
  controls = [
    choice('First page asks for', ['sign_in'], SIGN_IN),
    several('First factor, where the username comes first', 'first_factor', methods),
    several('Must be enrolled', 'required', keys),
    several('May be enrolled', 'optional', keys),
    several('Second factor', 'challenge', methods),
    choice('A push shows its number', ['okta_verify', 'number_challenge'], NUMBERS),
    several('Password recovery by', 'recovery', methods),
    several('Account unlock by', 'unlock', methods),
    choice('An expired password is asked for', ['expired_password'], EXPIRED),
    amount('Poll interval in ms', ['poll_interval_ms']),
    group(
      flag('Magic links', ['magic_link']),
      flag('Keep me signed in', ['keep_me_signed_in']),
      flag('Self sign-up', ['registration'], {}, null),
      flag('Phone must have biometrics', ['okta_verify', 'biometrics']),
      flag('Phone must be FIPS compliant', ['okta_verify', 'fips']),
    ),
  ];
  $('policy').append(...controls.map(({ node }) => node));
}

export async function refresh() {
  show(await get('/policy'));
}

function show(policy) {
  for (const { update } of controls) update(policy);
}

const at = (policy, path) => path.reduce((part, name) => part[name], policy);

/** Changes follow one another: each is made to what the one before left. */
let last = Promise.resolve();

/** Sets what is at the path; where `value` is a function, to what it makes of what is there. */
function change(path, value, label) {
  const act = async () => {
    const made = typeof value === 'function' ? value(at(await get('/policy'), path)) : value;
    show(await patch('/policy', path.reduceRight((part, name) => ({ [name]: part }), made)));
  };
  return run(() => (last = last.then(act, act)), `Policy changed: ${label}.`);
}

function choice(label, path, options) {
  const select = element('select', { onchange: () => change(path, select.value, label) },
    ...options.map(([value, words]) => element('option', { value }, words)));
  return {
    node: element('label', { class: 'setting' }, element('span', {}, label), ' ', select),
    update: (policy) => set(select, 'value', at(policy, path)),
  };
}

function amount(label, path) {
  const input = element('input', { type: 'number', min: 1, required: true,
    onchange: () => input.reportValidity() && change(path, input.valueAsNumber, label) });
  return {
    node: element('label', { class: 'setting' }, element('span', {}, label), ' ', input),
    update: (policy) => set(input, 'value', String(at(policy, path))),
  };
}

/** A switch between two values of a policy. */
function flag(label, path, on = true, off = false) {
  const box = element('input', { type: 'checkbox', onchange: () => change(path, box.checked ? on : off, label) });
  return {
    node: element('label', { class: 'check' }, box, ` ${label}`),
    update: (policy) => { box.checked = Boolean(at(policy, path)); },
  };
}

function group(...flags) {
  return {
    node: element('div', { class: 'flags' }, ...flags.map(({ node }) => node)),
    update: (policy) => flags.forEach(({ update }) => update(policy)),
  };
}

/** A list, of which any may be ticked. Folded up it says what is. */
function several(label, name, options) {
  const chosen = element('span', { class: 'chosen' });
  const boxes = options.map(([value]) => element('input', { type: 'checkbox', value, onchange: ticked }));
  const labels = options.map(([, words], nth) => element('label', { class: 'check' }, boxes[nth], ` ${words}`));
  /** The others keep their order, in which people are offered them. */
  function ticked({ target: { value, checked } }) {
    const add = checked ? [value] : [];
    return change([name], (values) => [...values.filter((other) => other !== value), ...add], label);
  }
  return {
    node: element('details', { class: 'setting' },
      element('summary', {}, element('span', {}, label), ' ', chosen),
      element('div', { class: 'flags', role: 'group', 'aria-label': label }, ...labels)),
    update(policy) {
      const values = policy[name];
      for (const box of boxes) box.checked = values.includes(box.value);
      const words = options.filter(([value]) => values.includes(value)).map(([, its]) => its);
      write(chosen, words.join(', ') || 'none');
    },
  };
}
