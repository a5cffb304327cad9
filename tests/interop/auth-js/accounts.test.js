// A: an account is made, opened again, kept in order.

import assert from 'node:assert/strict';
import test from 'node:test';

import { ADA, assertSignedIn, begin, offered, said } from './lib/client.js';

const EVE = { firstName: 'Eve', lastName: 'New', email: 'eve@example.com' };
const SIGN_UP = { policy: { registration: {}, optional: ['phone_number'] } };
const NEW_PASSWORD = 'Brand-New-1';

test('A1 and A2 a sign-up with a mail, the phone skipped', async (t) => {
  const { org, client, idx } = await begin(t, SIGN_UP, { idx: { enableLegacyMode: true } });
  let page = await idx.register({ ...EVE, authenticators: ['okta_email'] });
  assert.equal(page.nextStep.name, 'enroll-authenticator');
  assert.equal(page.nextStep.authenticator.key, 'okta_email');
  const { code } = await org.inbox.newest(EVE.email);
  page = await idx.proceed({ verificationCode: code });
  assert.equal(page.nextStep.name, 'select-authenticator-enroll');
  page = await idx.proceed({ authenticator: 'okta_password' });
  page = await idx.proceed({ password: 'weak' });
  assert.deepEqual(said(page), ['password.passwordRequirementsNotMet']);
  page = await idx.proceed({ password: NEW_PASSWORD });
  assert.equal(page.nextStep.canSkip, true);
  page = await idx.proceed({ skip: true });
  await assertSignedIn(client, page, EVE.email);
  assert.equal(page.tokens.idToken.claims.given_name, EVE.firstName);
});

test('A3 a sign-up with a mail address that is none, and one that is taken', async (t) => {
  const { org, client, idx } = await begin(t, SIGN_UP);
  let page = await idx.start();
  assert.ok(page.enabledFeatures.includes('enroll-profile'));
  page = await idx.proceed({ step: 'select-enroll-profile' });
  assert.equal(page.nextStep.name, 'enroll-profile');
  page = await idx.proceed({ step: 'enroll-profile', userProfile: { ...EVE, email: 'not-an-address' } });
  assert.deepEqual(said(page), ['registration.error.invalidLoginEmail']);
  page = await idx.proceed({ step: 'enroll-profile', userProfile: { ...EVE, email: ADA.username } });
  assert.deepEqual(said(page), ['registration.error.notUniqueWithinOrg']);
  await idx.proceed({ step: 'enroll-profile', userProfile: EVE });
  await idx.proceed({ step: 'select-authenticator-enroll', authenticator: 'okta_email' });
  const { code } = await org.inbox.newest(EVE.email);
  await idx.proceed({ step: 'enroll-authenticator', verificationCode: code });
  await idx.proceed({ step: 'select-authenticator-enroll', authenticator: 'okta_password' });
  page = await idx.proceed({ step: 'enroll-authenticator', password: NEW_PASSWORD });
  page = await idx.proceed({ step: 'skip' });
  await assertSignedIn(client, page, EVE.email);
});

test('A4 a forgotten password', async (t) => {
  const { org, client, idx } = await begin(t, { policy: { recovery: ['email'] } });
  let page = await idx.recoverPassword();
  assert.equal(page.nextStep.name, 'identify-recovery');
  page = await idx.proceed({ step: 'identify-recovery', username: ADA.username });
  assert.equal(page.context.intent, 'CREDENTIAL_RECOVERY');
  const { code } = await org.inbox.newest(ADA.username);
  page = await idx.proceed({ step: 'challenge-authenticator', verificationCode: code });
  assert.equal(page.nextStep.name, 'reset-authenticator');
  page = await idx.proceed({ step: 'reset-authenticator', password: 'weak' });
  assert.deepEqual(said(page), ['password.passwordRequirementsNotMet']);
  page = await idx.proceed({ step: 'reset-authenticator', password: NEW_PASSWORD });
  await assertSignedIn(client, page);
});

test('A5 a forgotten password of nobody', async (t) => {
  const { idx } = await begin(t, { policy: { recovery: ['email'] } });
  await idx.recoverPassword();
  const page = await idx.proceed({ step: 'identify-recovery', username: 'nobody@example.com' });
  assert.deepEqual(said(page), ['idx.unknown.user']);
  assert.deepEqual(offered(page), ['identify-recovery']);
});

test('A8 a locked account', async (t) => {
  const { org, client, idx } = await begin(t, {
    users: [{ status: 'locked_out' }],
    policy: { unlock: ['email'] },
  });
  let page = await idx.unlockAccount();
  assert.equal(page.nextStep.name, 'select-authenticator-unlock-account');
  page = await idx.proceed({
    step: 'select-authenticator-unlock-account',
    username: ADA.username,
    authenticator: 'okta_email',
  });
  assert.equal(page.nextStep.name, 'challenge-authenticator');
  const { code } = await org.inbox.newest(ADA.username);
  page = await idx.proceed({ step: 'challenge-authenticator', verificationCode: code });
  assert.equal(page.status, 'TERMINAL');
  assert.deepEqual(said(page), ['oie.selfservice.unlock_user.success.message']);
  await idx.start({ flow: 'authenticate' });
  page = await idx.proceed({ step: 'identify', ...ADA });
  await assertSignedIn(client, page);
});

test('A9 an expired password, and a new one that is too weak first', async (t) => {
  const { client, idx } = await begin(t, { users: [{ password_state: 'expired' }] });
  await idx.start();
  let page = await idx.proceed({ step: 'identify', ...ADA });
  assert.equal(page.nextStep.name, 'reenroll-authenticator');
  page = await idx.proceed({ step: 'reenroll-authenticator', newPassword: 'weak' });
  assert.deepEqual(said(page), ['password.passwordRequirementsNotMet']);
  page = await idx.proceed({ step: 'reenroll-authenticator', newPassword: NEW_PASSWORD });
  await assertSignedIn(client, page);
});
