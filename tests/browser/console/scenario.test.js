// Sign-in scenarios of an app, with the phone, the inbox and the settings operated in the console.

import assert from 'node:assert/strict';

import { pageTest } from '../../support/chromium.js';
import { startOrg } from '../../support/org.js';
import { signIn, startFlow } from './app.js';
import { dropImage, openConsole, pasteImage, setPolicyList, toJpeg, waitForMessage } from './user.js';

const ENROLL = 'select-authenticator-enroll';

pageTest('a dropped QR code enrolls Okta Verify, and a push is answered by its number', async (page, seen, t) => {
  const org = await startOrg(t, { policy: { rate_limit: null } });
  await openConsole(page, org);
  await setPolicyList(page, 'Required authenticators', ['Okta Verify']);

  const enrollment = await signIn(org);
  assert.deepEqual(enrollment.remediationNames, [ENROLL], 'the new flow follows the policy');
  await page.locator('#flows li', { hasText: 'ada@example.com' }).filter({ hasText: ENROLL }).waitFor();
  await enrollment.selectAuthenticator(ENROLL, 'Okta Verify');
  await dropImage(page, enrollment.contextualData.qrcode.href);
  await waitForMessage(page, 'QR code scanned.');
  await enrollment.submit('enroll-poll');
  assert.ok((await enrollment.tokens()).access_token);
  await page.locator('#flows:empty').waitFor({ state: 'attached' });

  await setPolicyList(page, 'Required authenticators', []);
  await setPolicyList(page, 'Second factor', ['Okta Verify: Get a push notification']);
  await page.getByLabel('Number challenge for push').selectOption('at_once');
  await waitForMessage(page, 'Policy changed: Number challenge for push.');
  const push = await signIn(org);
  const number = push.contextualData.correctAnswer;
  await page.locator('#numbers').getByRole('button', { name: number, exact: true }).click();
  await waitForMessage(page, `Selected ${number}.`);
  await push.submit('challenge-poll');
  assert.ok((await push.tokens()).access_token);

  const rejected = await signIn(org);
  await page.getByRole('button', { name: 'No, it’s not me' }).click();
  await waitForMessage(page, 'Push rejected.');
  await rejected.submit('challenge-poll');
  assert.equal(rejected.response.successWithInteractionCode, undefined);
  assert.deepEqual(seen.errors, []);
});

pageTest('a QR code can be pasted, or chosen as an image file of any type', async (page, seen, t) => {
  const org = await startOrg(t, { policy: { required: ['okta_verify'] } });
  await openConsole(page, org);
  const flow = await signIn(org);
  await flow.selectAuthenticator(ENROLL, 'Okta Verify');
  const png = flow.contextualData.qrcode.href;
  await page.getByLabel('Biometrics enabled').uncheck();
  await page.getByLabel('Require biometrics').check();
  await waitForMessage(page, 'Policy changed: Require biometrics.');
  await pasteImage(page, png);
  await page.locator('#error', { hasText: 'biometrics' }).waitFor();
  await page.getByLabel('Biometrics enabled').check();

  const buffer = await toJpeg(page, png);
  await page.getByLabel('Scan a QR code').setInputFiles({ name: 'qr.jpg', mimeType: 'image/jpeg', buffer });
  await waitForMessage(page, 'QR code scanned.');
  await page.locator('#error:empty').waitFor({ state: 'attached' });
  await flow.submit('enroll-poll');
  assert.ok(flow.response.successWithInteractionCode);
  await page.waitForFunction(async () => {
    const phone = await (await fetch('/sim/phone')).json();
    return document.getElementById('totp-code').textContent === phone.totp;
  });
  assert.deepEqual(seen.errors, []);
});

pageTest('an emailed activation link is opened on the phone of the selected user', async (page, seen, t) => {
  const bob = { login: 'bob@example.com', email: 'bob@example.com' };
  const policy = { required: ['okta_verify'], okta_verify: { channels: ['email'] } };
  const org = await startOrg(t, { users: [{}, bob], policy });
  await openConsole(page, org);
  const flow = await signIn(org, org.users[1]);
  await flow.selectAuthenticator(ENROLL, 'Okta Verify');
  await flow.submit('enrollment-channel-data', { email: 'bob@example.com' });

  await page.getByLabel('User', { exact: true }).selectOption('bob@example.com');
  await page.locator('#inbox').getByRole('button', { name: 'Open on the phone' }).click();
  await waitForMessage(page, 'Link opened on the phone.');
  await flow.submit('enroll-poll');
  assert.ok((await flow.tokens()).access_token);
  assert.ok((await org.phoneOf('bob@example.com').look()).totp);
  assert.equal((await org.phone.look()).totp, null);
  assert.deepEqual(seen.errors, []);
});

pageTest('a magic link is opened in the same browser and in another', async (page, seen, t) => {
  const org = await startOrg(t);
  await openConsole(page, org);
  await setPolicyList(page, 'Second factor', ['Email']);
  await page.getByLabel('Magic links').check();
  await waitForMessage(page, 'Policy changed: Magic links.');

  const same = await signIn(org);
  const message = page.locator('#inbox li').first();
  await message.getByRole('button', { name: 'Open in the same browser' }).click();
  const url = await message.locator('.outcome code').innerText();
  assert.match(url, /^com\.example\.app:\/callback\?otp=\d{6}&state=state-of-the-app$/);
  const passcode = new URL(url).searchParams.get('otp');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await message.getByRole('button', { name: 'Copy the code in the Email to ada@example.com' }).click();
  await waitForMessage(page, 'Copied.');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), passcode);
  await same.submit('challenge-authenticator', { credentials: { passcode } });
  assert.ok((await same.tokens()).access_token);

  const other = await signIn(org);
  await page.locator('#inbox li').nth(1).waitFor();
  await message.getByRole('button', { name: 'Open in another browser' }).click();
  await message.locator('.outcome', { hasText: 'Return to where you were signing in.' }).waitFor();
  await other.poll();
  assert.ok((await other.tokens()).access_token);
  assert.deepEqual(seen.errors, []);
});

pageTest('a fault is added, applied and shown in the log without secrets', async (page, seen, t) => {
  const password = 'Seen-By-Nobody-1';
  const org = await startOrg(t, { users: [{ password }] });
  await openConsole(page, org);
  await page.locator('#fault').getByLabel('Fault').selectOption('reply_lost');
  await page.getByLabel('Path ends with').fill('/idx/identify');
  await page.getByRole('button', { name: 'Add the fault' }).click();
  await page.locator('#faults li', { hasText: 'path ends with /idx/identify' }).waitFor();
  await assert.rejects(signIn(org), 'the connection is closed');
  await page.locator('#faults:empty').waitFor({ state: 'attached' });
  const lost = page.locator('#log li', { hasText: 'reply_lost' });
  await lost.locator('summary', { hasText: 'lost' }).click();
  const request = lost.getByRole('group', { name: 'Request' });
  assert.match(await request.innerText(), /"passcode": "•••"/);
  assert.ok(!(await page.content()).includes(password), 'the password is not in the document');

  await page.locator('#fault').getByLabel('Fault').selectOption('rate_limited');
  await page.getByLabel('Retry after seconds').fill('7');
  await page.getByRole('button', { name: 'Add the fault' }).click();
  await page.locator('#faults li', { hasText: 'after_s 7' }).getByRole('button', { name: 'Remove' }).click();
  await waitForMessage(page, 'Fault removed.');
  assert.deepEqual(await org.faults.pending(), []);
  assert.deepEqual(seen.errors, []);
});

pageTest('advancing the clock expires a flow, and ending a flow expires it too', async (page, seen, t) => {
  const org = await startOrg(t);
  await openConsole(page, org);
  await signIn(org);
  await page.locator('#flows li').waitFor();
  await page.getByRole('button', { name: '+ 10 min' }).click();
  await page.locator('#flows:empty').waitFor({ state: 'attached' });
  await page.locator('#clock-offset', { hasText: '10 min ahead' }).waitFor();

  const ended = await startFlow(org);
  await page.locator('#flows').getByRole('button', { name: 'Log the flow of an unidentified user' }).click();
  await page.locator('#log li').nth(1).waitFor();
  assert.equal(await page.locator('#log li').count(), 2, 'the log shows only this flow');
  await page.locator('#flows').getByRole('button', { name: 'End the flow of an unidentified user' }).click();
  await waitForMessage(page, 'Ended the flow of an unidentified user.');
  await ended.submit('identify', { identifier: 'ada@example.com', credentials: { passcode: 'x' } });
  assert.equal(ended.response.messages.value[0].i18n.key, 'idx.session.expired');
  assert.deepEqual(seen.errors, []);
});

pageTest('hardware tokens, access codes and captchas give their codes', async (page, seen, t) => {
  const token = { key: 'yubikey_token', id: 'vvccccbtnjdk', secret: 'a7c1f2900d3e5b8822d94f60c7ae13b5918e42d07f6c' };
  const captcha = { type: 'HCAPTCHA', site_key: 'f3c1a09e-5d27', pages: ['SIGN_IN'] };
  const org = await startOrg(t, {
    users: [{ tokens: [token] }, { login: 'bob@example.com', email: 'bob@example.com' }],
    policy: { required: ['yubikey_token'] },
    captcha,
  });
  await openConsole(page, org);
  const result = page.locator('#result code');
  await page.getByRole('button', { name: 'Press yubikey_token' }).click();
  await waitForMessage(page, 'Code of yubikey_token created.');
  assert.match(await result.innerText(), /^vvccccbtnjdk[b-v]{32}$/);

  await page.getByLabel('Captcha site key').fill(captcha.site_key);
  await page.getByRole('button', { name: 'Solve the captcha' }).click();
  await waitForMessage(page, 'Captcha token created.');
  const captchaToken = await result.innerText();
  const flow = await startFlow(org);
  const { login, password } = org.users[0];
  await flow.submit('identify', { identifier: login, credentials: { passcode: password }, captchaVerify: { captchaToken } });
  assert.deepEqual(flow.remediationNames, [ENROLL]);

  await page.getByLabel('User', { exact: true }).selectOption('bob@example.com');
  await page.locator('#tokens:empty').waitFor({ state: 'attached' });
  await page.getByLabel('Reusable').check();
  await page.getByRole('button', { name: 'Issue a temporary access code' }).click();
  await waitForMessage(page, 'Temporary access code created.');
  assert.notEqual(await result.innerText(), captchaToken);

  await page.getByLabel('Duo signed token').fill('invalid');
  await page.getByRole('button', { name: 'Approve the Duo request' }).click();
  await page.locator('#error:not(:empty)').waitFor();
  assert.deepEqual(seen.errors, []);
});

pageTest('users are added, locked out and given an expired password', async (page, seen, t) => {
  const org = await startOrg(t);
  await openConsole(page, org);
  await page.getByText('Add a user').click();
  await page.getByLabel('Login').fill('bob@example.com');
  await page.getByLabel('Enroll Okta Verify on a phone').check();
  await page.locator('#add-user').getByRole('button', { name: 'Add' }).click();
  await waitForMessage(page, 'bob@example.com added.');
  assert.equal((await org.phoneOf('bob@example.com').look()).name, 'Phone of bob@example.com');

  const bob = { login: 'bob@example.com', password: 'Correct-Horse-1' };
  await page.getByLabel('Password of bob@example.com').selectOption('expired');
  await waitForMessage(page, 'bob@example.com updated.');
  assert.deepEqual((await signIn(org, bob)).remediationNames, ['reenroll-authenticator']);
  await page.getByLabel('Status of bob@example.com').selectOption('locked_out');
  await waitForMessage(page, 'bob@example.com updated.');
  const locked = await signIn(org, bob);
  assert.equal(locked.response.messages.value[0].i18n.key, 'errors.E0000069');
  assert.deepEqual(seen.errors, []);
});
