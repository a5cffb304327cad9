// An app without an Okta org: the least that signs in, by plain requests to the IDX API.

import { createHash, randomBytes } from 'node:crypto';

const MEDIA = 'application/ion+json; okta-version=1.0.0';

/** A flow of a new app, at its first page. */
export async function beginFlow(org) {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const { interaction_handle: interactionHandle } = await form(`${org.issuer}/oauth2/v1/interact`, {
    client_id: org.clientId,
    scope: 'openid profile',
    redirect_uri: org.redirectUri,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    state: 'state-of-the-app',
  });
  return new Flow(verifier, await post(`${org.issuer}/idp/idx/introspect`, { interactionHandle }));
}

/** A flow after username and password. */
export async function signIn(org, { login, password } = org.users[0]) {
  const flow = await beginFlow(org);
  await flow.submit('identify', { identifier: login, credentials: { passcode: password } });
  return flow;
}

class Flow {
  constructor(verifier, page) {
    this.verifier = verifier;
    this.page = page;
  }

  /** The names of what is on offer. */
  get names() {
    return (this.page.remediation?.value ?? []).map(({ name }) => name);
  }

  get context() {
    return this.page.currentAuthenticator.value.contextualData;
  }

  async submit(name, answer) {
    const remediation = this.page.remediation.value.find((it) => it.name === name);
    if (!remediation) throw new Error(`no ${name} among ${this.names}`);
    await this.send(remediation, answer);
  }

  /** The poll that a mail or a push has beside its form. */
  async poll() {
    const current = this.page.currentAuthenticatorEnrollment ?? this.page.currentAuthenticator;
    await this.send(current.value.poll);
  }

  async send({ href, value }, answer = {}) {
    const { value: stateHandle } = value.find((it) => it.name === 'stateHandle');
    this.page = await post(href, { ...answer, stateHandle });
  }

  /** Chooses the authenticator of that label. */
  async choose(name, label) {
    const fields = this.page.remediation.value.find((it) => it.name === name).value;
    const { options } = fields.find((it) => it.name === 'authenticator');
    const parts = options.find((it) => it.label === label).value.form.value;
    await this.submit(name, { authenticator: { id: parts.find((it) => it.name === 'id').value } });
  }

  /** The tokens, where the flow is done. */
  async tokens() {
    const { href, value } = this.page.successWithInteractionCode;
    const pairs = value.map(({ name, value: given }) => [name, given ?? this.verifier]);
    return form(href, Object.fromEntries(pairs));
  }
}

const post = (url, json) => send(url, JSON.stringify(json), { accept: MEDIA, 'content-type': MEDIA });
const form = (url, pairs) => send(url, new URLSearchParams(pairs), {});

async function send(url, body, headers) {
  const response = await fetch(url, { method: 'POST', headers, body });
  return response.json();
}
