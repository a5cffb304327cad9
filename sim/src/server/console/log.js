// What went over the wire, with every secret masked by the org.

import { get, of, remove } from './api.js';
import { $, element, rows, write } from './dom.js';
import { kindInWords } from './faults.js';
import { copy, copyButton, run, say } from './messages.js';
import { clockTime } from './time.js';

/** As many as the org keeps. */
const MOST = 500;

/** Newest first. */
let exchanges = [];
let isFirstLook = true;
/** Who signs in by a flow, as far as is known. */
const logins = new Map();

export async function refresh() {
  const fresh = (await get(of('/log', 'after', exchanges[0]?.seq ?? 0))).exchanges;
  if (fresh.length) {
    exchanges = [...fresh, ...exchanges].slice(0, MOST);
    show();
  }
  const struck = fresh.find(({ fault }) => fault);
  if (struck && !isFirstLook) say(`A fault struck ${struck.path}: ${kindInWords(struck.fault.kind)}.`);
  isFirstLook = false;
}

/** Flows are easier told apart by who signs in. */
export function know(flows) {
  for (const { flow, login } of flows) logins.set(flow, login);
  for (const option of [...$('log-flow').options].slice(1)) write(option, label(option.value));
}

const label = (flow) => (logins.get(flow) ? `${logins.get(flow)} · ${flow}` : flow);

/** Shows one flow's exchanges, and goes there. */
export function showFlow(flow) {
  if (![...$('log-flow').options].some(({ value }) => value === flow)) {
    drawFlows([...new Set([...flows(), flow])]);
  }
  $('log-flow').value = flow;
  show();
  $('log-title').focus();
  $('log-title').scrollIntoView();
}

const flows = () => [...new Set(exchanges.map(({ flow }) => flow).filter(Boolean))];
const shown = () => exchanges.filter(({ flow }) => !$('log-flow').value || flow === $('log-flow').value);

function show() {
  const chosen = $('log-flow').value;
  drawFlows([...new Set([...flows(), ...(chosen ? [chosen] : [])])]);
  draw(shown());
}

/** The first option, all of them, stands there from the start. */
function drawFlows(all) {
  const known = [...$('log-flow').options].slice(1);
  for (const option of known) if (!all.includes(option.value)) option.remove();
  const missing = all.filter((flow) => !known.some(({ value }) => value === flow));
  $('log-flow').append(...missing.map((flow) => element('option', { value: flow }, label(flow))));
}

const draw = rows($('log'), ({ seq }) => seq, (exchange) => {
  const { at, method, path, status, ms, flow, fault } = exchange;
  const isWrong = status === null || status >= 400;
  const summary = element('summary', {},
    element('span', { class: 'quiet' }, clockTime(at)), ' ',
    element('span', { class: isWrong ? 'wrong' : 'right' }, status === null ? 'lost' : String(status)), ' ',
    element('span', {}, `${method} `, element('b', {}, path)), ' ',
    element('span', { class: 'quiet' }, `${ms} ms`), ' ');
  if (fault) summary.append(element('span', { class: 'badge' }, fault.kind), ' ');
  summary.append(element('span', { class: 'quiet' }, offers(exchange)));
  const node = element('details', {}, summary);
  node.addEventListener('toggle', () => {
    if (node.children.length > 1) return;
    node.append(
      element('p', { class: 'line quiet' }, flow ? `flow ${flow}` : 'of no flow',
        copyButton('Copy', `the exchange with ${path}`, () => JSON.stringify(exchange, null, 2))),
      ...body('Request', exchange.request, path), ...body('Response', exchange.response, path));
  }, { once: true });
  return { node: element('li', {}, node) };
});

/** The names of the remediations of a reply. */
function offers({ response }) {
  const forms = response?.remediation?.value;
  return Array.isArray(forms) ? forms.map(({ name }) => name).join(', ') : '';
}

function body(title, content, where) {
  if (content === null) return [element('p', { class: 'quiet' }, `${title}: without a body`)];
  const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
  return [element('h3', {}, title), element('pre', { tabIndex: 0, role: 'group', 'aria-label': `${title}: ${where}` }, text)];
}

$('log-flow').addEventListener('change', show);
$('copy-log').addEventListener('click', () => copy(JSON.stringify(shown(), null, 2)));
$('clear-log').addEventListener('click', () => run(async () => {
  await remove('/log');
  exchanges = [];
  show();
}, 'The log is empty.'));
