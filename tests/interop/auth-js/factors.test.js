// P: factors that are enrolled first and asked at the next sign-in.

import assert from 'node:assert/strict';
import test from 'node:test';

import { totp } from '../../support/totp.js';
import { ADA, assertSignedIn, begin, said } from './lib/client.js';

const setup = (key, method) => ({
  users: [{ enrolled: [] }],
  policy: { required: [key], challenge: [method] },
});

/** Signs in until the factor is to be enrolled, or asked. */
async function identify(idx) {
  await idx.start();
  return idx.proceed({ step: 'identify', ...ADA });
}

test('P10 a question of the list, first with too short an answer', async (t) => {
  const { client, idx } = await begin(t, setup('security_question', 'security_question'));
  await identify(idx);
  let page = await idx.proceed({ step: 'select-authenticator-enroll', authenticator: 'security_question' });
  assert.equal(page.nextStep.name, 'enroll-authenticator');
  const [{ questionKey, question }] = page.nextStep.relatesTo.value.contextualData.questions;
  page = await idx.proceed({ step: 'enroll-authenticator', questionKey, answer: 'x' });
  assert.deepEqual(said(page), ['securityQuestion.answer.tooShort.arg']);
  page = await idx.proceed({ step: 'enroll-authenticator', questionKey, answer: 'Byron' });
  await assertSignedIn(client, page);

  page = await identify(idx);
  assert.deepEqual(page.nextStep.relatesTo.value.contextualData.enrolledQuestion, { questionKey, question });
  page = await idx.proceed({ step: 'challenge-authenticator', answer: 'wrong' });
  assert.deepEqual(said(page), ['authfactor.challenge.question_factor.answer_invalid']);
  page = await idx.proceed({ step: 'challenge-authenticator', answer: 'Byron' });
  await assertSignedIn(client, page);
});

test("P10 a question of one's own", async (t) => {
  const { client, idx } = await begin(t, setup('security_question', 'security_question'));
  await identify(idx);
  await idx.proceed({ step: 'select-authenticator-enroll', authenticator: 'security_question' });
  const own = { question: 'Which engine?', answer: 'Analytical' };
  let page = await idx.proceed({ step: 'enroll-authenticator', ...own });
  await assertSignedIn(client, page);

  page = await identify(idx);
  const asked = page.nextStep.relatesTo.value.contextualData.enrolledQuestion;
  assert.deepEqual(asked, { questionKey: 'custom', question: own.question });
  page = await idx.proceed({ step: 'challenge-authenticator', answer: own.answer });
  await assertSignedIn(client, page);
});

test('P11 Google Authenticator by its secret', async (t) => {
  const { org, client, idx } = await begin(t, setup('google_otp', 'otp'));
  await identify(idx);
  let page = await idx.proceed({ step: 'select-authenticator-enroll', authenticator: 'google_otp' });
  const { sharedSecret, qrcode } = page.nextStep.relatesTo.value.contextualData;
  assert.match(qrcode.href, /^data:image\/png;base64,/);
  const code = async () => totp(sharedSecret, await org.clock.now());
  page = await idx.proceed({ step: 'enroll-authenticator', verificationCode: await code() });
  await assertSignedIn(client, page);

  page = await identify(idx);
  assert.equal(page.nextStep.relatesTo.value.key, 'google_otp');
  page = await idx.proceed({ step: 'challenge-authenticator', verificationCode: 'no code' });
  assert.deepEqual(said(page), ['api.authn.error.PASSCODE_INVALID']);
  await org.clock.advance(30_000);
  page = await idx.proceed({ step: 'challenge-authenticator', verificationCode: await code() });
  await assertSignedIn(client, page);
});
