// The scenarios, written once: what the org is like, and what a person does on the widget's pages.
// They find things as people do, by role, label and text, for the two generations differ in the rest.

import { scanScreenshot } from '../../support/chromium.js';

const LOGIN = 'ada@example.com';
const PASSWORD = 'Correct-Horse-1';
const NEW_LOGIN = 'grace@example.com';
const NEW_PASSWORD = 'Brand-New-1';

const okta_verify = { required: ['okta_verify'] };
const enrolled = [{ enrolled: ['okta_email', { okta_verify: "Ada's phone" }] }];

/**
 * `refused` are the statuses and paths with which the org turns something down on the way; `login`
 * is who signs in, if not Ada.
 */
export const SCENARIOS = [
  {
    name: 'P1: a password',
    async walk(person) {
      await person.signIn(LOGIN, PASSWORD);
    },
  },
  {
    name: 'P3: a wrong password, then the right one',
    refused: ['401 /idp/idx/identify'],
    async walk(person, org) {
      // the second generation's forms take nothing more for 200 ms
      await org.faults.add({ path: '/identify', fault: { kind: 'delayed', ms: 300 } });
      await person.signIn(LOGIN, 'Wrong-Horse-1');
      await person.reads('Unable to sign in');
      await person.signIn(LOGIN, PASSWORD);
    },
  },
  {
    name: 'P5: a code by email',
    policy: { challenge: ['email'] },
    async walk(person, org) {
      await person.signIn(LOGIN, PASSWORD);
      await giveCode(person, org, LOGIN);
    },
  },
  {
    name: 'E1: Okta Verify enrolled by its QR code',
    policy: okta_verify,
    async walk(person, org) {
      await person.signIn(LOGIN, PASSWORD);
      await person.presses('Set up Okta Verify.');
      await person.sees('QR code');
      await scanScreenshot(person.page, org);
    },
  },
  {
    name: 'E3: Okta Verify enrolled by a link in an email',
    policy: okta_verify,
    async walk(person, org) {
      await person.signIn(LOGIN, PASSWORD);
      await person.presses('Set up Okta Verify.');
      await person.sees('QR code');
      await person.presses('Setup without scanning a QR code.');
      await person.picks('Email me a setup link');
      await person.presses('Next');
      await person.fills('Email', 'ada.private@example.com');
      await person.presses('Send me the setup link');
      await person.reads('Check your email');
      await org.phone.openSentTo('ada.private@example.com');
    },
  },
  {
    name: 'C1: a push, approved',
    policy: { challenge: ['push', 'totp'] },
    users: enrolled,
    async walk(person, org) {
      await person.signIn(LOGIN, PASSWORD);
      await person.presses('Select to get a push notification to the Okta Verify app.');
      await person.reads('Push notification sent');
      await org.phone.approve();
    },
  },
  {
    name: 'C2: a push, rejected, sent again and approved',
    policy: { challenge: ['push'] },
    users: enrolled,
    async walk(person, org) {
      await person.signIn(LOGIN, PASSWORD);
      await person.reads('Push notification sent');
      await org.phone.reject();
      await person.reads('You have chosen to reject this login.');
      await person.presses('Resend push notification');
      await person.reads('Push notification sent');
      await org.phone.approve();
    },
  },
  {
    name: 'C4: the number on the page, tapped on the phone',
    policy: { challenge: ['push'], okta_verify: { number_challenge: 'at_once' } },
    users: enrolled,
    async walk(person, org) {
      await person.signIn(LOGIN, PASSWORD);
      const prompt = await person.reads(/tap \d+ in Okta Verify/);
      await org.phone.number(/tap (\d+)/.exec(prompt)[1]);
    },
  },
  {
    name: 'A1: signing up with an email',
    policy: { registration: {} },
    login: NEW_LOGIN,
    async walk(person, org) {
      await person.presses('Sign up');
      await person.fills('First name', 'Grace');
      await person.fills('Last name', 'Hopper');
      await person.fills('Email', NEW_LOGIN);
      await person.presses('Sign Up');
      await person.presses('Set up Email.');
      await giveCode(person, org, NEW_LOGIN);
      await person.presses('Set up Password.');
      await person.fills('Enter password', NEW_PASSWORD);
      await person.fills('Re-enter password', NEW_PASSWORD);
      await person.presses('Next');
    },
  },
  {
    name: 'A4: a forgotten password, replaced',
    policy: { recovery: ['email'] },
    async walk(person, org) {
      await person.presses('Forgot password?');
      await person.fills('Email or Username', LOGIN);
      await person.presses('Next');
      await giveCode(person, org, LOGIN);
      await person.fills('New password', NEW_PASSWORD);
      await person.fills('Re-enter password', NEW_PASSWORD);
      await person.presses('Reset Password');
    },
  },
];

/** The code that was sent to that address, or number, by the time the page asks for it. */
async function giveCode(person, org, to) {
  await person.reads('Enter Code');
  await person.fills('Enter Code', (await org.inbox.newest(to)).code);
  await person.presses('Verify');
}
