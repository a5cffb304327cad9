// A1–A9: sign-up, password recovery, account unlock and expired passwords.

import assert from 'node:assert/strict';
import test from 'node:test';

import { ADA, assertSignedIn, messageKeys, offered, setUp } from './lib/client.js';

const EVE = { firstName: 'Eve', lastName: 'New', email: 'eve@example.com' };
const SIGN_UP = { policy: { registration: {}, optional: ['phone_number'] } };
const NEW_PASSWORD = 'Brand-New-1';

test('A1, A2: sign-up with an email address, and the optional phone is skipped', async (t) => {
  const { org, client, idx } = await setUp(t, SIGN_UP, { idx: { enableLegacyMode: true } });
  let transaction = await idx.register({ ...EVE, authenticators: ['okta_email'] });
  assert.equal(transaction.nextStep.name, 'enroll-authenticator');
  assert.equal(transaction.nextStep.authenticator.key, 'okta_email');
  const { code } = await org.inbox.newest(EVE.email);
  transaction = await idx.proceed({ verificationCode: code });
  assert.equal(transaction.nextStep.name, 'select-authenticator-enroll');
  transaction = await idx.proceed({ authenticator: 'okta_password' });
  transaction = await idx.proceed({ password: 'weak' });
  assert.deepEqual(messageKeys(transaction), ['password.passwordRequirementsNotMet']);
  transaction = await idx.proceed({ password: NEW_PASSWORD });
  assert.equal(transaction.nextStep.canSkip, true);
  transaction = await idx.proceed({ skip: true });
  await assertSignedIn(client, transaction, EVE.email);
  assert.equal(transaction.tokens.idToken.claims.given_name, EVE.firstName);
});

test('A3: sign-up with an invalid email address, a taken one, and then a new one', async (t) => {
  const { org, client, idx } = await setUp(t, SIGN_UP);
  let transaction = await idx.start();
  assert.ok(transaction.enabledFeatures.includes('enroll-profile'));
  transaction = await idx.proceed({ step: 'select-enroll-profile' });
  assert.equal(transaction.nextStep.name, 'enroll-profile');
  const invalid = { ...EVE, email: 'not-an-address' };
  transaction = await idx.proceed({ step: 'enroll-profile', userProfile: invalid });
  assert.deepEqual(messageKeys(transaction), ['registration.error.invalidLoginEmail']);
  const taken = { ...EVE, email: ADA.username };
  transaction = await idx.proceed({ step: 'enroll-profile', userProfile: taken });
  assert.deepEqual(messageKeys(transaction), ['registration.error.notUniqueWithinOrg']);
  await idx.proceed({ step: 'enroll-profile', userProfile: EVE });
  await idx.proceed({ step: 'select-authenticator-enroll', authenticator: 'okta_email' });
  const { code } = await org.inbox.newest(EVE.email);
  await idx.proceed({ step: 'enroll-authenticator', verificationCode: code });
  await idx.proceed({ step: 'select-authenticator-enroll', authenticator: 'okta_password' });
  transaction = await idx.proceed({ step: 'enroll-authenticator', password: NEW_PASSWORD });
  transaction = await idx.proceed({ step: 'skip' });
  await assertSignedIn(client, transaction, EVE.email);
});

test('A4: password recovery by email', async (t) => {
  const { org, client, idx } = await setUp(t, { policy: { recovery: ['email'] } });
  let transaction = await idx.recoverPassword();
  assert.equal(transaction.nextStep.name, 'identify-recovery');
  transaction = await idx.proceed({ step: 'identify-recovery', username: ADA.username });
  assert.equal(transaction.context.intent, 'CREDENTIAL_RECOVERY');
  const { code } = await org.inbox.newest(ADA.username);
  transaction = await idx.proceed({ step: 'challenge-authenticator', verificationCode: code });
  assert.equal(transaction.nextStep.name, 'reset-authenticator');
  transaction = await idx.proceed({ step: 'reset-authenticator', password: 'weak' });
  assert.deepEqual(messageKeys(transaction), ['password.passwordRequirementsNotMet']);
  transaction = await idx.proceed({ step: 'reset-authenticator', password: NEW_PASSWORD });
  await assertSignedIn(client, transaction);
});

test('A5: password recovery for an unknown user', async (t) => {
  const { idx } = await setUp(t, { policy: { recovery: ['email'] } });
  await idx.recoverPassword();
  const transaction = await idx.proceed({ step: 'identify-recovery', username: 'nobody@example.com' });
  assert.deepEqual(messageKeys(transaction), ['idx.unknown.user']);
  assert.deepEqual(offered(transaction), ['identify-recovery']);
});

test('A8: account unlock by email', async (t) => {
  const { org, client, idx } = await setUp(t, {
    users: [{ status: 'locked_out' }],
    policy: { unlock: ['email'] },
  });
  let transaction = await idx.unlockAccount();
  assert.equal(transaction.nextStep.name, 'select-authenticator-unlock-account');
  transaction = await idx.proceed({
    step: 'select-authenticator-unlock-account',
    username: ADA.username,
    authenticator: 'okta_email',
  });
  assert.equal(transaction.nextStep.name, 'challenge-authenticator');
  const { code } = await org.inbox.newest(ADA.username);
  transaction = await idx.proceed({ step: 'challenge-authenticator', verificationCode: code });
  assert.equal(transaction.status, 'TERMINAL');
  assert.deepEqual(messageKeys(transaction), ['oie.selfservice.unlock_user.success.message']);
  await idx.start({ flow: 'authenticate' });
  transaction = await idx.proceed({ step: 'identify', ...ADA });
  await assertSignedIn(client, transaction);
});

test('A9: an expired password is replaced, after one that is too weak', async (t) => {
  const { client, idx } = await setUp(t, { users: [{ password_state: 'expired' }] });
  await idx.start();
  let transaction = await idx.proceed({ step: 'identify', ...ADA });
  assert.equal(transaction.nextStep.name, 'reenroll-authenticator');
  transaction = await idx.proceed({ step: 'reenroll-authenticator', newPassword: 'weak' });
  assert.deepEqual(messageKeys(transaction), ['password.passwordRequirementsNotMet']);
  transaction = await idx.proceed({ step: 'reenroll-authenticator', newPassword: NEW_PASSWORD });
  await assertSignedIn(client, transaction);
});
