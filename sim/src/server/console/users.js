// The users of the org.

import { get, patch, post, withQuery } from './api.js';
import { $, element, list, setControl } from './dom.js';
import { run } from './messages.js';
import { setUsers } from './phone.js';

const STATUSES = [['active', 'Active'], ['locked_out', 'Locked out'], ['suspended', 'Suspended'], ['staged', 'Staged']];
/** Other numbers of days, from a setup, are added when they occur. */
const PASSWORD_STATES = [['valid', 'Valid'], ['expired', 'Expired'], ['3', 'Expires in 3 days']];

export async function refresh() {
  show(await get('/users'));
}

function show({ users }) {
  setUsers(users);
  draw(users);
}

const draw = list($('users'), ({ login }) => login, ({ login }) => {
  const change = (changes) =>
    run(async () => show(await patch(withQuery('/users', 'user', login), changes)), `${login} updated.`);
  const enrolled = element('p', { class: 'chips' });
  const status = select(`Status of ${login}`, STATUSES, (value) => change({ status: value }));
  const password = select(`Password of ${login}`, PASSWORD_STATES,
    (value) => change({ password_state: passwordState(value) }));
  const node = element('li', {}, element('div', { class: 'head' }, element('h3', {}, login)), enrolled,
    element('p', { class: 'line' },
      element('label', {}, 'Status ', status), element('label', {}, 'Password ', password)));
  return {
    node,
    update(user) {
      setControl(status, 'value', user.status);
      const days = user.password_state.expires_in_days;
      if (days !== undefined && ![...password.options].some(({ value }) => value === String(days))) {
        password.append(element('option', { value: String(days) }, `Expires in ${days} days`));
      }
      setControl(password, 'value', String(days ?? user.password_state));
      const keys = user.enrolled.join();
      if (enrolled.dataset.keys === keys) return;
      enrolled.dataset.keys = keys;
      enrolled.replaceChildren(...user.enrolled.map((key) => element('code', {}, key)));
    },
  };
});

const passwordState = (value) => (Number(value) ? { expires_in_days: Number(value) } : value);

function select(label, options, onSelect) {
  const node = element('select', { 'aria-label': label, onchange: () => onSelect(node.value) },
    ...options.map(([value, text]) => element('option', { value }, text)));
  return node;
}

$('add-user').addEventListener('submit', (event) => {
  event.preventDefault();
  const { login, password, phone } = event.target.elements;
  const name = login.value.trim();
  const user = { login: name, email: name, first_name: name.split('@')[0], last_name: 'Example' };
  user.password = password.value || null;
  user.enrolled = ['okta_email', ...(phone.checked ? [{ okta_verify: `Phone of ${name}` }] : [])];
  run(async () => {
    show(await post('/users', user));
    event.target.reset();
  }, `${name} added.`);
});
