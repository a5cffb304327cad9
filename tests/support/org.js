// A simulated org in a process of its own, and what people do there, through its control API
// (sim/README.md).

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = process.env.IDX_FLOW_SIM
  ?? fileURLToPath(new URL('../../../target/debug/idx-flow-sim', import.meta.url));

/**
 * Starts an org of this setup, which ends with the test `t`, or before it by `stop()`.
 *
 * It is `{ issuer, clientId, redirectUri, users, controlUrl, phone, phoneOf, inbox, faults, clock,
 * stop }`; `phone` is the first user's.
 */
export async function startOrg(t, setup = {}, listen = '127.0.0.1:0') {
  const [child, org] = await start(setup, listen);
  const stop = async () => {
    child.stdin.end();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  t.after(stop);
  const ask = control(org.control_url);
  return {
    issuer: org.issuer,
    clientId: org.client_id,
    redirectUri: org.redirect_uri,
    users: org.users,
    controlUrl: org.control_url,
    phone: phone(ask, ''),
    phoneOf: (login) => phone(ask, `?user=${encodeURIComponent(login)}`),
    inbox: inbox(ask),
    faults: faults(ask),
    clock: clock(ask),
    stop,
  };
}

/** Every answer is what the phone shows then: `{ name, biometrics, fips, pending, totp }`. */
function phone(ask, user) {
  const door = (method, path, body) => ask(method, `/phone${path}${user}`, body);
  return {
    look: () => door('GET', ''),
    /** A PNG as bytes, in Base64, or as the `data:` URI of a page. */
    scan: (picture) => door('POST', '/scan', picture),
    /** The newest activation link that was sent there. */
    openSentTo: (to) => door('POST', '/open', { to }),
    openLink: (link) => door('POST', '/open', { link }),
    approve: () => door('POST', '/approve'),
    reject: () => door('POST', '/reject'),
    number: (number) => door('POST', '/number', { number }),
    hardware: (changes) => door('POST', '/hardware', changes),
  };
}

/** Letters are `{ to, kind, subject, code, link }`, oldest first. */
function inbox(ask) {
  const messages = async (to) =>
    (await ask('GET', to ? `/inbox?to=${encodeURIComponent(to)}` : '/inbox')).messages;
  return {
    messages,
    newest: async (to) => (await messages(to)).at(-1),
    /** Opens the newest magic link: in the `same_browser` it ends in a redirect, `location`. */
    open: (to, where) => ask('POST', '/inbox/open', { to, in: where }),
  };
}

function faults(ask) {
  return {
    /** `{ path, skip, times, fault: { kind } }`. */
    add: (fault) => ask('POST', '/faults', fault),
    pending: async () => (await ask('GET', '/faults')).faults,
    clear: () => ask('DELETE', '/faults'),
  };
}

function clock(ask) {
  return {
    now: async () => new Date((await ask('GET', '/clock')).now),
    advance: (ms) => ask('POST', '/clock/advance', { ms }),
  };
}

function control(url) {
  return async (method, path, body) => {
    const raw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(url + path, { method, body: raw ? body : JSON.stringify(body) });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${answer.error}`);
    return answer;
  };
}

/**
 * The program, and what its first line says of the org. It ends with its input: then no way in
 * which this process dies leaves it behind.
 */
async function start(setup, listen) {
  const folder = await mkdtemp(join(tmpdir(), 'idx-flow-sim-'));
  try {
    const file = join(folder, 'setup.json');
    await writeFile(file, JSON.stringify(setup));
    const words = ['--attached', '--listen', listen, '--setup', file];
    const child = spawn(PROGRAM, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child, 'spawn');
    return [child, JSON.parse(await firstLine(child.stdout))];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function firstLine(output) {
  for await (const line of createInterface(output)) return line;
  throw new Error(`${PROGRAM} did not start: standard error says why`);
}
