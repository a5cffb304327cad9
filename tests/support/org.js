// Starts the simulator in a process of its own and calls its control API (sim/README.md).

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = process.env.IDX_FLOW_SIM
  ?? fileURLToPath(new URL('../../target/debug/idx-flow-sim', import.meta.url));

/**
 * Starts an org with this setup. It stops after the test `t`, or when `stop()` is called.
 *
 * Returns `{ issuer, clientId, redirectUri, users, controlUrl, phone, phoneOf, inbox, faults, clock,
 * stop }`. `phone` is the phone of the first user.
 */
export async function startOrg(t, setup = {}, listen = '127.0.0.1:0') {
  const [child, info] = await start(setup, listen);
  const stop = async () => {
    child.stdin.end();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  t.after(stop);
  const call = controlApi(info.control_url);
  return {
    issuer: info.issuer,
    clientId: info.client_id,
    redirectUri: info.redirect_uri,
    users: info.users,
    controlUrl: info.control_url,
    phone: phone(call, ''),
    phoneOf: (login) => phone(call, `?user=${encodeURIComponent(login)}`),
    inbox: inbox(call),
    faults: faults(call),
    clock: clock(call),
    stop,
  };
}

/** Every method returns what the phone shows: `{ name, biometrics, fips, pending, totp, totp_ms }`. */
function phone(call, query) {
  const callPhone = (method, path, body) => call(method, `/phone${path}${query}`, body);
  return {
    look: () => callPhone('GET', ''),
    /** Scans a QR code: a PNG as bytes, in Base64, or as a `data:` URI. */
    scan: (picture) => callPhone('POST', '/scan', picture),
    /** Opens the latest activation link that was sent to a recipient. */
    openSentTo: (to) => callPhone('POST', '/open', { to }),
    openLink: (link) => callPhone('POST', '/open', { link }),
    approve: () => callPhone('POST', '/approve'),
    reject: () => callPhone('POST', '/reject'),
    number: (number) => callPhone('POST', '/number', { number }),
    hardware: (changes) => callPhone('POST', '/hardware', changes),
  };
}

/** Messages are `{ to, kind, subject, code, link, opens_on }`, oldest first. */
function inbox(call) {
  const messages = async (to) =>
    (await call('GET', to ? `/inbox?to=${encodeURIComponent(to)}` : '/inbox')).messages;
  return {
    messages,
    newest: async (to) => (await messages(to)).at(-1),
    /**
     * Opens the latest magic link in the `same_browser` or the `other_browser`. In the same browser
     * the response is a redirect to `location`.
     */
    open: (to, browser) => call('POST', '/inbox/open', { to, in: browser }),
  };
}

function faults(call) {
  return {
    /** Adds a rule: `{ path, skip, times, fault: { kind } }`. */
    add: (rule) => call('POST', '/faults', rule),
    pending: async () => (await call('GET', '/faults')).faults,
    clear: () => call('DELETE', '/faults'),
  };
}

function clock(call) {
  return {
    now: async () => new Date((await call('GET', '/clock')).now),
    advance: (ms) => call('POST', '/clock/advance', { ms }),
  };
}

function controlApi(url) {
  return async (method, path, body) => {
    const isRaw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(url + path, { method, body: isRaw ? body : JSON.stringify(body) });
    const json = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${json.error}`);
    return json;
  };
}

/**
 * Returns the process and the line of JSON that it prints. The process exits when its standard input
 * closes, so it also ends if this process is killed.
 */
async function start(setup, listen) {
  const folder = await mkdtemp(join(tmpdir(), 'idx-flow-sim-'));
  try {
    const file = join(folder, 'setup.json');
    await writeFile(file, JSON.stringify(setup));
    const args = ['--attached', '--listen', listen, '--setup', file];
    const child = spawn(PROGRAM, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child, 'spawn');
    return [child, JSON.parse(await firstLine(child.stdout))];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function firstLine(output) {
  for await (const line of createInterface(output)) return line;
  throw new Error(`${PROGRAM} did not start: see its standard error`);
}
