// Runs the scenarios with one generation of the widget.

import assert from 'node:assert/strict';

import { pageTest } from '../../support/chromium.js';
import { startOrg } from '../../support/org.js';
import { startApp } from './app.js';
import { SCENARIOS } from './scenarios.js';
import { userOf } from './user.js';

/**
 * Defines a test for each scenario. A generation has a `script` and a `style`. Optional are `options`
 * for the widget, and `prepare`, a line of script that runs before the widget is displayed.
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
      await scenario.run(userOf(page), org);
      const outcome = await page.waitForFunction('outcome');
      const { tokens } = await outcome.jsonValue();
      assertTokens(tokens, org, scenario.login ?? 'ada@example.com');
      assertRequests(seen, org, scenario.refused ?? []);
    });
  }
}

/** Asserts the tokens' claims. The widget has already verified the signature with the org's keys. */
function assertTokens({ accessToken, idToken }, org, login) {
  const { claims } = idToken;
  assert.equal(claims.iss, org.issuer);
  assert.equal(claims.aud, org.clientId);
  assert.equal(claims.preferred_username, login);
  assert.equal(claims.email, login);
  assert.equal(accessToken.claims.sub, login);
  assert.deepEqual(accessToken.scopes.toSorted(), ['email', 'openid', 'profile']);
}

/** Asserts that only the expected requests were refused, and that there were no other errors. */
function assertRequests(seen, org, refused) {
  const expected = refused.map((request) => request.replace(' ', ` ${org.issuer}`));
  assert.deepEqual(seen.refused, expected);
  assert.deepEqual(seen.failed, []);
  assert.deepEqual(seen.errors, []);
}
