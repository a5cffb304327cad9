// An app team without an Okta org: a scripted app, and the person at the console.

import assert from 'node:assert/strict';

import { pageTest } from '../../support/chromium.js';
import { startOrg } from '../../support/org.js';
import { beginFlow, signIn } from './app.js';
import { asJpeg, bring, choose, openConsole, said, until } from './hand.js';

const SELECT = 'select-authenticator-enroll';

pageTest('Okta Verify is enrolled by a dropped picture, and a push is answered by its number', async (page, seen, t) => {
  const org = await startOrg(t, { policy: { rate_limit: null } });
  await openConsole(page, org);
  await choose(page, 'Must be enrolled', ['Okta Verify']);

  const enrollment = await signIn(org);
  assert.deepEqual(enrollment.names, [SELECT], 'the next flow obeys the policy');
  await page.locator('#flows li', { hasText: 'ada@example.com' }).filter({ hasText: SELECT }).waitFor();
  await enrollment.choose(SELECT, 'Okta Verify');
  await bring(page, 'drop', enrollment.context.qrcode.href);
  await said(page, 'The phone scanned the code.');
  await enrollment.submit('enroll-poll');
  assert.ok((await enrollment.tokens()).access_token);
  await page.locator('#flows:empty').waitFor({ state: 'attached' });

  await choose(page, 'Must be enrolled', []);
  await choose(page, 'Second factor', ['Okta Verify: Get a push notification']);
  await page.getByLabel('A push shows its number').selectOption('at_once');
  await said(page, 'Policy changed: A push shows its number.');
  const push = await signIn(org);
  const number = push.context.correctAnswer;
  await page.locator('#numbers').getByRole('button', { name: number, exact: true }).click();
  await said(page, `Tapped ${number}.`);
  await push.submit('challenge-poll');
  assert.ok((await push.tokens()).access_token);

  const rejected = await signIn(org);
  await page.getByRole('button', { name: 'No, it’s not me' }).click();
  await said(page, 'Rejected.');
  await rejected.submit('challenge-poll');
  assert.equal(rejected.page.successWithInteractionCode, undefined);
  assert.deepEqual(seen.errors, []);
});

pageTest('a picture is pasted, or chosen from a file of any kind', async (page, seen, t) => {
  const org = await startOrg(t, { policy: { required: ['okta_verify'] } });
  await openConsole(page, org);
  const picture = async () => {
    const flow = await signIn(org);
    await flow.choose(SELECT, 'Okta Verify');
    return [flow, flow.context.qrcode.href];
  };
  const [first, refused] = await picture();
  await page.getByLabel('Biometrics turned on').uncheck();
  await page.getByLabel('Phone must have biometrics').check();
  await said(page, 'Policy changed: Phone must have biometrics.');
  await bring(page, 'paste', refused);
  await page.locator('#error', { hasText: 'biometrics' }).waitFor();
  await page.getByLabel('Biometrics turned on').check();

  const buffer = await asJpeg(page, refused);
  await page.getByLabel('Scan a QR code').setInputFiles({ name: 'qr.jpg', mimeType: 'image/jpeg', buffer });
  await said(page, 'The phone scanned the code.');
  await page.locator('#error:empty').waitFor({ state: 'attached' });
  await first.submit('enroll-poll');
  assert.ok(first.page.successWithInteractionCode);
  await until(async () => await page.locator('#code').innerText() === (await org.phone.look()).totp);
  assert.deepEqual(seen.errors, []);
});

pageTest('an activation link of a mail is opened on the phone of whom it was sent to', async (page, seen, t) => {
  const bob = { login: 'bob@example.com', email: 'bob@example.com' };
  const policy = { required: ['okta_verify'], okta_verify: { channels: ['email'] } };
  const org = await startOrg(t, { users: [{}, bob], policy });
  await openConsole(page, org);
  const flow = await signIn(org, org.users[1]);
  await flow.choose(SELECT, 'Okta Verify');
  await flow.submit('enrollment-channel-data', { email: 'bob@example.com' });

  await page.getByLabel('Whose').selectOption('bob@example.com');
  await page.locator('#inbox').getByRole('button', { name: 'Open on the phone' }).click();
  await said(page, 'The phone opened the link.');
  await flow.submit('enroll-poll');
  assert.ok((await flow.tokens()).access_token);
  assert.ok((await org.phoneOf('bob@example.com').look()).totp);
  assert.equal((await org.phone.look()).totp, null);
  assert.deepEqual(seen.errors, []);
});

pageTest('a magic link is opened in the same browser and in another', async (page, seen, t) => {
  const org = await startOrg(t);
  await openConsole(page, org);
  await choose(page, 'Second factor', ['Email']);
  await page.getByLabel('Magic links').check();
  await said(page, 'Policy changed: Magic links.');

  const same = await signIn(org);
  const message = page.locator('#inbox li').first();
  await message.getByRole('button', { name: 'Open in the same browser' }).click();
  const address = await message.locator('.outcome code').innerText();
  assert.match(address, /^com\.example\.app:\/callback\?otp=\d{6}&state=state-of-the-app$/);
  const passcode = new URL(address).searchParams.get('otp');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await message.getByRole('button', { name: 'Copy the code of the Mail to ada@example.com' }).click();
  await said(page, 'Copied.');
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

pageTest('a fault strikes, the clock moves on, a flow is ended, and the log tells of it', async (page, seen, t) => {
  const password = 'Seen-By-Nobody-1';
  const org = await startOrg(t, { users: [{ password }] });
  await openConsole(page, org);
  await page.getByLabel('What happens').selectOption('reply_lost');
  await page.getByLabel('to paths that end with').fill('/idx/identify');
  await page.getByRole('button', { name: 'Add the fault' }).click();
  await page.locator('#faults li', { hasText: 'paths ending with /idx/identify' }).waitFor();
  await assert.rejects(signIn(org), 'the connection breaks');
  await page.locator('#faults:empty').waitFor({ state: 'attached' });
  const lost = page.locator('#log li', { hasText: 'reply_lost' });
  await lost.locator('summary', { hasText: 'lost' }).click();
  const request = lost.getByRole('group', { name: 'Request' });
  assert.match(await request.innerText(), /"passcode": "•••"/);
  assert.ok(!(await page.content()).includes(password), 'it is nowhere in the document');

  await page.getByLabel('What happens').selectOption('rate_limited');
  await page.getByLabel('for seconds').fill('7');
  await page.getByRole('button', { name: 'Add the fault' }).click();
  await page.locator('#faults li', { hasText: 'after_s 7' }).getByRole('button', { name: 'Remove' }).click();
  await said(page, 'The fault was removed.');
  assert.deepEqual(await org.faults.pending(), []);

  const before = await org.clock.now();
  await page.getByRole('button', { name: '+ 10 min' }).click();
  await page.locator('#flows:empty').waitFor({ state: 'attached' });
  assert.ok((await org.clock.now()) - before >= 600_000);
  await page.locator('#ahead', { hasText: '10 min ahead' }).waitFor();

  const ended = await beginFlow(org);
  await page.locator('#flows').getByRole('button', { name: 'Log the flow of nobody yet' }).click();
  await page.locator('#log li').nth(1).waitFor();
  assert.equal(await page.locator('#log li').count(), 2, 'only its own exchanges');
  await page.locator('#flows').getByRole('button', { name: 'End the flow of nobody yet' }).click();
  await said(page, 'Ended the flow of nobody yet.');
  await ended.submit('identify', { identifier: 'ada@example.com', credentials: { passcode: 'x' } });
  assert.equal(ended.page.messages.value[0].i18n.key, 'idx.session.expired');
  assert.deepEqual(seen.errors, []);
});

pageTest('a token is pressed, an access code is given out, and a captcha is solved', async (page, seen, t) => {
  const token = { key: 'yubikey_token', id: 'vvccccbtnjdk', secret: 'a7c1f2900d3e5b8822d94f60c7ae13b5918e42d07f6c' };
  const captcha = { type: 'HCAPTCHA', site_key: 'f3c1a09e-5d27', pages: ['SIGN_IN'] };
  const org = await startOrg(t, {
    users: [{ tokens: [token] }, { login: 'bob@example.com', email: 'bob@example.com' }],
    policy: { required: ['yubikey_token'] },
    captcha,
  });
  await openConsole(page, org);
  const given = page.locator('#given code');
  await page.getByRole('button', { name: 'Press yubikey_token' }).click();
  await said(page, 'The code of yubikey_token is there.');
  assert.match(await given.innerText(), /^vvccccbtnjdk[b-v]{32}$/);

  await page.getByLabel('Captcha’s site key').fill(captcha.site_key);
  await page.getByRole('button', { name: 'Solve the captcha' }).click();
  await said(page, 'The captcha’s token is there.');
  const captchaToken = await given.innerText();
  const flow = await beginFlow(org);
  const { login, password } = org.users[0];
  await flow.submit('identify', { identifier: login, credentials: { passcode: password }, captchaVerify: { captchaToken } });
  assert.deepEqual(flow.names, [SELECT]);

  await page.getByLabel('Whose').selectOption('bob@example.com');
  await page.locator('#tokens:empty').waitFor({ state: 'attached' });
  await page.getByLabel('more than once').check();
  await page.getByRole('button', { name: 'Give out the temporary access code' }).click();
  await said(page, 'The temporary access code is there.');
  assert.notEqual(await given.innerText(), captchaToken);

  await page.getByLabel('Duo’s signed token').fill('of nobody');
  await page.getByRole('button', { name: 'Approve what Duo asks' }).click();
  await page.locator('#error:not(:empty)').waitFor();
  assert.deepEqual(seen.errors, []);
});

pageTest('users are added, locked, and their passwords expire', async (page, seen, t) => {
  const org = await startOrg(t);
  await openConsole(page, org);
  await page.getByText('Add a user').click();
  await page.getByLabel('Login').fill('bob@example.com');
  await page.getByLabel('Okta Verify on a phone').check();
  await page.locator('#add-user').getByRole('button', { name: 'Add' }).click();
  await said(page, 'bob@example.com was added.');
  assert.equal((await org.phoneOf('bob@example.com').look()).name, 'Phone of bob@example.com');

  const bob = { login: 'bob@example.com', password: 'Correct-Horse-1' };
  await page.getByLabel('Password of bob@example.com').selectOption('expired');
  await said(page, 'bob@example.com changed.');
  assert.deepEqual((await signIn(org, bob)).names, ['reenroll-authenticator']);
  await page.getByLabel('Status of bob@example.com').selectOption('locked_out');
  await said(page, 'bob@example.com changed.');
  const locked = await signIn(org, bob);
  assert.equal(locked.page.messages.value[0].i18n.key, 'errors.E0000069');
  assert.deepEqual(seen.errors, []);
});
