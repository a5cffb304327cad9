// Calls the control API. The console has no other access to the simulator.

/** Milliseconds until a request times out. */
const TIMEOUT_MS = 10_000;

/**
 * Returns the JSON response of an endpoint. Rejects with an `Error` to display if the endpoint
 * reports one or the simulator does not respond.
 */
export async function call(method, path, body) {
  const [ok, json] = await send(method, path, body).catch(() => {
    throw new Error('The simulator does not respond. Check that it is running.');
  });
  if (!ok) throw new Error(json.error);
  return json;
}

async function send(method, path, body) {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(`/sim${path}`, { method, body, signal });
  return [response.ok, await response.json()];
}

const callWithJson = (method) => (path, json) => call(method, path, json && JSON.stringify(json));

export const get = (path) => call('GET', path);
export const post = callWithJson('POST');
export const patch = callWithJson('PATCH');
export const put = callWithJson('PUT');
export const remove = (path) => call('DELETE', path);

/** Adds a query parameter to a path. */
export const withQuery = (path, name, value) => `${path}?${new URLSearchParams({ [name]: value })}`;
