// The log of HTTP exchanges. The server has masked the secrets in it.

import { get, remove, withQuery } from './api.js';
import { $, element, list, setText } from './dom.js';
import { faultLabel } from './faults.js';
import { announce, copy, copyButton, run } from './messages.js';
import { clockTime } from './time.js';

/** The number of exchanges shown, equal to the capacity of the server's log. */
const CAPACITY = 500;

/** Newest first. */
let exchanges = [];
let isFirstRefresh = true;
/** The login of each flow's user, if known. */
const logins = new Map();

export async function refresh() {
  const fresh = (await get(withQuery('/log', 'after', exchanges[0]?.seq ?? 0))).exchanges;
  if (fresh.length) {
    exchanges = [...fresh, ...exchanges].slice(0, CAPACITY);
    show();
  }
  const faulty = fresh.find(({ fault }) => fault);
  if (faulty && !isFirstRefresh) announce(`Fault applied to ${faulty.path}: ${faultLabel(faulty.fault.kind)}.`);
  isFirstRefresh = false;
}

/** Labels the flows in the filter with the login of their user. */
export function setFlowLogins(flows) {
  for (const { flow, login } of flows) logins.set(flow, login);
  for (const option of flowOptions()) setText(option, flowLabel(option.value));
}

const flowLabel = (flow) => (logins.get(flow) ? `${logins.get(flow)} · ${flow}` : flow);

/** Filters the log by a flow, and moves the focus to the log. */
export function showFlow(flow) {
  drawFlowOptions([...new Set([...loggedFlows(), flow])]);
  $('log-flow').value = flow;
  show();
  $('log-title').focus();
  $('log-title').scrollIntoView();
}

const loggedFlows = () => [...new Set(exchanges.map(({ flow }) => flow).filter(Boolean))];
const visibleExchanges = () => exchanges.filter(({ flow }) => !$('log-flow').value || flow === $('log-flow').value);

function show() {
  const selected = $('log-flow').value;
  drawFlowOptions([...new Set([...loggedFlows(), ...(selected ? [selected] : [])])]);
  draw(visibleExchanges());
}

/** The options of the filter, without the first one, which is "All". */
const flowOptions = () => [...$('log-flow').options].slice(1);

function drawFlowOptions(flows) {
  const options = flowOptions();
  for (const option of options) if (!flows.includes(option.value)) option.remove();
  const missing = flows.filter((flow) => !options.some(({ value }) => value === flow));
  $('log-flow').append(...missing.map((flow) => element('option', { value: flow }, flowLabel(flow))));
}

const draw = list($('log'), ({ seq }) => seq, (exchange) => {
  const { at, method, path, status, ms, flow, fault } = exchange;
  const isError = status === null || status >= 400;
  const summary = element('summary', {},
    element('span', { class: 'muted' }, clockTime(at)), ' ',
    element('span', { class: isError ? 'failure' : 'success' }, status === null ? 'lost' : String(status)), ' ',
    element('span', {}, `${method} `, element('b', {}, path)), ' ',
    element('span', { class: 'muted' }, `${ms} ms`), ' ');
  if (fault) summary.append(element('span', { class: 'badge' }, fault.kind), ' ');
  summary.append(element('span', { class: 'muted' }, remediationNames(exchange)));
  const node = element('details', {}, summary);
  node.addEventListener('toggle', () => {
    if (node.children.length > 1) return;
    node.append(
      element('p', { class: 'line muted' }, flow ? `Flow ${flow}` : 'No flow',
        copyButton('Copy', `the request and response of ${path}`, () => JSON.stringify(exchange, null, 2))),
      ...body('Request', exchange.request, path), ...body('Response', exchange.response, path));
  }, { once: true });
  return { node: element('li', {}, node) };
});

function remediationNames({ response }) {
  const remediations = response?.remediation?.value;
  return Array.isArray(remediations) ? remediations.map(({ name }) => name).join(', ') : '';
}

function body(title, content, path) {
  if (content === null) return [element('p', { class: 'muted' }, `${title}: no body`)];
  const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
  return [element('h3', {}, title), element('pre', { tabIndex: 0, role: 'group', 'aria-label': `${title}: ${path}` }, text)];
}

$('log-flow').addEventListener('change', show);
$('copy-log').addEventListener('click', () => copy(JSON.stringify(visibleExchanges(), null, 2)));
$('clear-log').addEventListener('click', () => run(async () => {
  await remove('/log');
  exchanges = [];
  show();
}, 'Log cleared.'));
