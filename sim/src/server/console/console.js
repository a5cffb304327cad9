// The console: everything it does, it does through the control API.

const $ = (id) => document.getElementById(id);

async function call(method, door, body) {
  const reply = await fetch(`/sim${door}`, { method, body });
  const json = await reply.json();
  if (!reply.ok) throw new Error(json.error);
  return json;
}

const post = (door, json) => call('POST', door, json && JSON.stringify(json));
const phone = (door) => `/phone${door}?user=${encodeURIComponent($('user').value)}`;

/** Texts come from clients and setups: they are only ever set as text. */
function element(name, text, ...children) {
  const made = document.createElement(name);
  made.textContent = text;
  made.append(...children);
  return made;
}

function button(text, act) {
  const made = element('button', text);
  made.addEventListener('click', () => run(act));
  return made;
}

function terms(pairs) {
  return Object.entries(pairs).flatMap(([term, value]) => [
    element('dt', term),
    element('dd', value ?? '–'),
  ]);
}

/** Does something, shows what became of it, and why it could not be done. */
async function run(act) {
  try {
    await act();
    $('error').textContent = '';
  } catch (error) {
    $('error').textContent = error.message;
  }
  await refresh().catch(() => {});
}

function push({ pending }) {
  if (!pending) return [element('span', 'No push waits.')];
  const answers = pending.numbers.length
    ? pending.numbers.map((number) => button(number, () => post(phone('/number'), { number })))
    : [button('Yes, it’s me', () => post(phone('/approve')))];
  const reject = button('No, it’s not me', () => post(phone('/reject')));
  return [element('span', `Did ${pending.login} just try to sign in? `), ...answers, reject];
}

function letter({ to, kind, subject, code, link }) {
  const item = element('li', `${kind} to ${to}: ${subject} ${code ?? ''} `);
  if (link) {
    item.append(
      button('Open on the phone', () => post(phone('/open'), { link })),
      button('Open in the same browser', () => post('/inbox/open', { link, in: 'same_browser' })),
      button('Open in another browser', () => post('/inbox/open', { link, in: 'other_browser' })),
    );
  }
  return item;
}

/** Redraws a part only when it changed, so that nothing moves under the pointer. */
const drawn = {};
function draw(id, state, make) {
  const text = JSON.stringify(state);
  if (drawn[id] === text) return;
  drawn[id] = text;
  $(id).replaceChildren(...make(state));
}

async function refresh() {
  const screen = await call('GET', phone(''));
  const { pending, ...shown } = screen;
  draw('phone', shown, terms);
  draw('push', { pending, user: $('user').value }, push);
  draw('inbox', (await call('GET', '/inbox')).letters.toReversed(), (all) => all.map(letter));
  draw('faults', (await call('GET', '/faults')).faults, (all) =>
    all.map((rule) => element('li', JSON.stringify(rule))));
  $('now').textContent = (await call('GET', '/clock')).now;
}

const scan = (picture) => run(() => call('POST', phone('/scan'), picture));

$('picture').addEventListener('change', ({ target }) => target.files[0] && scan(target.files[0]));
document.addEventListener('paste', ({ clipboardData }) => {
  const picture = [...clipboardData.files].find((file) => file.type === 'image/png');
  if (picture) scan(picture);
});
$('user').addEventListener('change', () => run(() => {}));
$('clear').addEventListener('click', () => run(() => call('DELETE', '/faults')));
$('fault').addEventListener('submit', (event) => {
  event.preventDefault();
  const { kind, path, times } = Object.fromEntries(new FormData(event.target));
  run(() => post('/faults', { path: path || null, times: Number(times), fault: { kind } }));
});
for (const advance of document.querySelectorAll('[data-advance]')) {
  advance.addEventListener('click', () =>
    run(() => post('/clock/advance', { ms: Number(advance.dataset.advance) })));
}

const { users, ...org } = await call('GET', '/org');
$('org').append(...terms(org), ...users.flatMap(({ login, password }) => terms({ [login]: password })));
$('user').append(...users.map(({ login }) => element('option', login)));
setInterval(() => refresh().catch(() => {}), 1000);
await run(() => {});
