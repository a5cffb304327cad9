// What becomes of the tokens: verified or refused, renewed, asked about, revoked.

import assert from 'node:assert/strict';
import test from 'node:test';

import { startOrg } from '../../support/org.js';
import { ADA, assertSignedIn, begin, createClient } from './lib/client.js';

const SCOPES = { scopes: ['openid', 'profile', 'email', 'offline_access'] };

/** Signs in, and keeps the tokens as an application does. */
async function signIn({ client, idx }) {
  await idx.start();
  const page = await idx.proceed({ step: 'identify', ...ADA });
  await assertSignedIn(client, page);
  client.tokenManager.setTokens(page.tokens);
  return page.tokens;
}

const FORGERIES = {
  'a signature that is broken': {
    forge: (body) => {
      const [header, payload, signature] = body.id_token.split('.');
      const other = signature.startsWith('A') ? 'B' : 'A';
      return { ...body, id_token: [header, payload, other + signature.slice(1)].join('.') };
    },
    refusal: /The token signature is not valid/,
  },
  'an access token that is not the one of the ID token': {
    forge: (body) => ({ ...body, access_token: body.access_token.replace(/.$/, '~') }),
    refusal: /Token hash verification failed/,
  },
};

for (const [what, { forge, refusal }] of Object.entries(FORGERIES)) {
  test(`the client refuses ${what}`, async (t) => {
    const { client, idx } = await begin(t);
    const send = client.options.httpRequestClient;
    client.options.httpRequestClient = async (method, url, args) => {
      const reply = await send(method, url, args);
      if (!url.endsWith('/v1/token')) return reply;
      return { ...reply, responseText: JSON.stringify(forge(JSON.parse(reply.responseText))) };
    };
    await idx.start();
    await assert.rejects(idx.proceed({ step: 'identify', ...ADA }), refusal);
    assert.ok(client.requests.includes('GET /oauth2/default/v1/keys'));
  });
}

test('the org itself is an issuer too', async (t) => {
  const org = await startOrg(t);
  const client = createClient(org, { issuer: org.issuer });
  await client.idx.start();
  await assertSignedIn(client, await client.idx.proceed({ step: 'identify', ...ADA }));
});

test('A12 tokens are renewed', async (t) => {
  const { client, idx } = await begin(t, {}, SCOPES);
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

test('A12 a token is asked about, and revoked', async (t) => {
  const { client, idx } = await begin(t, {}, SCOPES);
  const tokens = await signIn({ client, idx });
  const { accessToken, refreshToken } = tokens;
  const ask = (kind, token) => client.token.introspect(kind, token);
  const known = await ask('accessToken', accessToken);
  assert.equal(known.active, true);
  assert.equal(known.client_id, client.options.clientId);
  assert.equal(known.username, ADA.username);
  assert.equal(known.token_type, 'Bearer');

  await client.revokeAccessToken();
  assert.equal((await ask('accessToken', accessToken)).active, false);
  assert.equal((await ask('refreshToken', refreshToken)).active, true);
  await client.revokeRefreshToken();
  assert.equal((await ask('refreshToken', refreshToken)).active, false);
  client.tokenManager.setTokens(tokens);
  await assert.rejects(client.token.renew(accessToken), { errorCode: 'invalid_grant' });
});
