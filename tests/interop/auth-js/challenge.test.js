// C1–C6: challenges of Okta Verify.

import assert from 'node:assert/strict';
import test from 'node:test';

import { ADA, assertSignedIn, messageKeys, offered, setUp } from './lib/client.js';

const setup = (challenge) => ({
  users: [{ enrolled: [{ okta_verify: "Ada's phone" }] }],
  policy: { challenge, poll_interval_ms: 20 },
});

test('C1: a push is approved', async (t) => {
  const { org, client, idx } = await setUp(t, setup(['push']));
  await idx.start();
  let transaction = await idx.proceed({ step: 'identify', ...ADA });
  assert.equal(transaction.nextStep.name, 'challenge-poll');
  transaction = await idx.proceed({ step: 'challenge-poll' });
  assert.equal(transaction.status, 'PENDING');
  await org.phone.approve();
  await assertSignedIn(client, await idx.proceed({ step: 'challenge-poll' }));
});

test('C1: a push is approved while the client polls automatically', async (t) => {
  const { org, client, idx } = await setUp(t, setup(['push']), { idx: { enableLegacyMode: true } });
  const transaction = await idx.authenticate(ADA);
  assert.deepEqual(transaction.nextStep.poll, { required: true, refresh: 20 });
  const polled = idx.poll(transaction.nextStep.poll);
  await org.phone.approve();
  await assertSignedIn(client, await polled);
});

test('C2: a push is rejected, resent and approved', async (t) => {
  const { org, client, idx } = await setUp(t, setup(['push']));
  await idx.start();
  await idx.proceed({ step: 'identify', ...ADA });
  await org.phone.reject();
  let transaction = await idx.proceed({ step: 'challenge-poll' });
  assert.deepEqual(messageKeys(transaction), ['api.authn.poll.error.push_rejected']);
  assert.deepEqual(offered(transaction), ['resend']);
  const [{ value: [id, methodType] }] = transaction.nextStep.inputs;
  transaction = await idx.proceed({
    step: 'resend',
    authenticator: { id: id.value, methodType: methodType.value },
  });
  assert.equal(transaction.nextStep.name, 'challenge-poll');
  await org.phone.approve();
  await assertSignedIn(client, await idx.proceed({ step: 'challenge-poll' }));
});

test('C5, C6: TOTP, after a wrong code', async (t) => {
  const { org, client, idx } = await setUp(t, setup(['push', 'totp']));
  await idx.start();
  let transaction = await idx.proceed({ step: 'identify', ...ADA });
  assert.equal(transaction.nextStep.name, 'authenticator-verification-data');
  transaction = await idx.proceed({ step: 'authenticator-verification-data', methodType: 'totp' });
  assert.equal(transaction.nextStep.name, 'challenge-authenticator');
  const { totp } = await org.phone.look();
  const wrong = String((Number(totp) + 1) % 1_000_000).padStart(6, '0');
  transaction = await idx.proceed({ step: 'challenge-authenticator', verificationCode: wrong });
  assert.deepEqual(messageKeys(transaction), ['api.authn.error.PASSCODE_INVALID']);
  transaction = await idx.proceed({ step: 'challenge-authenticator', verificationCode: totp });
  await assertSignedIn(client, transaction);
});
