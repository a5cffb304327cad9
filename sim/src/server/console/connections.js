// The handling of idle connections.

import { get, put } from './api.js';
import { $, setControl } from './dom.js';
import { run } from './messages.js';

const { timeout_ms: timeout, late_request: lateRequest } = $('connections').elements;

export async function refresh() {
  show(await get('/connections'));
}

function show(settings) {
  setControl(timeout, 'value', String(settings.timeout_ms ?? ''));
  setControl(lateRequest, 'value', settings.late_request);
}

function change() {
  if (!timeout.reportValidity()) return;
  const settings = { timeout_ms: timeout.value ? timeout.valueAsNumber : null, late_request: lateRequest.value };
  run(async () => show(await put('/connections', settings)), 'Idle connections changed.');
}

$('connections').addEventListener('change', change);
$('connections').addEventListener('submit', (event) => event.preventDefault());
