import { travel } from './travel.js';

travel('second generation', {
  script: 'js/okta-sign-in.min.js',
  style: 'css/okta-sign-in.min.css',
});
