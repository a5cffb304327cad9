// An app that embeds the widget: one page, and the widget's files from the npm package.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, extname, join, normalize } from 'node:path';

const PACKAGE = createRequire(import.meta.url).resolve('@okta/okta-signin-widget/package.json');
const DIST = join(dirname(PACKAGE), 'dist');
const MEDIA_TYPES = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/**
 * Serves the app at `url` until the test `t` ends. Call `configure` with the org before you open the
 * page.
 */
export async function startApp(t, generation) {
  let options;
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://app');
    if (pathname === '/') return send(response, 'text/html', page(generation, options));
    const file = await readFile(join(DIST, normalize(pathname))).catch(() => null);
    if (file === null) return response.writeHead(404).end();
    return send(response, MEDIA_TYPES[extname(pathname)], file);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const url = `http://127.0.0.1:${server.address().port}/`;
  return {
    url,
    configure({ issuer, clientId }) {
      options = {
        issuer,
        clientId,
        redirectUri: url,
        scopes: ['openid', 'profile', 'email'],
        useInteractionCodeFlow: true,
        // By default, the widget loads its labels from Okta's CDN.
        assets: { baseUrl: url },
        // The widget would move the focus while the user types.
        features: { autoFocus: false },
        ...generation.options,
      };
    },
  };
}

function send(response, type, body) {
  response.writeHead(200, { 'content-type': `${type};charset=utf-8` }).end(body);
}

/** The page. Its script stores the widget's result in `outcome`. */
const page = ({ script, style, prepare = '' }, options) => `<!doctype html>
<html lang="en">
<title>Example App</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${style}">
<script src="${script}"></script>
<div id="widget"></div>
<script>
  let outcome;
  const widget = new OktaSignIn(${JSON.stringify(options)});
  ${prepare}
  widget.showSignIn({ el: '#widget' }).then((result) => { outcome = result; });
</script>
</html>`;
