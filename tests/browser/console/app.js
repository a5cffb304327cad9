// A minimal app that signs in with plain requests to the IDX API.

import { createHash, randomBytes } from 'node:crypto';

const MEDIA_TYPE = 'application/ion+json; okta-version=1.0.0';

/** Starts a flow and returns it with its first response. */
export async function startFlow(org) {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const { interaction_handle: interactionHandle } = await postForm(`${org.issuer}/oauth2/v1/interact`, {
    client_id: org.clientId,
    scope: 'openid profile',
    redirect_uri: org.redirectUri,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    state: 'state-of-the-app',
  });
  return new Flow(verifier, await postJson(`${org.issuer}/idp/idx/introspect`, { interactionHandle }));
}

/** Starts a flow and submits username and password. */
export async function signIn(org, { login, password } = org.users[0]) {
  const flow = await startFlow(org);
  await flow.submit('identify', { identifier: login, credentials: { passcode: password } });
  return flow;
}

class Flow {
  constructor(verifier, response) {
    this.verifier = verifier;
    /** The latest IDX response. */
    this.response = response;
  }

  get remediationNames() {
    return (this.response.remediation?.value ?? []).map(({ name }) => name);
  }

  get contextualData() {
    return this.response.currentAuthenticator.value.contextualData;
  }

  async submit(name, answer) {
    await this.#send(this.#remediation(name), answer);
  }

  /** Sends the poll of the current authenticator, which email and push have in addition to a form. */
  async poll() {
    const current = this.response.currentAuthenticatorEnrollment ?? this.response.currentAuthenticator;
    await this.#send(current.value.poll);
  }

  /** Selects an authenticator by label. */
  async selectAuthenticator(name, label) {
    const { value: fields } = this.#remediation(name);
    const { options } = fields.find((field) => field.name === 'authenticator');
    const { value: optionFields } = options.find((option) => option.label === label).value.form;
    const { value: id } = optionFields.find((field) => field.name === 'id');
    await this.submit(name, { authenticator: { id } });
  }

  /** Exchanges the interaction code for tokens. */
  async tokens() {
    const { href, value: fields } = this.response.successWithInteractionCode;
    const pairs = fields.map(({ name, value }) => [name, value ?? this.verifier]);
    return postForm(href, Object.fromEntries(pairs));
  }

  #remediation(name) {
    const remediation = this.response.remediation.value.find((candidate) => candidate.name === name);
    if (!remediation) throw new Error(`no ${name} in ${this.remediationNames}`);
    return remediation;
  }

  async #send({ href, value: fields }, answer = {}) {
    const { value: stateHandle } = fields.find((field) => field.name === 'stateHandle');
    this.response = await postJson(href, { ...answer, stateHandle });
  }
}

const postJson = (url, json) =>
  post(url, JSON.stringify(json), { accept: MEDIA_TYPE, 'content-type': MEDIA_TYPE });
const postForm = (url, pairs) => post(url, new URLSearchParams(pairs), {});

async function post(url, body, headers) {
  const response = await fetch(url, { method: 'POST', headers, body });
  return response.json();
}
