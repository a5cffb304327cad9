// The table of scenarios, travelled with one generation of the widget.

import assert from 'node:assert/strict';

import { pageTest } from '../../support/chromium.js';
import { startOrg } from '../../support/org.js';
import { startApp } from './app.js';
import { SCENARIOS } from './scenarios.js';
import { personAt } from './person.js';

/**
 * Makes a test of each scenario. A generation has its `{ script, style }`, and where it needs them
 * more `options` of the widget, and a line of script to `prepare` it.
 */
export function runScenarios(name, generation) {
  for (const scenario of SCENARIOS) {
    pageTest(`${name}, ${scenario.name}`, async (page, seen, t) => {
      const app = await startApp(t, generation);
      const org = await startOrg(t, {
        redirect_uris: [app.url],
        policy: { poll_interval_ms: 1000, ...scenario.policy },
        ...(scenario.users && { users: scenario.users }),
      });
      app.configure(org);
      await page.goto(app.url);
      await scenario.walk(personAt(page), org);
      const outcome = await page.waitForFunction('outcome');
      const { tokens } = await outcome.jsonValue();
      checkTokens(tokens, org, scenario.login ?? 'ada@example.com');
      checkRequests(seen, org, scenario.refused ?? []);
    });
  }
}

/** That the widget ended with them says that its auth-js has found the signature to be the org's. */
function checkTokens({ accessToken, idToken }, org, login) {
  const { claims } = idToken;
  assert.equal(claims.iss, org.issuer);
  assert.equal(claims.aud, org.clientId);
  assert.equal(claims.preferred_username, login);
  assert.equal(claims.email, login);
  assert.equal(accessToken.claims.sub, login);
  assert.deepEqual(accessToken.scopes.toSorted(), ['email', 'openid', 'profile']);
}

/** Whatever the page did not like is the org's fault, except what was to be refused. */
function checkRequests(seen, org, refused) {
  assert.deepEqual(seen.refused, refused.map((it) => it.replace(' ', ` ${org.issuer}`)));
  assert.deepEqual(seen.failed, []);
  assert.deepEqual(seen.errors, []);
}
