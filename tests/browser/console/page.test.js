// The page itself: for everyone, in every light, and not to be fooled.

import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { pageTest } from '../../support/chromium.js';
import { startOrg } from '../../support/org.js';
import { beginFlow, signIn } from './app.js';
import { openConsole, said } from './hand.js';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const SCREENSHOTS = new URL('../../../target/screenshots/', import.meta.url);
const ADA = { enrolled: ['okta_email', { okta_verify: 'Ada’s phone' }] };
const PUSH = { challenge: ['push', 'email'], magic_link: true, okta_verify: { number_challenge: 'at_once' } };

/** An org in which much is going on, and the console that shows it. */
async function busy(page, t) {
  const org = await startOrg(t, { users: [ADA], policy: PUSH });
  await openConsole(page, org);
  const mail = await signIn(org);
  await mail.choose('select-authenticator-authenticate', 'Email');
  const push = await signIn(org);
  await push.choose('select-authenticator-authenticate', 'Okta Verify');
  await org.faults.add({ path: '/challenge/poll', fault: { kind: 'rate_limited', after_s: 30 } });
  await page.locator('#push').waitFor();
  await page.locator('#inbox li').waitFor();
  await page.locator('#faults li').waitFor();
  return [org, push];
}

pageTest('nothing stands in anyone’s way, in the light and in the dark, on a wide screen and a narrow one', async (page, seen, t) => {
  await busy(page, t);
  await page.locator('#log summary').first().click();
  await page.evaluate(() => document.querySelectorAll('details').forEach((it) => { it.open = true; }));
  await page.evaluate(await readFile(AXE, 'utf8'));
  await mkdir(SCREENSHOTS, { recursive: true });
  for (const [colorScheme, width] of [['light', 1280], ['dark', 1280], ['dark', 360], ['light', 360]]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.equal(beyond, 0, 'nothing is to be scrolled sideways');
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(Number(ground.match(/\d+/)[0]) < 128, colorScheme === 'dark', ground);
    // what takes long is done once in each light, and once at each width
    if ((colorScheme === 'light') !== (width > 360)) continue;
    const { violations } = await page.evaluate(() => window.axe.run());
    const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
    assert.deepEqual(found, [], `${colorScheme}, ${width} pixels wide`);
    const file = new URL(`console-${colorScheme}-${width}.png`, SCREENSHOTS);
    await page.screenshot({ path: fileURLToPath(file), fullPage: true });
  }
  assert.deepEqual(seen.errors, []);
});

pageTest('the keyboard reaches everything, sees where it is, and gets out again', async (page, seen, t) => {
  const [, push] = await busy(page, t);
  const stops = [];
  const focused = () => page.evaluate(() => {
    const { activeElement: at } = document;
    if (at === document.body) return null;
    const { outlineStyle, outlineWidth } = getComputedStyle(at);
    const all = [...document.querySelectorAll('a, button, input, select, summary, pre')];
    return { nth: all.indexOf(at), seen: outlineStyle !== 'none' && outlineWidth !== '0px' };
  });
  await page.keyboard.press('Tab');
  for (let at = await focused(); at && !stops.some(({ nth }) => nth === at.nth); at = await focused()) {
    stops.push(at);
    await page.keyboard.press('Tab');
  }
  assert.ok(stops.every(({ nth, seen: isSeen }) => nth >= 0 && isSeen));
  const reachable = await page.evaluate(() => [...document.querySelectorAll('a, button, input, select, summary')]
    .filter((it) => it.checkVisibility() && it.offsetParent !== null || it.matches('.skip')).length);
  assert.equal(stops.length, reachable);

  await page.locator('.skip').focus();
  await page.keyboard.press('Enter');
  const tabTo = async (selector) => {
    for (let nth = 0; nth < 80; nth += 1) {
      if (await page.evaluate((it) => document.activeElement.matches(it), selector)) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`Tab does not get to ${selector}`);
  };
  await tabTo('#number input');
  await page.keyboard.type(push.context.correctAnswer);
  await page.keyboard.press('Enter');
  await said(page, 'Tapped');
  await push.submit('challenge-poll');
  assert.ok((await push.tokens()).access_token);
  await page.locator('#phone-title:focus').waitFor({ state: 'attached' });
  await tabTo('#policy summary');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await said(page, 'Policy changed: First factor');
  assert.deepEqual(seen.errors, []);
});

pageTest('what is typed and where the focus is outlast everything that happens meanwhile', async (page, seen, t) => {
  const org = await startOrg(t, { users: [ADA], policy: { challenge: ['email'] } });
  await openConsole(page, org);
  const link = page.getByLabel('Activation link');
  await link.pressSequentially('oktaverify://half a li');
  await link.evaluate((input) => input.setSelectionRange(3, 7));
  await signIn(org);
  await org.faults.add({ path: '/challenge/poll', fault: { kind: 'cut_body' } });
  await page.locator('#inbox li').waitFor();
  await page.locator('#flows li').waitFor();
  await page.locator('#faults li').waitFor();
  await page.locator('#log li').nth(2).waitFor();
  const state = await page.evaluate(() => {
    const at = document.activeElement;
    return [at.name, at.value, at.selectionStart, at.selectionEnd];
  });
  assert.deepEqual(state, ['link', 'oktaverify://half a li', 3, 7]);

  const poll = page.getByLabel('Poll interval in ms');
  await poll.fill('25');
  await signIn(org);
  await page.locator('#flows li').nth(1).waitFor();
  assert.equal(await poll.inputValue(), '25', 'it is not put back while someone types');
  assert.deepEqual(seen.errors, []);
});

pageTest('what clients and setups say is shown as it is, and never as HTML', async (page, seen, t) => {
  const login = '<img src=x onerror="document.title=1">@example.com';
  const org = await startOrg(t, {
    users: [{ login, email: login, enrolled: ['okta_email', { okta_verify: login }] }],
    policy: { challenge: ['push', 'email'] },
  });
  await openConsole(page, org);
  const mail = await signIn(org);
  await mail.choose('select-authenticator-authenticate', 'Email');
  const push = await signIn(org);
  await push.choose('select-authenticator-authenticate', 'Okta Verify');
  await org.faults.add({ path: login, fault: { kind: 'foreign_href', origin: login } });
  await fetch(`${org.issuer}/${encodeURI(login)}?${login}=${login}`, { method: 'POST', body: login });
  for (const part of ['#users h3', '#flows h3', '#inbox h3', '#push-title', '#device', '#faults .quiet']) {
    await page.locator(part, { hasText: login }).first().waitFor();
  }
  await page.locator('#log summary', { hasText: '•••' }).first().waitFor();
  const made = await page.evaluate(() => [document.images.length, document.title]);
  assert.deepEqual(made, [0, 'Simulated org']);
  assert.deepEqual(seen.errors, []);
});

pageTest('a page of another port gets nowhere', async (page, seen, t) => {
  const org = await startOrg(t);
  const other = createServer((_, reply) => reply.setHeader('content-type', 'text/html').end('<title>evil</title>'));
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.after(() => other.close().closeAllConnections());
  const doors = [org.controlUrl, org.controlUrl.replace('127.0.0.1', 'localhost')];
  for (const host of ['127.0.0.1', 'localhost']) {
    await page.goto(`http://${host}:${other.address().port}/`);
    for (const control of doors) assert.deepEqual(await page.evaluate(attack, control), ['unread', 'unread']);
  }
  // what may not be read is not seen either: there remain the form and what was sent unread
  assert.deepEqual(new Set(seen.refused), new Set(doors.map((it) => `403 ${it}/clock/advance`)));
  assert.equal((await fetch(`${org.controlUrl}/clock`).then((it) => it.json())).offset_ms, 0);
  const flow = await beginFlow(org);
  assert.deepEqual(flow.names, ['identify'], 'the policy is what it was');

  await openConsole(page, org);
  const own = await page.evaluate(() => fetch('/sim/clock').then((it) => it.status));
  assert.equal(own, 200, 'its own page may');
});

/** Runs in the foreign page: what is readable of the answers, after all of them came. */
async function attack(control) {
  const read = (door, init) => fetch(control + door, init).then((it) => it.text(), () => 'unread');
  const body = '{"ms": 600000}';
  const readable = [await read('/clock'), await read('/clock/advance', { method: 'POST', body })];
  await fetch(`${control}/clock/advance`, { method: 'POST', mode: 'no-cors', body });
  const frame = document.createElement('iframe');
  frame.name = 'answer';
  document.body.append(frame);
  const form = document.createElement('form');
  Object.assign(form, { method: 'POST', enctype: 'text/plain', action: `${control}/clock/advance`, target: 'answer' });
  const field = document.createElement('input');
  Object.assign(field, { name: '{"ms": 600000, "x": "', value: '"}' });
  form.append(field);
  document.body.append(form);
  const answered = new Promise((done) => { frame.onload = done; });
  form.submit();
  await answered;
  frame.remove();
  form.remove();
  return readable;
}
