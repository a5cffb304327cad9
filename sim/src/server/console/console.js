// The console: a view of the control API that refreshes itself.

import { get } from './api.js';
import * as clock from './clock.js';
import * as connections from './connections.js';
import { $, element } from './dom.js';
import * as factors from './factors.js';
import * as faults from './faults.js';
import * as flows from './flows.js';
import * as inbox from './inbox.js';
import * as log from './log.js';
import { copyButton, refreshAfterActions, reportConnection } from './messages.js';
import * as phone from './phone.js';
import * as policy from './policy.js';
import * as users from './users.js';

/** Milliseconds between two refreshes. */
const REFRESH_INTERVAL_MS = 1000;

const parts = [clock, flows, phone, factors, inbox, policy, users, faults, connections, log];
let currentRefresh;
let isInitialized = false;

/** Refreshes all parts. If a refresh is running, another one follows it. */
async function refresh() {
  if (currentRefresh) {
    await currentRefresh;
    return refresh();
  }
  currentRefresh = refreshAll();
  await currentRefresh;
  currentRefresh = undefined;
}

async function refreshAll() {
  const refreshes = isInitialized ? parts.map((part) => part.refresh()) : [initialize()];
  const results = await Promise.allSettled(refreshes);
  reportConnection(results.find(({ status }) => status === 'rejected')?.reason);
}

function fact(term, text) {
  return element('div', {}, element('dt', {}, term), element('dd', {},
    element('code', {}, text), ' ', copyButton('Copy', `the ${term.toLowerCase()}`, () => text)));
}

/** Builds the parts of the page that do not change. */
async function initialize() {
  await users.refresh();
  const org = await get('/org');
  await policy.initialize();
  $('org').append(fact('Issuer', org.issuer), fact('Client ID', org.client_id),
    fact('Redirect URI', org.redirect_uri ?? ''));
  isInitialized = true;
}

refreshAfterActions(refresh);
await refresh(); // initializes
await refresh();
setInterval(() => document.hidden || currentRefresh || refresh(), REFRESH_INTERVAL_MS);
setInterval(() => { clock.tick(); phone.tick(); }, REFRESH_INTERVAL_MS / 4);
document.addEventListener('visibilitychange', () => document.hidden || refresh());
