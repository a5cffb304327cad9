// C: Okta Verify is asked.

import assert from 'node:assert/strict';
import test from 'node:test';

import { ADA, assertSignedIn, begin, offered, said } from './lib/client.js';

const setup = (challenge) => ({
  users: [{ enrolled: [{ okta_verify: "Ada's phone" }] }],
  policy: { challenge, poll_interval_ms: 20 },
});

test('C1 a push, approved', async (t) => {
  const { org, client, idx } = await begin(t, setup(['push']));
  await idx.start();
  let page = await idx.proceed({ step: 'identify', ...ADA });
  assert.equal(page.nextStep.name, 'challenge-poll');
  page = await idx.proceed({ step: 'challenge-poll' });
  assert.equal(page.status, 'PENDING');
  await org.phone.approve();
  await assertSignedIn(client, await idx.proceed({ step: 'challenge-poll' }));
});

test('C1 a push, approved while the client polls by itself', async (t) => {
  const { org, client, idx } = await begin(t, setup(['push']), { idx: { enableLegacyMode: true } });
  const page = await idx.authenticate(ADA);
  assert.deepEqual(page.nextStep.poll, { required: true, refresh: 20 });
  const polled = idx.poll(page.nextStep.poll);
  await org.phone.approve();
  await assertSignedIn(client, await polled);
});

test('C2 a push, rejected and sent again', async (t) => {
  const { org, client, idx } = await begin(t, setup(['push']));
  await idx.start();
  await idx.proceed({ step: 'identify', ...ADA });
  await org.phone.reject();
  let page = await idx.proceed({ step: 'challenge-poll' });
  assert.deepEqual(said(page), ['api.authn.poll.error.push_rejected']);
  assert.deepEqual(offered(page), ['resend']);
  const [{ value: [id, methodType] }] = page.nextStep.inputs;
  page = await idx.proceed({
    step: 'resend',
    authenticator: { id: id.value, methodType: methodType.value },
  });
  assert.equal(page.nextStep.name, 'challenge-poll');
  await org.phone.approve();
  await assertSignedIn(client, await idx.proceed({ step: 'challenge-poll' }));
});

test('C5 and C6 a code of the app, first a wrong one', async (t) => {
  const { org, client, idx } = await begin(t, setup(['push', 'totp']));
  await idx.start();
  let page = await idx.proceed({ step: 'identify', ...ADA });
  assert.equal(page.nextStep.name, 'authenticator-verification-data');
  page = await idx.proceed({ step: 'authenticator-verification-data', methodType: 'totp' });
  assert.equal(page.nextStep.name, 'challenge-authenticator');
  const { totp } = await org.phone.look();
  const wrong = String((Number(totp) + 1) % 1_000_000).padStart(6, '0');
  page = await idx.proceed({ step: 'challenge-authenticator', verificationCode: wrong });
  assert.deepEqual(said(page), ['api.authn.error.PASSCODE_INVALID']);
  page = await idx.proceed({ step: 'challenge-authenticator', verificationCode: totp });
  await assertSignedIn(client, page);
});
