// Browser tests of examples/web: enrollment of Okta Verify, and errors.

import assert from 'node:assert/strict';
import { pageTest, scanScreenshot } from '../../support/chromium.js';
import { startOrg } from '../../support/org.js';
import { signIn, startApp } from './app.js';

const LOGIN = 'ada@example.com';
const PASSWORD = 'Correct-Horse-1';
/** The shortest polling interval of the engine. */
const POLL_INTERVAL_MS = 1000;
const REQUIRED = { policy: { required: ['okta_verify'], poll_interval_ms: POLL_INTERVAL_MS } };

/** Signs in and continues to the QR code. */
async function openQrCode(page, app) {
  await page.goto(`${app}/Account/SignIn`);
  await signIn(page, LOGIN, PASSWORD);
  await page.getByRole('heading', { name: 'Set up security methods' }).waitFor();
  await page.getByRole('button', { name: 'Okta Verify' }).click();
  await page.getByText('When prompted, tap Scan a QR code, then scan the QR code below:').waitFor();
}

async function waitForSignIn(page) {
  await page.getByText('Signed in as Ada Lovelace').waitFor();
  assert.equal(new URL(page.url()).pathname, '/');
}

pageTest('the phone scans the QR code from the screen', async (page, seen, t) => {
  const org = await startOrg(t, REQUIRED);
  await openQrCode(page, await startApp(t, org));
  await scanScreenshot(page, org);
  await waitForSignIn(page);
  await page.getByText('Okta Verify is set up.').waitFor();
  assert.deepEqual(seen.errors, []);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText("You're signed out.").waitFor();
});

pageTest('the phone scans the QR code from a dark screen', async (page, _, t) => {
  const org = await startOrg(t, REQUIRED);
  await page.emulateMedia({ colorScheme: 'dark' });
  await openQrCode(page, await startApp(t, org));
  await scanScreenshot(page, org);
  await waitForSignIn(page);
});

pageTest('the phone opens the link in the email', async (page, _, t) => {
  const org = await startOrg(t, REQUIRED);
  await openQrCode(page, await startApp(t, org));
  await page.getByRole('link', { name: "Can't scan?" }).click();
  await page.getByLabel('Email me a setup link').check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Email', { exact: true }).fill(LOGIN);
  await page.getByRole('button', { name: 'Send me the setup link' }).click();
  await page.getByRole('heading', { name: 'Check your email' }).waitFor();
  await page.getByText('This page updates automatically.').waitFor();
  await org.phone.openSentTo(LOGIN);
  await waitForSignIn(page);
});

pageTest('an optional authenticator can be set up later', async (page, _, t) => {
  const policy = { optional: ['okta_verify'], poll_interval_ms: POLL_INTERVAL_MS };
  const org = await startOrg(t, { policy });
  await openQrCode(page, await startApp(t, org));
  await page.getByRole('button', { name: 'Set up later' }).click();
  await waitForSignIn(page);
  assert.equal(await page.getByText('is set up.').count(), 0);
});

pageTest('the user finishes after one of several optional authenticators', async (page, _, t) => {
  const optional = ['okta_verify', 'google_otp'];
  const policy = { optional, poll_interval_ms: POLL_INTERVAL_MS };
  const org = await startOrg(t, { policy });
  await openQrCode(page, await startApp(t, org));
  await scanScreenshot(page, org);
  await page.getByRole('heading', { name: 'Set up security methods' }).waitFor();
  await page.getByText('Okta Verify is set up.').waitFor();
  await page.getByRole('button', { name: 'Finish' }).click();
  await waitForSignIn(page);
});

pageTest('a wrong password is reported at its field', async (page, _, t) => {
  const org = await startOrg(t, { policy: { sign_in: 'identifier_first' } });
  await page.goto(`${await startApp(t, org)}/Account/SignIn`);
  await page.getByLabel('Username').fill(LOGIN);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Verify with your password' }).waitFor();
  await page.getByLabel('Password').fill('Wrong-Horse-1');
  await page.getByRole('button', { name: 'Verify' }).click();
  const summary = page.getByRole('alert').getByRole('link');
  await summary.waitFor();
  assert.match(await page.title(), /^Error: /);
  const field = page.getByLabel('Password');
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  const errorId = await field.getAttribute('aria-describedby');
  assert.equal(await page.locator(`#${errorId}`).innerText(), await summary.innerText());
  await page.locator('input[type=password]:focus').waitFor();
  await field.fill(PASSWORD);
  await page.getByRole('button', { name: 'Verify' }).click();
  await waitForSignIn(page);
});

pageTest('the pages work without scripts', async (page, _, t) => {
  const org = await startOrg(t, REQUIRED);
  const app = await startApp(t, org);
  const context = await page.context().browser().newContext({ javaScriptEnabled: false });
  t.after(() => context.close());
  const scriptless = await context.newPage();
  await openQrCode(scriptless, app);
  await scanScreenshot(scriptless, org);
  await waitForSignIn(scriptless);
});
