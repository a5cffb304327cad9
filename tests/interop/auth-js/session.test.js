// A flow that is canceled, resumed, or continued after a lost response.

import assert from 'node:assert/strict';
import test from 'node:test';

import { ADA, assertSignedIn, createClient, offered, setUp } from './lib/client.js';

const SETUP = { policy: { required: ['okta_verify'] } };

test('a flow is canceled, and a new one is started', async (t) => {
  const { client, idx } = await setUp(t, SETUP);
  await idx.start();
  await idx.proceed({ step: 'identify', ...ADA });
  const transaction = await idx.cancel();
  assert.equal(transaction.status, 'CANCELED');
  assert.deepEqual(offered(transaction), ['identify']);
  assert.ok(client.requests.includes('POST /idp/idx/cancel'));
  assert.equal(idx.canProceed(), false);
  await idx.start();
  const next = await idx.proceed({ step: 'identify', ...ADA });
  assert.deepEqual(offered(next), ['select-authenticator-enroll']);
});

test('a flow is resumed by another client with the same storage', async (t) => {
  const { org, client, idx } = await setUp(t, SETUP);
  await idx.start();
  await idx.proceed({ step: 'identify', ...ADA });
  let transaction = await idx.proceed({
    step: 'select-authenticator-enroll',
    authenticator: 'okta_verify',
  });
  const { qrcode } = transaction.nextStep.relatesTo.value.contextualData;

  const { storageManager } = client.options;
  const second = createClient(org, { storageManager: { transaction: storageManager.transaction } });
  assert.equal(second.idx.canProceed(), true);
  await org.phone.scan(qrcode.href);
  transaction = await second.idx.proceed({ step: 'enroll-poll' });
  await assertSignedIn(second, transaction);
});

test('a flow continues after a lost response', async (t) => {
  const { org, client, idx } = await setUp(t, SETUP);
  await idx.start();
  await idx.proceed({ step: 'identify', ...ADA });
  let transaction = await idx.proceed({
    step: 'select-authenticator-enroll',
    authenticator: 'okta_verify',
  });
  await org.phone.scan(transaction.nextStep.relatesTo.value.contextualData.qrcode.href);
  await org.faults.add({ path: '/challenge/poll', fault: { kind: 'reply_lost' } });
  await assert.rejects(idx.proceed({ step: 'enroll-poll' }), { name: 'AuthApiError' });
  assert.deepEqual(await org.faults.pending(), []);
  transaction = await idx.proceed({ step: 'enroll-poll' });
  await assertSignedIn(client, transaction);
});
