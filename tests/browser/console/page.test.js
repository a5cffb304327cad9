// The console page: accessibility, keyboard, updates during input, and protection against injection
// and foreign pages.

import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { pageTest } from '../../support/chromium.js';
import { startOrg } from '../../support/org.js';
import { signIn, startFlow } from './app.js';
import { openConsole, waitForMessage } from './user.js';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const SCREENSHOTS = new URL('../../../target/screenshots/', import.meta.url);
const SELECT = 'select-authenticator-authenticate';
const ADA = { enrolled: ['okta_email', { okta_verify: 'Ada’s phone' }] };
const PUSH = { challenge: ['push', 'email'], magic_link: true, okta_verify: { number_challenge: 'at_once' } };

/** Opens the console of an org with two flows, a message, a push and a fault. */
async function openBusyConsole(page, t) {
  const org = await startOrg(t, { users: [ADA], policy: PUSH });
  await openConsole(page, org);
  const email = await signIn(org);
  await email.selectAuthenticator(SELECT, 'Email');
  const push = await signIn(org);
  await push.selectAuthenticator(SELECT, 'Okta Verify');
  await org.faults.add({ path: '/challenge/poll', fault: { kind: 'rate_limited', after_s: 30 } });
  await page.locator('#push').waitFor();
  await page.locator('#inbox li').waitFor();
  await page.locator('#faults li').waitFor();
  return [org, push];
}

pageTest('the page is accessible and does not overflow in light and dark, wide and narrow', async (page, seen, t) => {
  await openBusyConsole(page, t);
  await page.locator('#log summary').first().click();
  await page.evaluate(() => document.querySelectorAll('details').forEach((node) => { node.open = true; }));
  await page.evaluate(await readFile(AXE, 'utf8'));
  await mkdir(SCREENSHOTS, { recursive: true });
  for (const [colorScheme, width] of [['light', 1280], ['dark', 1280], ['dark', 360], ['light', 360]]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.equal(overflow, 0, 'the page scrolls horizontally');
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(Number(background.match(/\d+/)[0]) < 128, colorScheme === 'dark', background);
    // axe is slow, so it runs once per color scheme and once per width.
    if ((colorScheme === 'light') !== (width > 360)) continue;
    const { violations } = await page.evaluate(() => window.axe.run());
    const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
    assert.deepEqual(found, [], `${colorScheme}, ${width} pixels wide`);
    const file = new URL(`console-${colorScheme}-${width}.png`, SCREENSHOTS);
    await page.screenshot({ path: fileURLToPath(file), fullPage: true });
  }
  assert.deepEqual(seen.errors, []);
});

pageTest('every control is reachable by keyboard and shows its focus', async (page, seen, t) => {
  await openBusyConsole(page, t);
  const stops = [];
  const focusedControl = () => page.evaluate(() => {
    const { activeElement } = document;
    if (activeElement === document.body) return null;
    const { outlineStyle, outlineWidth } = getComputedStyle(activeElement);
    const controls = [...document.querySelectorAll('a, button, input, select, summary, pre')];
    const hasOutline = outlineStyle !== 'none' && outlineWidth !== '0px';
    return { index: controls.indexOf(activeElement), hasOutline };
  });
  await page.keyboard.press('Tab');
  for (;;) {
    const control = await focusedControl();
    if (!control || stops.some(({ index }) => index === control.index)) break;
    stops.push(control);
    await page.keyboard.press('Tab');
  }
  assert.ok(stops.every(({ index, hasOutline }) => index >= 0 && hasOutline));
  const controlCount = await page.evaluate(() => [...document.querySelectorAll('a, button, input, select, summary')]
    .filter((node) => node.checkVisibility() && node.offsetParent !== null || node.matches('.skip')).length);
  assert.equal(stops.length, controlCount);
  assert.deepEqual(seen.errors, []);
});

pageTest('a push is answered and the policy changed by keyboard alone', async (page, seen, t) => {
  const [, push] = await openBusyConsole(page, t);
  await page.locator('.skip').focus();
  await page.keyboard.press('Enter');
  const tabTo = async (selector) => {
    for (let count = 0; count < 80; count += 1) {
      if (await page.evaluate((target) => document.activeElement.matches(target), selector)) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`${selector} is not reachable with Tab`);
  };
  await tabTo('#number input');
  await page.keyboard.type(push.contextualData.correctAnswer);
  await page.keyboard.press('Enter');
  await waitForMessage(page, 'Selected');
  await push.submit('challenge-poll');
  assert.ok((await push.tokens()).access_token);
  await page.locator('#phone-title:focus').waitFor({ state: 'attached' });
  await tabTo('#policy summary');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await waitForMessage(page, 'Policy changed: First factor');
  assert.deepEqual(seen.errors, []);
});

pageTest('updates keep the focus, the selection and the typed text', async (page, seen, t) => {
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
    const { name, value, selectionStart, selectionEnd } = document.activeElement;
    return [name, value, selectionStart, selectionEnd];
  });
  assert.deepEqual(state, ['link', 'oktaverify://half a li', 3, 7]);

  const interval = page.getByLabel('Poll interval (ms)');
  await interval.fill('25');
  await signIn(org);
  await page.locator('#flows li').nth(1).waitFor();
  assert.equal(await interval.inputValue(), '25', 'a refresh does not overwrite the input');
  assert.deepEqual(seen.errors, []);
});

pageTest('texts of clients and setups are never inserted as HTML', async (page, seen, t) => {
  const login = '<img src=x onerror="document.title=1">@example.com';
  const org = await startOrg(t, {
    users: [{ login, email: login, enrolled: ['okta_email', { okta_verify: login }] }],
    policy: { challenge: ['push', 'email'] },
  });
  await openConsole(page, org);
  const email = await signIn(org);
  await email.selectAuthenticator(SELECT, 'Email');
  const push = await signIn(org);
  await push.selectAuthenticator(SELECT, 'Okta Verify');
  await org.faults.add({ path: login, fault: { kind: 'foreign_href', origin: login } });
  await fetch(`${org.issuer}/${encodeURI(login)}?${login}=${login}`, { method: 'POST', body: login });
  for (const part of ['#users h3', '#flows h3', '#inbox h3', '#push-title', '#device-name', '#faults .muted']) {
    await page.locator(part, { hasText: login }).first().waitFor();
  }
  await page.locator('#log summary', { hasText: '•••' }).first().waitFor();
  const state = await page.evaluate(() => [document.images.length, document.title]);
  assert.deepEqual(state, [0, 'Simulated Okta org']);
  assert.deepEqual(seen.errors, []);
});

pageTest('a page on another port cannot use the control API', async (page, seen, t) => {
  const org = await startOrg(t);
  const server = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end('<title>evil</title>'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close().closeAllConnections());
  const controlUrls = [org.controlUrl, org.controlUrl.replace('127.0.0.1', 'localhost')];
  for (const host of ['127.0.0.1', 'localhost']) {
    await page.goto(`http://${host}:${server.address().port}/`);
    for (const url of controlUrls) {
      assert.deepEqual(await page.evaluate(attack, url), ['blocked', 'blocked']);
    }
  }
  // The browser reports only the responses to the form and to the no-cors request.
  assert.deepEqual(new Set(seen.refused), new Set(controlUrls.map((url) => `403 ${url}/clock/advance`)));
  const clock = await (await fetch(`${org.controlUrl}/clock`)).json();
  assert.equal(clock.offset_ms, 0);
  const flow = await startFlow(org);
  assert.deepEqual(flow.remediationNames, ['identify'], 'the policy is unchanged');

  await openConsole(page, org);
  const status = await page.evaluate(() => fetch('/sim/clock').then((response) => response.status));
  assert.equal(status, 200, 'the console itself has access');
});

/**
 * Runs in a foreign page: sends requests of several kinds to the control API, and returns what it can
 * read of the responses.
 */
async function attack(controlUrl) {
  const read = (path, init) =>
    fetch(controlUrl + path, init).then((response) => response.text(), () => 'blocked');
  const body = '{"ms": 600000}';
  const responses = [await read('/clock'), await read('/clock/advance', { method: 'POST', body })];
  await fetch(`${controlUrl}/clock/advance`, { method: 'POST', mode: 'no-cors', body });
  const frame = document.createElement('iframe');
  frame.name = 'target';
  document.body.append(frame);
  const form = document.createElement('form');
  const action = `${controlUrl}/clock/advance`;
  Object.assign(form, { method: 'POST', enctype: 'text/plain', action, target: 'target' });
  const field = document.createElement('input');
  Object.assign(field, { name: '{"ms": 600000, "x": "', value: '"}' });
  form.append(field);
  document.body.append(form);
  const loaded = new Promise((resolve) => { frame.onload = resolve; });
  form.submit();
  await loaded;
  frame.remove();
  form.remove();
  return responses;
}
