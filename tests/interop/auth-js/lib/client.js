// okta-auth-js as an app uses it, and assertions about a completed sign-in.

import assert from 'node:assert/strict';
import { OktaAuth } from '@okta/okta-auth-js';

import { startOrg } from '../../../support/org.js';

export const ADA = { username: 'ada@example.com', password: 'Correct-Horse-1' };

/** Starts an org with this setup and creates a client for it. Both are stopped after the test. */
export async function setUp(t, setup, options) {
  const org = await startOrg(t, setup);
  const client = createClient(org, options);
  t.after(() => client.tokenManager.stop()); // its timers would keep Node.js alive
  return { org, client, idx: client.idx };
}

/** Creates a client with its own in-memory storage. `client.requests` logs what it sends. */
export function createClient(org, { storageManager, ...options } = {}) {
  const section = { storageProvider: memoryStorage() };
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

/** Asserts that the flow has ended with tokens of this user. */
export async function assertSignedIn(client, transaction, login = ADA.username) {
  assert.equal(transaction.status, 'SUCCESS', JSON.stringify(transaction.messages));
  await assertVerified(client, transaction.tokens, transaction.meta.nonce, login);
}

/**
 * Asserts that the client has verified the tokens with the org's metadata and keys, and that the ID
 * token has the expected user, issuer, client and nonce.
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
  // The client's flow does not pass the nonce to the verification, so verify again with it.
  const { accessToken } = tokens.accessToken;
  await client.token.verify(tokens.idToken, { issuer, nonce, accessToken });
}

/** Returns the i18n keys of the transaction's messages. */
export function messageKeys(transaction) {
  return (transaction.messages ?? []).map(({ i18n }) => i18n.key);
}

/** Returns the names of the remediations that the transaction offers. */
export function offered(transaction) {
  return transaction.neededToProceed.map(({ name }) => name);
}

function memoryStorage() {
  const items = new Map();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => items.set(key, value),
    removeItem: (key) => items.delete(key),
  };
}
