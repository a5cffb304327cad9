// P10, P11: factors that are enrolled, and verified at the next sign-in.

import assert from 'node:assert/strict';
import test from 'node:test';

import { totp } from '../../support/totp.js';
import { ADA, assertSignedIn, messageKeys, setUp } from './lib/client.js';

const setup = (key, method) => ({
  users: [{ enrolled: [] }],
  policy: { required: [key], challenge: [method] },
});

/** Signs in until the factor must be enrolled or verified. */
async function identify(idx) {
  await idx.start();
  return idx.proceed({ step: 'identify', ...ADA });
}

test('P10: a predefined security question, after an answer that is too short', async (t) => {
  const { client, idx } = await setUp(t, setup('security_question', 'security_question'));
  await identify(idx);
  let transaction = await idx.proceed({
    step: 'select-authenticator-enroll',
    authenticator: 'security_question',
  });
  assert.equal(transaction.nextStep.name, 'enroll-authenticator');
  const [{ questionKey, question }] = transaction.nextStep.relatesTo.value.contextualData.questions;
  transaction = await idx.proceed({ step: 'enroll-authenticator', questionKey, answer: 'x' });
  assert.deepEqual(messageKeys(transaction), ['securityQuestion.answer.tooShort.arg']);
  transaction = await idx.proceed({ step: 'enroll-authenticator', questionKey, answer: 'Byron' });
  await assertSignedIn(client, transaction);

  transaction = await identify(idx);
  const { enrolledQuestion } = transaction.nextStep.relatesTo.value.contextualData;
  assert.deepEqual(enrolledQuestion, { questionKey, question });
  transaction = await idx.proceed({ step: 'challenge-authenticator', answer: 'wrong' });
  assert.deepEqual(messageKeys(transaction), ['authfactor.challenge.question_factor.answer_invalid']);
  transaction = await idx.proceed({ step: 'challenge-authenticator', answer: 'Byron' });
  await assertSignedIn(client, transaction);
});

test('P10b: a custom security question', async (t) => {
  const { client, idx } = await setUp(t, setup('security_question', 'security_question'));
  await identify(idx);
  await idx.proceed({ step: 'select-authenticator-enroll', authenticator: 'security_question' });
  const custom = { question: 'Which engine?', answer: 'Analytical' };
  let transaction = await idx.proceed({ step: 'enroll-authenticator', ...custom });
  await assertSignedIn(client, transaction);

  transaction = await identify(idx);
  const { enrolledQuestion } = transaction.nextStep.relatesTo.value.contextualData;
  assert.deepEqual(enrolledQuestion, { questionKey: 'custom', question: custom.question });
  transaction = await idx.proceed({ step: 'challenge-authenticator', answer: custom.answer });
  await assertSignedIn(client, transaction);
});

test('P11b: Google Authenticator by its secret', async (t) => {
  const { org, client, idx } = await setUp(t, setup('google_otp', 'otp'));
  await identify(idx);
  let transaction = await idx.proceed({
    step: 'select-authenticator-enroll',
    authenticator: 'google_otp',
  });
  const { sharedSecret, qrcode } = transaction.nextStep.relatesTo.value.contextualData;
  assert.match(qrcode.href, /^data:image\/png;base64,/);
  const code = async () => totp(sharedSecret, await org.clock.now());
  transaction = await idx.proceed({ step: 'enroll-authenticator', verificationCode: await code() });
  await assertSignedIn(client, transaction);

  transaction = await identify(idx);
  assert.equal(transaction.nextStep.relatesTo.value.key, 'google_otp');
  transaction = await idx.proceed({ step: 'challenge-authenticator', verificationCode: 'wrong' });
  assert.deepEqual(messageKeys(transaction), ['api.authn.error.PASSCODE_INVALID']);
  await org.clock.advance(30_000);
  transaction = await idx.proceed({ step: 'challenge-authenticator', verificationCode: await code() });
  await assertSignedIn(client, transaction);
});
