// Error handling of the console: a stopped server, concurrent changes and rejected actions.

import assert from 'node:assert/strict';

import { pageTest } from '../../support/chromium.js';
import { startOrg } from '../../support/org.js';
import { openConsole, waitForMessage } from './user.js';

const DISCONNECTED = 'The simulator does not respond.';

pageTest('the console reloads when another server starts at the same address', async (page, seen, t) => {
  const org = await startOrg(t);
  await openConsole(page, org);
  await page.evaluate(() => { document.title = 'Previous server'; });
  await org.stop();
  await page.locator('#error', { hasText: DISCONNECTED }).waitFor();
  await startOrg(t, { users: [{ login: 'eve@example.com' }] }, new URL(org.issuer).host);
  await page.waitForFunction(() => document.title === 'Simulated Okta org');
  await page.locator('#users li', { hasText: 'eve@example.com' }).waitFor();
  await page.locator('#error:empty').waitFor({ state: 'attached' });
  assert.equal(await page.locator('#users li').count(), 1);
  assert.deepEqual(seen.errors, []);
});

pageTest('a console that is opened before the server responds initializes later', async (page, seen, t) => {
  const org = await startOrg(t);
  await page.route('**/sim/users', (route) => route.abort());
  await page.goto(org.controlUrl);
  await page.locator('#error', { hasText: DISCONNECTED }).waitFor();
  await page.unroute('**/sim/users');
  await page.locator('#policy details').first().waitFor();
  await page.locator('#error:empty').waitFor({ state: 'attached' });
  assert.deepEqual(seen.errors, []);
});

pageTest('rapid changes of one policy list are all applied', async (page, seen, t) => {
  const challenge = ['push', 'email', 'totp'];
  const org = await startOrg(t, { policy: { challenge } });
  await openConsole(page, org);
  const list = page.locator('#policy details', { hasText: 'Second factor' });
  await list.locator('summary').click();
  await list.evaluate((node) => {
    for (const name of ['security_question', 'email', 'sms']) node.querySelector(`[value=${name}]`).click();
  });
  for (let count = 0; count < 3; count += 1) await waitForMessage(page, 'Policy changed: Second factor.');
  const policy = await (await fetch(`${org.controlUrl}/policy`)).json();
  assert.deepEqual(policy.challenge, ['push', 'totp', 'security_question', 'sms']);
  assert.deepEqual(seen.errors, []);
});

pageTest('a rejected action keeps the input and shows an error that can be dismissed', async (page, seen, t) => {
  const org = await startOrg(t);
  await openConsole(page, org);
  const link = page.getByLabel('Activation link');
  await link.fill('oktaverify://nowhere');
  await page.getByRole('button', { name: 'Open the link on the phone' }).click();
  await page.locator('#error:not(:empty)').waitFor();
  assert.equal(await link.inputValue(), 'oktaverify://nowhere');
  await page.getByRole('button', { name: 'Dismiss the error' }).click();
  await page.locator('#error:empty').waitFor({ state: 'attached' });
  assert.deepEqual(seen.errors, []);
});

pageTest('an invalid number is not sent and is replaced by the current value', async (page, seen, t) => {
  const org = await startOrg(t);
  await openConsole(page, org);
  const before = await (await fetch(`${org.controlUrl}/policy`)).json();
  const interval = page.getByLabel('Poll interval (ms)');
  await interval.fill('');
  await interval.press('Enter');
  await page.getByLabel('Biometrics enabled').uncheck();
  await page.waitForFunction((ms) => document.querySelector('#policy [type=number]').value === ms,
    String(before.poll_interval_ms));
  assert.deepEqual(await (await fetch(`${org.controlUrl}/policy`)).json(), before);
  assert.equal(await page.locator('#error').innerText(), '');
  assert.deepEqual(seen.errors, []);
});
