// P1–P5, P8, P14: passwords, codes by email and SMS, and an identity provider.

import assert from 'node:assert/strict';
import test from 'node:test';

import { ADA, assertSignedIn, assertVerified, messageKeys, offered, setUp } from './lib/client.js';

const NUMBER = '+15550104477';

test('P1: password', async (t) => {
  const { client, idx } = await setUp(t);
  await idx.start();
  const transaction = await idx.proceed({ step: 'identify', ...ADA });
  await assertSignedIn(client, transaction);
  assert.deepEqual(transaction.tokens.idToken.claims.amr, ['pwd']);
});

test('P2: username first', async (t) => {
  const { client, idx } = await setUp(t, { policy: { sign_in: 'identifier_first' } });
  let transaction = await idx.start();
  const names = transaction.availableSteps[0].inputs.map(({ name }) => name);
  assert.deepEqual(names, ['username', 'rememberMe']);
  transaction = await idx.proceed({ step: 'identify', username: ADA.username });
  assert.equal(transaction.nextStep.name, 'challenge-authenticator');
  assert.equal(transaction.nextStep.relatesTo.value.key, 'okta_password');
  transaction = await idx.proceed({ step: 'challenge-authenticator', password: ADA.password });
  await assertSignedIn(client, transaction);
});

test('P3: password, after a wrong one', async (t) => {
  const { client, idx } = await setUp(t);
  await idx.start();
  let transaction = await idx.proceed({ step: 'identify', ...ADA, password: 'wrong' });
  assert.equal(transaction.status, 'PENDING');
  assert.deepEqual(messageKeys(transaction), ['errors.E0000004']);
  assert.deepEqual(offered(transaction), ['identify']);
  transaction = await idx.proceed({ step: 'identify', ...ADA });
  await assertSignedIn(client, transaction);
});

test('P4: password, after an unknown username', async (t) => {
  const { client, idx } = await setUp(t, { policy: { sign_in: 'identifier_first' } });
  await idx.start();
  let transaction = await idx.proceed({ step: 'identify', username: 'nobody@example.com' });
  assert.deepEqual(messageKeys(transaction), ['idx.unknown.user']);
  assert.equal(transaction.nextStep.name, 'identify');
  await idx.proceed({ step: 'identify', username: ADA.username });
  transaction = await idx.proceed({ step: 'challenge-authenticator', password: ADA.password });
  await assertSignedIn(client, transaction);
});

test('P5: code by email, after a wrong one', async (t) => {
  const { org, client, idx } = await setUp(t, { policy: { challenge: ['email'] } });
  await idx.start();
  let transaction = await idx.proceed({ step: 'identify', ...ADA });
  assert.equal(transaction.nextStep.name, 'challenge-authenticator');
  assert.equal(transaction.nextStep.relatesTo.value.profile.email, 'a***a@example.com');
  transaction = await idx.proceed({ step: 'challenge-authenticator', verificationCode: 'wrong' });
  assert.deepEqual(messageKeys(transaction), ['api.authn.error.PASSCODE_INVALID']);
  const { code } = await org.inbox.newest(ADA.username);
  transaction = await idx.proceed({ step: 'challenge-authenticator', verificationCode: code });
  await assertSignedIn(client, transaction);
});

test('P8: code by SMS, resent', async (t) => {
  const { org, client, idx } = await setUp(t, {
    users: [{ enrolled: [{ phone_number: NUMBER }] }],
    policy: { challenge: ['sms'] },
  });
  await idx.start();
  let transaction = await idx.proceed({ step: 'identify', ...ADA });
  assert.equal(transaction.nextStep.name, 'authenticator-verification-data');
  assert.deepEqual(await org.inbox.messages(), [], 'a message was sent before the method was selected');
  transaction = await idx.proceed({ step: 'authenticator-verification-data', methodType: 'sms' });
  assert.equal(transaction.nextStep.canResend, true);
  const first = await org.inbox.newest(NUMBER);
  await idx.proceed({ resend: true });
  transaction = await idx.proceed({ step: 'challenge-authenticator', verificationCode: first.code });
  assert.deepEqual(messageKeys(transaction), ['api.authn.error.PASSCODE_INVALID']);
  const second = await org.inbox.newest(NUMBER);
  transaction = await idx.proceed({ step: 'challenge-authenticator', verificationCode: second.code });
  await assertSignedIn(client, transaction);
});

test('P14: identity provider', async (t) => {
  const { client, idx } = await setUp(t, {
    identity_providers: [{ type: 'GOOGLE', name: 'Google', login: ADA.username }],
  });
  const transaction = await idx.start();
  assert.ok(transaction.enabledFeatures.includes('redirect-idp'));
  const provider = transaction.availableSteps.find(({ name }) => name === 'redirect-idp');
  assert.equal(provider.type, 'GOOGLE');
  // The browser opens the provider, which redirects to the app.
  const { headers } = await fetch(provider.href, { redirect: 'manual' });
  await idx.handleInteractionCodeRedirect(headers.get('location'));
  await assertVerified(client, client.tokenManager.getTokensSync(), transaction.meta.nonce);
});
