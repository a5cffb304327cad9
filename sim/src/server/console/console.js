// The console: a view of the control API that keeps itself up to date.

import { get } from './api.js';
import * as clock from './clock.js';
import { $, element } from './dom.js';
import * as factors from './factors.js';
import * as faults from './faults.js';
import * as flows from './flows.js';
import * as inbox from './inbox.js';
import * as log from './log.js';
import * as phone from './phone.js';
import * as policy from './policy.js';
import { afterwards, answers, copyButton } from './messages.js';
import * as users from './users.js';

/** Milliseconds between two looks at the org. */
const PACE = 1000;

const parts = [clock, flows, phone, factors, inbox, policy, users, faults, log];
let underWay;
let hasBegun = false;

/** Looks at everything once; who asks while it looks has the same look, and one more. */
async function refresh() {
  if (underWay) {
    await underWay;
    return refresh();
  }
  underWay = look();
  await underWay;
  underWay = undefined;
}

async function look() {
  const looks = await Promise.allSettled(hasBegun ? parts.map((part) => part.refresh()) : [begin()]);
  answers(looks.find(({ status }) => status === 'rejected')?.reason);
}

function fact(term, text) {
  return element('div', {}, element('dt', {}, term), element('dd', {}, element('code', {}, text), ' ', copyButton('Copy', `the ${term}`, () => text)));
}

/** Shows what stays as it is. */
async function begin() {
  await users.refresh();
  const org = await get('/org');
  await policy.begin();
  $('org').append(fact('issuer', org.issuer), fact('client id', org.client_id),
    fact('redirect URI', org.redirect_uri ?? ''));
  hasBegun = true;
}

afterwards(refresh);
await refresh(); // it begins
await refresh();
setInterval(() => document.hidden || underWay || refresh(), PACE);
setInterval(() => { clock.tick(); phone.tick(); }, PACE / 4);
document.addEventListener('visibilitychange', () => document.hidden || refresh());
