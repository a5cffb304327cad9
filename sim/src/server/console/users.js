// The people who have an account.

import { get, of, patch, post } from './api.js';
import { $, element, rows, set, write } from './dom.js';
import { owners } from './phone.js';
import { run } from './messages.js';

const STATUS = [['active', 'active'], ['locked_out', 'locked out'], ['suspended', 'suspended'], ['staged', 'staged']];
/** The days are an example; others, from a setup, are shown as they are. */
const PASSWORD = [['valid', 'valid'], ['expired', 'expired'], ['3', 'expires in 3 days']];

export async function refresh() {
  show(await get('/users'));
}

function show({ users }) {
  owners(users);
  draw(users);
}

const draw = rows($('users'), ({ login }) => login, ({ login }) => {
  const change = (what) => run(async () => show(await patch(of('/users', 'user', login), what)), `${login} changed.`);
  const has = element('p', { class: 'chips' });
  const status = select(`Status of ${login}`, STATUS, (value) => change({ status: value }));
  const password = select(`Password of ${login}`, PASSWORD, (value) => change({ password_state: state(value) }));
  const node = element('li', {}, element('div', { class: 'head' }, element('h3', {}, login)), has,
    element('p', { class: 'line' },
      element('label', {}, 'Status ', status), element('label', {}, 'Password ', password)));
  return {
    node,
    update(user) {
      set(status, 'value', user.status);
      const days = user.password_state.expires_in_days;
      if (days !== undefined && ![...password.options].some(({ value }) => value === String(days))) {
        password.append(element('option', { value: String(days) }, `expires in ${days} days`));
      }
      set(password, 'value', String(days ?? user.password_state));
      const words = user.enrolled.join();
      if (has.dataset.words === words) return;
      has.dataset.words = words;
      has.replaceChildren(...user.enrolled.map((key) => element('code', {}, key)));
    },
  };
});

const state = (value) => (Number(value) ? { expires_in_days: Number(value) } : value);

function select(label, options, changed) {
  const made = element('select', { 'aria-label': label, onchange: () => changed(made.value) },
    ...options.map(([value, words]) => element('option', { value }, words)));
  return made;
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
  }, `${name} was added.`);
});
