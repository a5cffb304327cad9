import { runScenarios } from './run_scenarios.js';

runScenarios('third generation', {
  script: 'js/okta-sign-in.next.js',
  style: 'css/okta-sign-in.next.css',
  // Workarounds for two defects of the widget: see tests/README.md.
  options: { authScheme: 'OAUTH2' },
  prepare: 'widget.authClient.options.idx.exchangeCodeForTokens = false;',
});
