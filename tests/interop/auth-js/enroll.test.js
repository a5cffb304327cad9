// E: Okta Verify is enrolled.

import assert from 'node:assert/strict';
import test from 'node:test';

import { ADA, assertSignedIn, begin, offered, said } from './lib/client.js';

const SETUP = { policy: { required: ['okta_verify'] } };
const NUMBER = '+15550104477';

test('E1 by QR code, step by step', async (t) => {
  const { org, client, idx } = await begin(t, SETUP);
  let page = await idx.start();
  assert.deepEqual(offered(page), ['identify']);
  page = await idx.proceed({ step: 'identify', ...ADA });
  assert.equal(page.nextStep.name, 'select-authenticator-enroll');
  page = await idx.proceed({ step: 'select-authenticator-enroll', authenticator: 'okta_verify' });
  const poll = page.availableSteps.find(({ name }) => name === 'enroll-poll');
  assert.deepEqual(poll.poll, { required: true, refresh: 4000 });

  page = await idx.proceed({ step: 'enroll-poll' });
  assert.equal(page.status, 'PENDING');
  assert.equal(page.nextStep.name, 'enroll-poll');

  await org.phone.scan(poll.authenticator.contextualData.qrcode.href);
  page = await idx.proceed({ step: 'enroll-poll' });
  await assertSignedIn(client, page);
});

test('E1 by QR code, with all that is known said at once', async (t) => {
  const { org, client, idx } = await begin(
    t,
    { policy: { required: ['okta_verify'], poll_interval_ms: 20 } },
    { idx: { enableLegacyMode: true } },
  );
  let page = await idx.authenticate({ ...ADA, authenticators: ['okta_verify'] });
  assert.equal(page.nextStep.name, 'enroll-poll');
  const polled = idx.poll(page.nextStep.poll);
  await org.phone.scan(page.nextStep.authenticator.contextualData.qrcode.href);
  await assertSignedIn(client, await polled);
});

test('E1 by QR code, every form as the server wrote it', async (t) => {
  const { org, client, idx } = await begin(t, SETUP, { idx: { useGenericRemediator: true } });
  let page = await idx.start();
  const [identify] = page.availableSteps;
  page = await identify.action({ identifier: ADA.username, credentials: { passcode: ADA.password } });
  const [option] = page.nextStep.inputs[0].options;
  assert.equal(option.relatesTo.key, 'okta_verify');
  page = await page.nextStep.action({ authenticator: { id: option.value[0].value, channel: 'qrcode' } });
  assert.equal(page.nextStep.refresh, 4000);
  await org.phone.scan(page.nextStep.relatesTo.value.contextualData.qrcode.href);
  page = await page.nextStep.action();
  await assertSignedIn(client, page);
});

test('E3 by a link in a mail', async (t) => {
  const { org, client, idx } = await begin(t, SETUP);
  await idx.start();
  await idx.proceed({ step: 'identify', ...ADA });
  await idx.proceed({ step: 'select-authenticator-enroll', authenticator: 'okta_verify' });
  let page = await idx.proceed({ step: 'select-enrollment-channel', channel: 'email' });
  assert.equal(page.nextStep.name, 'enrollment-channel-data');
  assert.ok(!offered(page).includes('enroll-poll'));
  page = await idx.proceed({ step: 'enrollment-channel-data', email: ADA.username });
  assert.equal(page.nextStep.name, 'enroll-poll');
  assert.equal(page.nextStep.relatesTo.value.contextualData.selectedChannel, 'email');
  await org.phone.openSentTo(ADA.username);
  await assertSignedIn(client, await idx.proceed({ step: 'enroll-poll' }));
});

test('E4 by a link in a text, with a number that is none first', async (t) => {
  const { org, client, idx } = await begin(t, SETUP);
  await idx.start();
  await idx.proceed({ step: 'identify', ...ADA });
  await idx.proceed({ step: 'select-authenticator-enroll', authenticator: 'okta_verify' });
  await idx.proceed({ step: 'select-enrollment-channel', channel: 'sms' });
  let page = await idx.proceed({ step: 'enrollment-channel-data', phoneNumber: '123' });
  assert.deepEqual(said(page), ['api.factors.error.sms.invalid_phone']);
  assert.equal(page.nextStep.name, 'enrollment-channel-data');
  page = await idx.proceed({ step: 'enrollment-channel-data', phoneNumber: NUMBER });
  assert.equal(page.nextStep.name, 'enroll-poll');
  await org.phone.openSentTo(NUMBER);
  await assertSignedIn(client, await idx.proceed({ step: 'enroll-poll' }));
});
