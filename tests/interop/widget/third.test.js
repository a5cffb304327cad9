import { runScenarios } from './run_scenarios.js';

runScenarios('third generation', {
  script: 'js/okta-sign-in.next.js',
  style: 'css/okta-sign-in.next.css',
  // The judge's own two faults, for which see tests/README.md.
  options: { authScheme: 'OAUTH2' },
  prepare: 'widget.authClient.options.idx.exchangeCodeForTokens = false;',
});
