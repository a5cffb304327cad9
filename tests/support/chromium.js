// Browser tests in Chromium: one browser per test file and a new context per test. The browser can
// reach this machine only.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Request interception is not used, because Playwright then answers CORS preflights itself.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
];
/** Milliseconds after which waiting for an element fails. */
const TIMEOUT_MS = 15_000;
const SCREENSHOTS = new URL('../../target/screenshots/', import.meta.url);

let browser;
after(async () => (await browser)?.close());

/**
 * Defines a test that runs `run(page, seen, t)` with a new page, where `seen` is the result of
 * {@link observe}. The test fails if the page sends a request to another machine. If it fails, a
 * screenshot is saved in `target/screenshots`.
 */
export function pageTest(name, run) {
  test(name, async (t) => {
    browser ??= chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS });
    const context = await (await browser).newContext({ locale: 'en-US' });
    context.setDefaultTimeout(TIMEOUT_MS);
    const page = await context.newPage();
    const seen = observe(context);
    try {
      await run(page, seen, t);
      assert.deepEqual(seen.external, [], 'requests to other machines');
    } catch (error) {
      t.diagnostic(`screenshot: ${await saveScreenshot(page, name).catch(String)}`);
      t.diagnostic(`browser events: ${JSON.stringify(seen)}`);
      throw error;
    } finally {
      await context.close();
    }
  });
}

/** Scans the QR code that a page shows, from a screenshot, with the phone of the org. */
export async function scanScreenshot(page, org) {
  return org.phone.scan(await page.screenshot({ fullPage: true }));
}

/**
 * Records the events of a context: script and console `errors`, `refused` requests (with an error
 * status), `failed` requests (without a response), and `external` requests to other machines, which
 * the browser cannot send.
 */
function observe(context) {
  const seen = { errors: [], refused: [], failed: [], external: [] };
  context.on('request', (request) => {
    if (isExternal(request.url())) seen.external.push(request.url());
  });
  context.on('weberror', (error) => seen.errors.push(String(error.error())));
  context.on('console', (message) => {
    // `refused` contains the failed loads.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      seen.errors.push(message.text());
    }
  });
  context.on('response', (response) => {
    if (response.status() >= 400) seen.refused.push(`${response.status()} ${response.url()}`);
  });
  context.on('requestfailed', (request) => {
    if (!isExternal(request.url())) {
      seen.failed.push(`${request.failure()?.errorText} ${request.url()}`);
    }
  });
  return seen;
}

function isExternal(url) {
  const { hostname, protocol } = new URL(url);
  return protocol.startsWith('http') && !['127.0.0.1', 'localhost'].includes(hostname);
}

async function saveScreenshot(page, name) {
  await mkdir(SCREENSHOTS, { recursive: true });
  const file = `${name.replaceAll(/[^\w-]+/g, '-')}.png`;
  const path = fileURLToPath(new URL(file, SCREENSHOTS));
  await page.screenshot({ path, fullPage: true });
  return path;
}
