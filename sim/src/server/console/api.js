// The control API. The console does nothing that is not one of its doors.

/** Milliseconds until an answer is overdue: nothing waits for it any longer. */
const PATIENCE = 10_000;

/** What a door answers; what it refuses, or a server that is gone, is an `Error` to be shown. */
export async function call(method, door, body) {
  const [ok, json] = await ask(method, door, body).catch(() => {
    throw new Error('The simulated org does not answer. Is it still running?');
  });
  if (!ok) throw new Error(json.error);
  return json;
}

async function ask(method, door, body) {
  const reply = await fetch(`/sim${door}`, { method, body, signal: AbortSignal.timeout(PATIENCE) });
  return [reply.ok, await reply.json()];
}

const sending = (method) => (door, json) => call(method, door, json && JSON.stringify(json));

export const get = (door) => call('GET', door);
export const post = sending('POST');
export const patch = sending('PATCH');
export const remove = (door) => call('DELETE', door);

/** A door with a parameter. */
export const of = (door, name, value) => `${door}?${new URLSearchParams({ [name]: value })}`;
