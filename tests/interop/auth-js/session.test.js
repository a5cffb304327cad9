// A flow that is broken off, taken up again, or carried on through bad weather.

import assert from 'node:assert/strict';
import test from 'node:test';

import { ADA, assertSignedIn, begin, createClient, offered } from './lib/client.js';

const SETUP = { policy: { required: ['okta_verify'] } };

test('a flow is canceled and begun anew', async (t) => {
  const { client, idx } = await begin(t, SETUP);
  await idx.start();
  await idx.proceed({ step: 'identify', ...ADA });
  const page = await idx.cancel();
  assert.equal(page.status, 'CANCELED');
  assert.deepEqual(offered(page), ['identify']);
  assert.ok(client.requests.includes('POST /idp/idx/cancel'));
  assert.equal(idx.canProceed(), false);
  await idx.start();
  assert.deepEqual(offered(await idx.proceed({ step: 'identify', ...ADA })), ['select-authenticator-enroll']);
});

test('a flow outlives the client that began it', async (t) => {
  const { org, client, idx } = await begin(t, SETUP);
  await idx.start();
  await idx.proceed({ step: 'identify', ...ADA });
  let page = await idx.proceed({ step: 'select-authenticator-enroll', authenticator: 'okta_verify' });
  const { qrcode } = page.nextStep.relatesTo.value.contextualData;

  const { transaction } = client.options.storageManager;
  const second = createClient(org, { storageManager: { transaction } });
  assert.equal(second.idx.canProceed(), true);
  await org.phone.scan(qrcode.href);
  page = await second.idx.proceed({ step: 'enroll-poll' });
  await assertSignedIn(second, page);
});

test('a flow goes on after a reply was lost', async (t) => {
  const { org, client, idx } = await begin(t, SETUP);
  await idx.start();
  await idx.proceed({ step: 'identify', ...ADA });
  let page = await idx.proceed({ step: 'select-authenticator-enroll', authenticator: 'okta_verify' });
  await org.phone.scan(page.nextStep.relatesTo.value.contextualData.qrcode.href);
  await org.faults.add({ path: '/challenge/poll', fault: { kind: 'reply_lost' } });
  await assert.rejects(idx.proceed({ step: 'enroll-poll' }), { name: 'AuthApiError' });
  assert.deepEqual(await org.faults.pending(), []);
  page = await idx.proceed({ step: 'enroll-poll' });
  await assertSignedIn(client, page);
});
