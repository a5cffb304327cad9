// P: a password, a code by mail or phone, an identity provider.

import assert from 'node:assert/strict';
import test from 'node:test';

import { ADA, assertSignedIn, assertVerified, begin, offered, said } from './lib/client.js';

const NUMBER = '+15550104477';

test('P1 a password', async (t) => {
  const { client, idx } = await begin(t);
  await idx.start();
  const page = await idx.proceed({ step: 'identify', ...ADA });
  await assertSignedIn(client, page);
  assert.deepEqual(page.tokens.idToken.claims.amr, ['pwd']);
});

test('P2 the username first', async (t) => {
  const { client, idx } = await begin(t, { policy: { sign_in: 'identifier_first' } });
  let page = await idx.start();
  assert.deepEqual(page.availableSteps[0].inputs.map(({ name }) => name), ['username', 'rememberMe']);
  page = await idx.proceed({ step: 'identify', username: ADA.username });
  assert.equal(page.nextStep.name, 'challenge-authenticator');
  assert.equal(page.nextStep.relatesTo.value.key, 'okta_password');
  page = await idx.proceed({ step: 'challenge-authenticator', password: ADA.password });
  await assertSignedIn(client, page);
});

test('P3 a wrong password, then the right one', async (t) => {
  const { client, idx } = await begin(t);
  await idx.start();
  let page = await idx.proceed({ step: 'identify', ...ADA, password: 'wrong' });
  assert.equal(page.status, 'PENDING');
  assert.deepEqual(said(page), ['errors.E0000004']);
  assert.deepEqual(offered(page), ['identify']);
  page = await idx.proceed({ step: 'identify', ...ADA });
  await assertSignedIn(client, page);
});

test('P4 nobody of that name', async (t) => {
  const { client, idx } = await begin(t, { policy: { sign_in: 'identifier_first' } });
  await idx.start();
  let page = await idx.proceed({ step: 'identify', username: 'nobody@example.com' });
  assert.deepEqual(said(page), ['idx.unknown.user']);
  assert.equal(page.nextStep.name, 'identify');
  await idx.proceed({ step: 'identify', username: ADA.username });
  page = await idx.proceed({ step: 'challenge-authenticator', password: ADA.password });
  await assertSignedIn(client, page);
});

test('P5 a code by mail, first a wrong one', async (t) => {
  const { org, client, idx } = await begin(t, { policy: { challenge: ['email'] } });
  await idx.start();
  let page = await idx.proceed({ step: 'identify', ...ADA });
  assert.equal(page.nextStep.name, 'challenge-authenticator');
  assert.equal(page.nextStep.relatesTo.value.profile.email, 'a***a@example.com');
  page = await idx.proceed({ step: 'challenge-authenticator', verificationCode: 'nope' });
  assert.deepEqual(said(page), ['api.authn.error.PASSCODE_INVALID']);
  const { code } = await org.inbox.newest(ADA.username);
  page = await idx.proceed({ step: 'challenge-authenticator', verificationCode: code });
  await assertSignedIn(client, page);
});

test('P8 a code by text, sent again', async (t) => {
  const { org, client, idx } = await begin(t, {
    users: [{ enrolled: [{ phone_number: NUMBER }] }],
    policy: { challenge: ['sms'] },
  });
  await idx.start();
  let page = await idx.proceed({ step: 'identify', ...ADA });
  assert.equal(page.nextStep.name, 'authenticator-verification-data');
  assert.deepEqual(await org.inbox.messages(), [], 'nothing is sent unasked');
  page = await idx.proceed({ step: 'authenticator-verification-data', methodType: 'sms' });
  assert.equal(page.nextStep.canResend, true);
  const first = await org.inbox.newest(NUMBER);
  await idx.proceed({ resend: true });
  page = await idx.proceed({ step: 'challenge-authenticator', verificationCode: first.code });
  assert.deepEqual(said(page), ['api.authn.error.PASSCODE_INVALID']);
  const second = await org.inbox.newest(NUMBER);
  page = await idx.proceed({ step: 'challenge-authenticator', verificationCode: second.code });
  await assertSignedIn(client, page);
});

test('P14 by an identity provider', async (t) => {
  const { client, idx } = await begin(t, {
    identity_providers: [{ type: 'GOOGLE', name: 'Google', login: ADA.username }],
  });
  const page = await idx.start();
  assert.ok(page.enabledFeatures.includes('redirect-idp'));
  const provider = page.availableSteps.find(({ name }) => name === 'redirect-idp');
  assert.equal(provider.type, 'GOOGLE');
  // The browser goes there and comes back.
  const { headers } = await fetch(provider.href, { redirect: 'manual' });
  await idx.handleInteractionCodeRedirect(headers.get('location'));
  await assertVerified(client, client.tokenManager.getTokensSync(), page.meta.nonce);
});
