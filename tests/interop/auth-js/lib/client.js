// okta-auth-js as an application has it, and what has to be true when it has signed in.

import assert from 'node:assert/strict';
import { OktaAuth } from '@okta/okta-auth-js';

import { startOrg } from '../../../support/org.js';

export const ADA = { username: 'ada@example.com', password: 'Correct-Horse-1' };

/** An org of this setup and a client of it, both of which end with the test. */
export async function begin(t, setup, options) {
  const org = await startOrg(t, setup);
  const client = createClient(org, options);
  t.after(() => client.tokenManager.stop()); // its timers outlive the process else
  return { org, client, idx: client.idx };
}

/** A client with a memory of its own; `client.requests` is all that it sent. */
export function createClient(org, { storageManager, ...options } = {}) {
  const section = { storageProvider: memory() };
  const client = new OktaAuth({
    issuer: `${org.issuer}/oauth2/default`,
    clientId: org.clientId,
    redirectUri: org.redirectUri,
    scopes: ['openid', 'profile', 'email'],
    storageManager: { token: section, cache: section, transaction: section, ...storageManager },
    ...options,
  });
  const send = client.options.httpRequestClient;
  client.requests = [];
  client.options.httpRequestClient = (method, url, args) => {
    client.requests.push(`${method} ${new URL(url).pathname}`);
    return send(method, url, args);
  };
  return client;
}

/** The flow has ended in tokens, and they are this user's. */
export async function assertSignedIn(client, page, login = ADA.username) {
  assert.equal(page.status, 'SUCCESS', JSON.stringify(page.messages));
  await assertVerified(client, page.tokens, page.meta.nonce, login);
}

/**
 * The client verified the tokens itself: it asked the org for its metadata and its keys, and the ID
 * token says who signed in, where, for whom, and at which request.
 */
export async function assertVerified(client, tokens, nonce, login = ADA.username) {
  const { issuer, clientId, ignoreSignature } = client.options;
  const base = new URL(issuer).pathname.replace(/\/$/, '');
  assert.equal(ignoreSignature, false);
  assert.ok(client.requests.includes(`GET ${base}/.well-known/openid-configuration`));
  assert.ok(client.requests.includes(`GET ${base || '/oauth2'}/v1/keys`));

  const { claims } = tokens.idToken;
  assert.equal(claims.preferred_username, login);
  assert.match(claims.sub, /^00u/);
  assert.equal(claims.iss, issuer);
  assert.equal(claims.aud, clientId);
  assert.ok(nonce);
  assert.equal(claims.nonce, nonce);
  // Once more, because the flow itself does not hand on the nonce.
  const { accessToken } = tokens.accessToken;
  await client.token.verify(tokens.idToken, { issuer, nonce, accessToken });
}

/** The i18n keys of what a page says. */
export function said(page) {
  return (page.messages ?? []).map(({ i18n }) => i18n.key);
}

/** The names of the forms that a page offers. */
export function offered(page) {
  return page.neededToProceed.map(({ name }) => name);
}

function memory() {
  const items = new Map();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => items.set(key, value),
    removeItem: (key) => items.delete(key),
  };
}
