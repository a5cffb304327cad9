// The pages of examples/web, as a person with a phone meets them.

import assert from 'node:assert/strict';
import { pageTest, scanScreenshot } from '../../support/chromium.js';
import { startOrg } from '../../support/org.js';
import { signIn, startApp } from './app.js';

const LOGIN = 'ada@example.com';
const PASSWORD = 'Correct-Horse-1';
/** Okta Verify is asked for, and polled as often as the engine polls. */
const REQUIRED = { policy: { required: ['okta_verify'], poll_interval_ms: 1000 } };

/** As far as the QR code. */
async function enroll(page, app) {
  await page.goto(`${app}/Account/SignIn`);
  await signIn(page, LOGIN, PASSWORD);
  await page.getByRole('heading', { name: 'Select an authenticator' }).waitFor();
  await page.getByRole('button', { name: 'Okta Verify' }).click();
  await page.getByText('When prompted, tap Scan a QR code, then scan the QR code below:').waitFor();
}

async function isSignedIn(page) {
  await page.getByText('Signed in as Ada Lovelace').waitFor();
  assert.equal(new URL(page.url()).pathname, '/');
}

pageTest('the code is scanned from the screen', async (page, seen, t) => {
  const org = await startOrg(t, REQUIRED);
  await enroll(page, await startApp(t, org));
  await scanScreenshot(page, org);
  await isSignedIn(page);
  assert.deepEqual(seen.errors, []);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('Nobody is signed in.').waitFor();
});

pageTest('the code is scanned from a dark screen', async (page, _, t) => {
  const org = await startOrg(t, REQUIRED);
  await page.emulateMedia({ colorScheme: 'dark' });
  await enroll(page, await startApp(t, org));
  await scanScreenshot(page, org);
  await isSignedIn(page);
});

pageTest('the link in the mail is opened on the phone', async (page, _, t) => {
  const org = await startOrg(t, REQUIRED);
  await enroll(page, await startApp(t, org));
  await page.getByRole('link', { name: "Can't scan?" }).click();
  await page.getByLabel('Email me a setup link').check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Email', { exact: true }).fill(LOGIN);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByRole('heading', { name: 'Check your email' }).waitFor();
  await org.phone.openSentTo(LOGIN);
  await isSignedIn(page);
});

pageTest('Okta Verify is skipped where it is optional', async (page, _, t) => {
  const org = await startOrg(t, { policy: { optional: ['okta_verify'], poll_interval_ms: 1000 } });
  await enroll(page, await startApp(t, org));
  await page.getByRole('button', { name: 'Skip' }).click();
  await isSignedIn(page);
});

pageTest('a wrong password is told at its field', async (page, _, t) => {
  const org = await startOrg(t, { policy: { sign_in: 'identifier_first' } });
  await page.goto(`${await startApp(t, org)}/Account/SignIn`);
  await page.getByLabel('Username').fill(LOGIN);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Password').fill('Wrong-Horse-1');
  await page.getByRole('button', { name: 'Verify' }).click();
  const field = page.getByLabel('Password');
  await page.getByRole('alert').getByRole('link', { name: 'That password is not right.' }).waitFor();
  assert.match(await page.title(), /^Error: /);
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  const described = await field.getAttribute('aria-describedby');
  assert.equal(await page.locator(`#${described}`).innerText(), 'That password is not right.');
  await page.locator('input[type=password]:focus').waitFor();
  await field.fill(PASSWORD);
  await page.getByRole('button', { name: 'Verify' }).click();
  await isSignedIn(page);
});

pageTest('all of it works without scripts', async (page, _, t) => {
  const org = await startOrg(t, REQUIRED);
  const app = await startApp(t, org);
  const context = await page.context().browser().newContext({ javaScriptEnabled: false });
  t.after(() => context.close());
  const plain = await context.newPage();
  await enroll(plain, app);
  await scanScreenshot(plain, org);
  await isSignedIn(plain);
});
