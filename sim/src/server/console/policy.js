// The policy settings. Each takes effect when it is changed.

import { get, patch } from './api.js';
import { $, element, setControl, setText } from './dom.js';
import { run } from './messages.js';

const SIGN_IN = [['password_first', 'Username and password'], ['identifier_first', 'Username only']];
const NUMBER_CHALLENGE = [['off', 'Never'], ['at_once', 'Immediately'], ['while_polling', 'While polling']];
const EXPIRED_PASSWORD = [['at_once', 'Immediately'], ['at_the_end', 'At the end of sign-in']];

/** The setting controls: `{ node, update(policy) }`. */
let controls = [];

/** Creates the controls. */
export async function initialize() {
  const { authenticators } = await get('/policy/choices');
  const keys = authenticators.map(({ key, name }) => [key, name]);
  const methods = authenticators.flatMap(({ name, methods: own }) => own.map(({ method, label }) =>
    [method, label === name || own.length === 1 ? name : `${name}: ${label}`]));
  controls = [
    selectSetting('First prompt', ['sign_in'], SIGN_IN),
    listSetting('First factor after the username', 'first_factor', methods),
    listSetting('Required authenticators', 'required', keys),
    listSetting('Optional authenticators', 'optional', keys),
    listSetting('Second factor', 'challenge', methods),
    selectSetting('Number challenge for push', ['okta_verify', 'number_challenge'], NUMBER_CHALLENGE),
    listSetting('Password recovery', 'recovery', methods),
    listSetting('Account unlock', 'unlock', methods),
    selectSetting('Prompt for an expired password', ['expired_password'], EXPIRED_PASSWORD),
    numberSetting('Poll interval (ms)', ['poll_interval_ms']),
    group(
      checkboxSetting('Magic links', ['magic_link']),
      checkboxSetting('Keep me signed in', ['keep_me_signed_in']),
      checkboxSetting('Self-service registration', ['registration'], {}, null),
      checkboxSetting('Require biometrics', ['okta_verify', 'biometrics']),
      checkboxSetting('Require FIPS compliance', ['okta_verify', 'fips']),
      checkboxSetting('Apple SSO extension', ['okta_verify', 'sso_extension']),
      checkboxSetting('Limit wrong codes', ['code_limit'], {}, null),
      checkboxSetting('Limit resent messages', ['resend_limit'], {}, null),
      checkboxSetting('Error-only replies', ['error_only_replies']),
      checkboxSetting('Require the Origin header', ['require_origin']),
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

const valueAt = (policy, path) => path.reduce((part, name) => part[name], policy);

/** The last change. Changes run one after the other, so each is based on the result of the previous one. */
let lastChange = Promise.resolve();

/** Sets the value at a path. A function `value` computes it from the current value. */
function change(path, value, label) {
  const action = async () => {
    const next = typeof value === 'function' ? value(valueAt(await get('/policy'), path)) : value;
    show(await patch('/policy', path.reduceRight((part, name) => ({ [name]: part }), next)));
  };
  return run(() => (lastChange = lastChange.then(action, action)), `Policy changed: ${label}.`);
}

function selectSetting(label, path, options) {
  const select = element('select', { onchange: () => change(path, select.value, label) },
    ...options.map(([value, text]) => element('option', { value }, text)));
  return {
    node: element('label', { class: 'setting' }, element('span', {}, label), ' ', select),
    update: (policy) => setControl(select, 'value', valueAt(policy, path)),
  };
}

function numberSetting(label, path) {
  const input = element('input', { type: 'number', min: 1, required: true,
    onchange: () => input.reportValidity() && change(path, input.valueAsNumber, label) });
  return {
    node: element('label', { class: 'setting' }, element('span', {}, label), ' ', input),
    update: (policy) => setControl(input, 'value', String(valueAt(policy, path))),
  };
}

/** A checkbox for a setting with the values `on` and `off`. */
function checkboxSetting(label, path, on = true, off = false) {
  const checkbox = element('input', { type: 'checkbox', onchange: () => change(path, checkbox.checked ? on : off, label) });
  return {
    node: element('label', { class: 'check' }, checkbox, ` ${label}`),
    update: (policy) => { checkbox.checked = Boolean(valueAt(policy, path)); },
  };
}

function group(...settings) {
  return {
    node: element('div', { class: 'checkboxes' }, ...settings.map(({ node }) => node)),
    update: (policy) => settings.forEach(({ update }) => update(policy)),
  };
}

/** A collapsible list of checkboxes. Collapsed, it shows the selected values. */
function listSetting(label, name, options) {
  const selection = element('span', { class: 'muted' });
  const checkboxes = options.map(([value]) => element('input', { type: 'checkbox', value, onchange }));
  const labels = options.map(([, text], index) => element('label', { class: 'check' }, checkboxes[index], ` ${text}`));
  /** Keeps the order of the other values, which is the order in which users see them. */
  function onchange({ target: { value, checked } }) {
    const added = checked ? [value] : [];
    return change([name], (values) => [...values.filter((other) => other !== value), ...added], label);
  }
  return {
    node: element('details', { class: 'setting' },
      element('summary', {}, element('span', {}, label), ' ', selection),
      element('div', { class: 'checkboxes', role: 'group', 'aria-label': label }, ...labels)),
    update(policy) {
      const values = policy[name];
      for (const checkbox of checkboxes) checkbox.checked = values.includes(checkbox.value);
      const selected = options.filter(([value]) => values.includes(value)).map(([, text]) => text);
      setText(selection, selected.join(', ') || 'None');
    },
  };
}
