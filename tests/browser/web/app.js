// The app of examples/web in a process of its own, and the way through its first pages.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = process.env.IDX_FLOW_WEB
  ?? fileURLToPath(new URL('../../../target/debug/idx-flow-web', import.meta.url));

/** Runs a program until its own input ends: no way in which this process dies leaves it behind. */
const ATTACHED = '"$@" & exec >&-; read -r gone; kill $!; wait $!';

/** Starts the app at this org, until the test `t` ends; gives its address. */
export async function startApp(t, org) {
  const words = [
    ['--listen', '127.0.0.1:0'],
    ['--issuer', `${org.issuer}/oauth2/default`],
    ['--client-id', org.clientId],
    ['--redirect-uri', org.redirectUri],
  ];
  const shell = ['-c', ATTACHED, 'sh', PROGRAM, ...words.flat()];
  const child = spawn('sh', shell, { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child, 'spawn');
  t.after(async () => {
    child.stdin.end();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  for await (const line of createInterface(child.stdout)) {
    const [address] = line.match(/http:\S+/) ?? [];
    if (address) return address;
  }
  throw new Error(`${PROGRAM} did not start: standard error says why`);
}

/** Signs in on the page that is open, with the password given. */
export async function signIn(page, login, password) {
  await page.getByLabel('Username').fill(login);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
