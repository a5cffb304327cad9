import { runScenarios } from './run_scenarios.js';

runScenarios('second generation', {
  script: 'js/okta-sign-in.min.js',
  style: 'css/okta-sign-in.min.css',
});
