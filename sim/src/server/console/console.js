// The console: a view of the control API that keeps itself up to date.

import { get } from './api.js';
import * as clock from './clock.js';
import { $, element } from './dom.js';
import * as faults from './faults.js';
import * as flows from './flows.js';
import * as inbox from './inbox.js';
import * as log from './log.js';
import * as phone from './phone.js';
import * as policy from './policy.js';
import { afterwards, answers, copyButton } from './said.js';
import * as users from './users.js';

/** Milliseconds between two looks at the org. */
const PACE = 1000;

const parts = [clock, flows, phone, inbox, policy, users, faults, log];
let underWay;

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
  const looks = await Promise.allSettled(parts.map((part) => part.refresh()));
  const failed = looks.find(({ status }) => status === 'rejected');
  // another org may have taken the place of one that was gone
  if (answers(failed?.reason)) log.forget();
}

function fact(term, text) {
  return element('div', {}, element('dt', {}, term), element('dd', {}, element('code', {}, text), ' ', copyButton('Copy', `the ${term}`, () => text)));
}

async function begin() {
  await users.refresh();
  const org = await get('/org');
  $('org').append(fact('issuer', org.issuer), fact('client id', org.client_id),
    fact('redirect URI', org.redirect_uri ?? ''));
  await policy.begin();
  await refresh();
}

afterwards(refresh);
await begin().catch(answers);
setInterval(() => document.hidden || underWay || refresh(), PACE);
setInterval(() => { clock.tick(); phone.tick(); }, PACE / 4);
document.addEventListener('visibilitychange', () => document.hidden || refresh());
