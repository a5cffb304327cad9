// Browser tests of examples/web: rate limits, lost answers, and forms of an earlier page.

import assert from 'node:assert/strict';
import { pageTest } from '../../support/chromium.js';
import { startOrg } from '../../support/org.js';
import { signIn, startApp } from './app.js';

const LOGIN = 'ada@example.com';
const PASSWORD = 'Correct-Horse-1';

/** Submits the sign-in form, to which the org applies this fault. */
async function signInWith(fault, page, t) {
  const org = await startOrg(t);
  await page.goto(`${await startApp(t, org)}/Account/SignIn`);
  await org.faults.add({ path: '/identify', fault });
  await signIn(page, LOGIN, PASSWORD);
}

pageTest('a rate limit leaves the form on the page', async (page, seen, t) => {
  await signInWith({ kind: 'rate_limited', after_s: 600 }, page, t);
  await page.getByText('"Sign in" is available again in 10 minutes.').waitFor();
  assert.equal(await page.getByLabel('Username').inputValue(), LOGIN);
  assert.equal(await page.getByLabel('Password').inputValue(), '');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Too many attempts. Try again in 10 minutes.').waitFor();
  assert.deepEqual(seen.errors, []);
});

pageTest('a lost answer is announced and can be sent again', async (page, _, t) => {
  await signInWith({ kind: 'request_lost' }, page, t);
  await page.getByText('Your last answer may not have reached the server.').waitFor();
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Signed in as Ada Lovelace').waitFor();
});

pageTest('a form in another tab is not sent after its prompt was answered', async (page, _, t) => {
  const org = await startOrg(t, { policy: { sign_in: 'identifier_first' } });
  const app = await startApp(t, org);
  await page.goto(`${app}/Account/SignIn`);
  const tab = await page.context().newPage();
  await tab.goto(`${app}/Account/SignIn`);
  for (const current of [page, tab]) {
    await current.getByLabel('Username').fill(LOGIN);
    await current.getByRole('button', { name: 'Sign in' }).click();
    await current.getByRole('heading', { name: 'Verify with your password' }).waitFor();
  }
  await tab.getByText('Your answer was for an earlier page, so it was not sent.').waitFor();
  await tab.getByLabel('Password').fill(PASSWORD);
  await tab.getByRole('button', { name: 'Verify' }).click();
  await tab.getByText('Signed in as Ada Lovelace').waitFor();
});
