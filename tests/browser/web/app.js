// Runs the app of examples/web in its own process.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const EXECUTABLE = process.env.IDX_FLOW_WEB
  ?? fileURLToPath(new URL('../../../target/debug/idx-flow-web', import.meta.url));

/** A shell script that runs a program until standard input is closed, also if this process dies. */
const RUN_ATTACHED = '"$@" & exec >&-; read -r _; kill $!; wait $!';

/** Starts the app for an org until the test `t` ends. Returns the app's origin. */
export async function startApp(t, org) {
  const options = [
    ['--listen', '127.0.0.1:0'],
    ['--issuer', `${org.issuer}/oauth2/default`],
    ['--client-id', org.clientId],
    ['--redirect-uri', org.redirectUri],
  ];
  const script = ['-c', RUN_ATTACHED, 'sh', EXECUTABLE, ...options.flat()];
  const child = spawn('sh', script, { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child, 'spawn');
  t.after(async () => {
    child.stdin.end();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  for await (const line of createInterface(child.stdout)) {
    const [origin] = line.match(/http:\S+/) ?? [];
    if (origin) return origin;
  }
  throw new Error(`${EXECUTABLE} did not start; see standard error`);
}

/** Fills in and submits the sign-in form on the current page. */
export async function signIn(page, login, password) {
  await page.getByLabel('Username').fill(login);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
