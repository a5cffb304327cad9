// Tokens: verification, renewal, introspection and revocation.

import assert from 'node:assert/strict';
import test from 'node:test';

import { startOrg } from '../../support/org.js';
import { ADA, assertSignedIn, createClient, setUp } from './lib/client.js';

const SCOPES = { scopes: ['openid', 'profile', 'email', 'offline_access'] };

/** Signs in and stores the tokens, as an app does. */
async function signIn({ client, idx }) {
  await idx.start();
  const transaction = await idx.proceed({ step: 'identify', ...ADA });
  await assertSignedIn(client, transaction);
  client.tokenManager.setTokens(transaction.tokens);
  return transaction.tokens;
}

const FORGERIES = {
  'an invalid signature': {
    forge: (body) => {
      const [header, payload, signature] = body.id_token.split('.');
      const other = signature.startsWith('A') ? 'B' : 'A';
      return { ...body, id_token: [header, payload, other + signature.slice(1)].join('.') };
    },
    error: /The token signature is not valid/,
  },
  'an access token that does not match at_hash': {
    forge: (body) => ({ ...body, access_token: body.access_token.replace(/.$/, '~') }),
    error: /Token hash verification failed/,
  },
};

for (const [name, { forge, error }] of Object.entries(FORGERIES)) {
  test(`the client rejects ${name}`, async (t) => {
    const { client, idx } = await setUp(t);
    const send = client.options.httpRequestClient;
    client.options.httpRequestClient = async (method, url, args) => {
      const response = await send(method, url, args);
      if (!url.endsWith('/v1/token')) return response;
      return { ...response, responseText: JSON.stringify(forge(JSON.parse(response.responseText))) };
    };
    await idx.start();
    await assert.rejects(idx.proceed({ step: 'identify', ...ADA }), error);
    assert.ok(client.requests.includes('GET /oauth2/default/v1/keys'));
  });
}

test('the org authorization server issues tokens', async (t) => {
  const org = await startOrg(t);
  const client = createClient(org, { issuer: org.issuer });
  await client.idx.start();
  await assertSignedIn(client, await client.idx.proceed({ step: 'identify', ...ADA }));
});

test('A12: tokens are renewed', async (t) => {
  const { client, idx } = await setUp(t, {}, SCOPES);
  const first = await signIn({ client, idx });
  const accessToken = await client.tokenManager.renew('accessToken');
  assert.notEqual(accessToken.accessToken, first.accessToken.accessToken);
  const { idToken } = client.tokenManager.getTokensSync();
  assert.notEqual(idToken.idToken, first.idToken.idToken);
  assert.equal(idToken.claims.sub, first.idToken.claims.sub);
  assert.equal(idToken.claims.auth_time, first.idToken.claims.auth_time);
  const user = await client.token.getUserInfo(accessToken, idToken);
  assert.equal(user.preferred_username, ADA.username);
});

test('A12e, A12f: tokens are introspected and revoked', async (t) => {
  const { client, idx } = await setUp(t, {}, SCOPES);
  const tokens = await signIn({ client, idx });
  const { accessToken, refreshToken } = tokens;
  const introspect = (kind, token) => client.token.introspect(kind, token);
  const active = await introspect('accessToken', accessToken);
  assert.equal(active.active, true);
  assert.equal(active.client_id, client.options.clientId);
  assert.equal(active.username, ADA.username);
  assert.equal(active.token_type, 'Bearer');

  await client.revokeAccessToken();
  assert.equal((await introspect('accessToken', accessToken)).active, false);
  assert.equal((await introspect('refreshToken', refreshToken)).active, true);
  await client.revokeRefreshToken();
  assert.equal((await introspect('refreshToken', refreshToken)).active, false);
  client.tokenManager.setTokens(tokens);
  await assert.rejects(client.token.renew(accessToken), { errorCode: 'invalid_grant' });
});
