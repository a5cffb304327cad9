// The scenarios: the org's setup, and the user's steps. Both generations share them, because the user
// finds elements by role, label and text.

import { scanScreenshot } from '../../support/chromium.js';

const LOGIN = 'ada@example.com';
const PASSWORD = 'Correct-Horse-1';
const NEW_LOGIN = 'grace@example.com';
const NEW_PASSWORD = 'Brand-New-1';

const OKTA_VERIFY_REQUIRED = { required: ['okta_verify'] };
const OKTA_VERIFY_ENROLLED = [{ enrolled: ['okta_email', { okta_verify: "Ada's phone" }] }];

/**
 * `refused` lists the status and the path of each request that the org is expected to refuse. `login`
 * is the user, by default Ada.
 */
export const SCENARIOS = [
  {
    name: 'P1: password',
    async run(user) {
      await user.signIn(LOGIN, PASSWORD);
    },
  },
  {
    name: 'P3: password, after a wrong one',
    refused: ['401 /idp/idx/identify'],
    async run(user, org) {
      // The second generation ignores a second submission within 200 ms: see tests/README.md.
      await org.faults.add({ path: '/identify', fault: { kind: 'delayed', ms: 300 } });
      await user.signIn(LOGIN, 'Wrong-Horse-1');
      await user.waitForText('Unable to sign in');
      await user.signIn(LOGIN, PASSWORD);
    },
  },
  {
    name: 'P5: code by email',
    policy: { challenge: ['email'] },
    async run(user, org) {
      await user.signIn(LOGIN, PASSWORD);
      await enterCode(user, org, LOGIN);
    },
  },
  {
    name: 'E1: Okta Verify enrolled with a QR code',
    policy: OKTA_VERIFY_REQUIRED,
    async run(user, org) {
      await user.signIn(LOGIN, PASSWORD);
      await user.click('Set up Okta Verify.');
      await user.waitForImage('QR code');
      await scanScreenshot(user.page, org);
    },
  },
  {
    name: 'E3: Okta Verify enrolled with a link sent by email',
    policy: OKTA_VERIFY_REQUIRED,
    async run(user, org) {
      await user.signIn(LOGIN, PASSWORD);
      await user.click('Set up Okta Verify.');
      await user.waitForImage('QR code');
      await user.click('Setup without scanning a QR code.');
      await user.check('Email me a setup link');
      await user.click('Next');
      await user.fill('Email', 'ada.private@example.com');
      await user.click('Send me the setup link');
      await user.waitForText('Check your email');
      await org.phone.openSentTo('ada.private@example.com');
    },
  },
  {
    name: 'C1: push approved',
    policy: { challenge: ['push', 'totp'] },
    users: OKTA_VERIFY_ENROLLED,
    async run(user, org) {
      await user.signIn(LOGIN, PASSWORD);
      await user.click('Select to get a push notification to the Okta Verify app.');
      await user.waitForText('Push notification sent');
      await org.phone.approve();
    },
  },
  {
    name: 'C2: push rejected, resent and approved',
    policy: { challenge: ['push'] },
    users: OKTA_VERIFY_ENROLLED,
    async run(user, org) {
      await user.signIn(LOGIN, PASSWORD);
      await user.waitForText('Push notification sent');
      await org.phone.reject();
      await user.waitForText('You have chosen to reject this login.');
      await user.click('Resend push notification');
      await user.waitForText('Push notification sent');
      await org.phone.approve();
    },
  },
  {
    name: 'C4: number challenge',
    policy: { challenge: ['push'], okta_verify: { number_challenge: 'at_once' } },
    users: OKTA_VERIFY_ENROLLED,
    async run(user, org) {
      await user.signIn(LOGIN, PASSWORD);
      const text = await user.waitForText(/tap \d+ in Okta Verify/);
      await org.phone.number(/tap (\d+)/.exec(text)[1]);
    },
  },
  {
    name: 'A1: sign-up with an email address',
    policy: { registration: {} },
    login: NEW_LOGIN,
    async run(user, org) {
      await user.click('Sign up');
      await user.fill('First name', 'Grace');
      await user.fill('Last name', 'Hopper');
      await user.fill('Email', NEW_LOGIN);
      await user.click('Sign Up');
      await user.click('Set up Email.');
      await enterCode(user, org, NEW_LOGIN);
      await user.click('Set up Password.');
      await user.fill('Enter password', NEW_PASSWORD);
      await user.fill('Re-enter password', NEW_PASSWORD);
      await user.click('Next');
    },
  },
  {
    name: 'A4: password recovery by email',
    policy: { recovery: ['email'] },
    async run(user, org) {
      await user.click('Forgot password?');
      await user.fill('Email or Username', LOGIN);
      await user.click('Next');
      await enterCode(user, org, LOGIN);
      await user.fill('New password', NEW_PASSWORD);
      await user.fill('Re-enter password', NEW_PASSWORD);
      await user.click('Reset Password');
    },
  },
];

/** Enters the newest code that was sent to this address. */
async function enterCode(user, org, address) {
  await user.waitForText('Enter Code');
  await user.fill('Enter Code', (await org.inbox.newest(address)).code);
  await user.click('Verify');
}
