// Pages in Chromium: one browser for a test file, for each test a profile of its own, and nothing
// but this machine within reach.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const PROGRAM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Not by intercepting requests: Playwright would then answer CORS preflights in the server's place.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
];
/** Milliseconds until something that does not come on a page has failed to come. */
const PATIENCE = 15_000;
const SCREENSHOTS = new URL('../../../target/screenshots/', import.meta.url);

let launched;
after(async () => (await launched)?.close());

/**
 * A test that has a page: `run(page, seen, t)`, where `seen` is what {@link watch} notes. It fails if
 * the page reached for anything beyond this machine; what a page looked like when its test failed is
 * kept below `target/screenshots`.
 */
export function pageTest(name, run) {
  test(name, async (t) => {
    launched ??= chromium.launch({ executablePath: PROGRAM, args: FLAGS });
    const context = await (await launched).newContext({ locale: 'en-US' });
    context.setDefaultTimeout(PATIENCE);
    const page = await context.newPage();
    const seen = watch(context);
    try {
      await run(page, seen, t);
      assert.deepEqual(seen.elsewhere, [], 'requests left this machine');
    } catch (error) {
      t.diagnostic(`what the page looked like: ${await keepScreenshot(page, name).catch(String)}`);
      t.diagnostic(`what it did: ${JSON.stringify(seen)}`);
      throw error;
    } finally {
      await context.close();
    }
  });
}

/** The QR code that the page shows is scanned by the org's phone, from a picture of the page. */
export async function scanScreenshot(page, org) {
  return org.phone.scan(await page.screenshot({ fullPage: true }));
}

/**
 * Notes what the pages of a context do: `errors` of their scripts and on their consoles, `refused`
 * requests (with their status) and `failed` ones, and those that wanted to go `elsewhere`, which
 * they cannot.
 */
function watch(context) {
  const seen = { errors: [], refused: [], failed: [], elsewhere: [] };
  context.on('request', (request) => {
    if (isElsewhere(request.url())) seen.elsewhere.push(request.url());
  });
  context.on('weberror', (error) => seen.errors.push(String(error.error())));
  context.on('console', (message) => {
    // a refused request is in `refused` already
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      seen.errors.push(message.text());
    }
  });
  context.on('response', (response) => {
    if (response.status() >= 400) seen.refused.push(`${response.status()} ${response.url()}`);
  });
  context.on('requestfailed', (request) => {
    if (!isElsewhere(request.url())) {
      seen.failed.push(`${request.failure()?.errorText} ${request.url()}`);
    }
  });
  return seen;
}

/** Whether an address is beyond this machine. */
function isElsewhere(url) {
  const { hostname, protocol } = new URL(url);
  return protocol.startsWith('http') && !['127.0.0.1', 'localhost'].includes(hostname);
}

async function keepScreenshot(page, name) {
  await mkdir(SCREENSHOTS, { recursive: true });
  const file = `${name.replaceAll(/[^\w-]+/g, '-')}.png`;
  const path = fileURLToPath(new URL(file, SCREENSHOTS));
  await page.screenshot({ path, fullPage: true });
  return path;
}
