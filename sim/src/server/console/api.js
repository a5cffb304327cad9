// The control API. The console does nothing that is not one of its doors.

/** What a door answers; what it refuses, or a server that is gone, is an `Error` to be shown. */
export async function call(method, door, body) {
  let reply;
  try {
    reply = await fetch(`/sim${door}`, { method, body });
  } catch {
    throw new Error('The simulated org does not answer. Is it still running?');
  }
  const json = await reply.json();
  if (!reply.ok) throw new Error(json.error);
  return json;
}

const sending = (method) => (door, json) => call(method, door, json && JSON.stringify(json));

export const get = (door) => call('GET', door);
export const post = sending('POST');
export const patch = sending('PATCH');
export const remove = (door) => call('DELETE', door);

/** A door with a parameter. */
export const of = (door, name, value) => `${door}?${new URLSearchParams({ [name]: value })}`;
