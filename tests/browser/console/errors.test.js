// What does not go as it should: an org that is gone, hands that are too quick, and refusals.

import assert from 'node:assert/strict';

import { pageTest } from '../../support/chromium.js';
import { startOrg } from '../../support/org.js';
import { openConsole, said } from './hand.js';

const GONE = 'The simulated org does not answer.';

pageTest('another org at the same address is shown from its beginning', async (page, seen, t) => {
  const org = await startOrg(t);
  await openConsole(page, org);
  await page.evaluate(() => { document.title = 'of the org before'; });
  await org.stop();
  await page.locator('#error', { hasText: GONE }).waitFor();
  await startOrg(t, { users: [{ login: 'eve@example.com' }] }, new URL(org.issuer).host);
  await page.waitForFunction(() => document.title === 'Simulated org');
  await page.locator('#users li', { hasText: 'eve@example.com' }).waitFor();
  await page.locator('#error:empty').waitFor({ state: 'attached' });
  assert.equal(await page.locator('#users li').count(), 1);
  assert.deepEqual(seen.errors, []);
});

pageTest('a page that was opened too early begins when the org answers', async (page, seen, t) => {
  const org = await startOrg(t);
  await page.route('**/sim/users', (route) => route.abort());
  await page.goto(org.controlUrl);
  await page.locator('#error', { hasText: GONE }).waitFor();
  await page.unroute('**/sim/users');
  await page.locator('#policy details').first().waitFor();
  await page.locator('#error:empty').waitFor({ state: 'attached' });
  assert.deepEqual(seen.errors, []);
});

pageTest('a tick changes nothing but itself, however quick the next one is', async (page, seen, t) => {
  const challenge = ['push', 'email', 'totp'];
  const org = await startOrg(t, { policy: { challenge } });
  await openConsole(page, org);
  const list = page.locator('#policy details', { hasText: 'Second factor' });
  await list.locator('summary').click();
  await list.evaluate((node) => {
    for (const name of ['security_question', 'email', 'sms']) node.querySelector(`[value=${name}]`).click();
  });
  for (let nth = 0; nth < 3; nth += 1) await said(page, 'Policy changed: Second factor.');
  const policy = await (await fetch(`${org.controlUrl}/policy`)).json();
  assert.deepEqual(policy.challenge, ['push', 'totp', 'security_question', 'sms']);
  assert.deepEqual(seen.errors, []);
});

pageTest('a refusal takes nothing away, is told, and goes when it was read', async (page, seen, t) => {
  const org = await startOrg(t);
  await openConsole(page, org);
  const link = page.getByLabel('Activation link');
  await link.fill('oktaverify://nowhere');
  await page.getByRole('button', { name: 'Open the link on the phone' }).click();
  await page.locator('#error:not(:empty)').waitFor();
  assert.equal(await link.inputValue(), 'oktaverify://nowhere');
  await page.getByRole('button', { name: 'Close the error' }).click();
  await page.locator('#error:empty').waitFor({ state: 'attached' });

  const before = await (await fetch(`${org.controlUrl}/policy`)).json();
  const interval = page.getByLabel('Poll interval in ms');
  await interval.fill('');
  await interval.press('Enter');
  await page.getByLabel('Biometrics turned on').uncheck();
  await page.waitForFunction((ms) => document.querySelector('#policy [type=number]').value === ms,
    String(before.poll_interval_ms));
  assert.deepEqual(await (await fetch(`${org.controlUrl}/policy`)).json(), before);
  assert.equal(await page.locator('#error').innerText(), '');
  assert.deepEqual(seen.errors, []);
});
