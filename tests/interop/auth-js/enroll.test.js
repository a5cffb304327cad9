// E1, E3, E4: enrolling Okta Verify.

import assert from 'node:assert/strict';
import test from 'node:test';

import { ADA, assertSignedIn, messageKeys, offered, setUp } from './lib/client.js';

const SETUP = { policy: { required: ['okta_verify'] } };
const NUMBER = '+15550104477';

test('E1: QR code, one step at a time', async (t) => {
  const { org, client, idx } = await setUp(t, SETUP);
  let transaction = await idx.start();
  assert.deepEqual(offered(transaction), ['identify']);
  transaction = await idx.proceed({ step: 'identify', ...ADA });
  assert.equal(transaction.nextStep.name, 'select-authenticator-enroll');
  transaction = await idx.proceed({ step: 'select-authenticator-enroll', authenticator: 'okta_verify' });
  const poll = transaction.availableSteps.find(({ name }) => name === 'enroll-poll');
  assert.deepEqual(poll.poll, { required: true, refresh: 4000 });

  transaction = await idx.proceed({ step: 'enroll-poll' });
  assert.equal(transaction.status, 'PENDING');
  assert.equal(transaction.nextStep.name, 'enroll-poll');

  await org.phone.scan(poll.authenticator.contextualData.qrcode.href);
  transaction = await idx.proceed({ step: 'enroll-poll' });
  await assertSignedIn(client, transaction);
});

test('E1: QR code, with all values passed at once', async (t) => {
  const { org, client, idx } = await setUp(
    t,
    { policy: { required: ['okta_verify'], poll_interval_ms: 20 } },
    { idx: { enableLegacyMode: true } },
  );
  let transaction = await idx.authenticate({ ...ADA, authenticators: ['okta_verify'] });
  assert.equal(transaction.nextStep.name, 'enroll-poll');
  const polled = idx.poll(transaction.nextStep.poll);
  await org.phone.scan(transaction.nextStep.authenticator.contextualData.qrcode.href);
  await assertSignedIn(client, await polled);
});

test('E1: QR code, with generic forms', async (t) => {
  const { org, client, idx } = await setUp(t, SETUP, { idx: { useGenericRemediator: true } });
  let transaction = await idx.start();
  const [identify] = transaction.availableSteps;
  const credentials = { passcode: ADA.password };
  transaction = await identify.action({ identifier: ADA.username, credentials });
  const [option] = transaction.nextStep.inputs[0].options;
  assert.equal(option.relatesTo.key, 'okta_verify');
  const authenticator = { id: option.value[0].value, channel: 'qrcode' };
  transaction = await transaction.nextStep.action({ authenticator });
  assert.equal(transaction.nextStep.refresh, 4000);
  await org.phone.scan(transaction.nextStep.relatesTo.value.contextualData.qrcode.href);
  transaction = await transaction.nextStep.action();
  await assertSignedIn(client, transaction);
});

test('E3: setup link by email', async (t) => {
  const { org, client, idx } = await setUp(t, SETUP);
  await idx.start();
  await idx.proceed({ step: 'identify', ...ADA });
  await idx.proceed({ step: 'select-authenticator-enroll', authenticator: 'okta_verify' });
  let transaction = await idx.proceed({ step: 'select-enrollment-channel', channel: 'email' });
  assert.equal(transaction.nextStep.name, 'enrollment-channel-data');
  assert.ok(!offered(transaction).includes('enroll-poll'));
  transaction = await idx.proceed({ step: 'enrollment-channel-data', email: ADA.username });
  assert.equal(transaction.nextStep.name, 'enroll-poll');
  assert.equal(transaction.nextStep.relatesTo.value.contextualData.selectedChannel, 'email');
  await org.phone.openSentTo(ADA.username);
  await assertSignedIn(client, await idx.proceed({ step: 'enroll-poll' }));
});

test('E4: setup link by SMS, after an invalid phone number', async (t) => {
  const { org, client, idx } = await setUp(t, SETUP);
  await idx.start();
  await idx.proceed({ step: 'identify', ...ADA });
  await idx.proceed({ step: 'select-authenticator-enroll', authenticator: 'okta_verify' });
  await idx.proceed({ step: 'select-enrollment-channel', channel: 'sms' });
  let transaction = await idx.proceed({ step: 'enrollment-channel-data', phoneNumber: '123' });
  assert.deepEqual(messageKeys(transaction), ['api.factors.error.sms.invalid_phone']);
  assert.equal(transaction.nextStep.name, 'enrollment-channel-data');
  transaction = await idx.proceed({ step: 'enrollment-channel-data', phoneNumber: NUMBER });
  assert.equal(transaction.nextStep.name, 'enroll-poll');
  await org.phone.openSentTo(NUMBER);
  await assertSignedIn(client, await idx.proceed({ step: 'enroll-poll' }));
});
