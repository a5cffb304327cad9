// DOM helpers. Texts of clients and setups are inserted as text, never as HTML.

export const $ = (id) => document.getElementById(id);

/**
 * Creates an element. In `traits`, `on…` are event listeners, `class` and names with a hyphen are
 * attributes, and all others are properties.
 */
export function element(name, traits = {}, ...children) {
  const node = document.createElement(name);
  for (const [trait, value] of Object.entries(traits)) {
    if (trait.startsWith('on')) node.addEventListener(trait.slice(2), value);
    else if (trait === 'class' || trait.includes('-')) node.setAttribute(trait, value);
    else node[trait] = value;
  }
  node.append(...children);
  return node;
}

/** Creates a button whose accessible name is the visible `label` plus the hidden `suffix`. */
export const button = (label, suffix, onclick) =>
  element('button', { type: 'button', onclick }, label, element('span', { class: 'visually-hidden' }, ` ${suffix}`));

/** Sets the text of a node. An unchanged text is not touched, which keeps the selection in it. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Sets a property of a form control, unless the user is editing it. */
export function setControl(control, property, value) {
  if (document.activeElement !== control && control[property] !== value) control[property] = value;
}

/**
 * Returns a function that updates the children of `parent` to match a list. `create(item)` returns
 * `{ node, update }`. The nodes of remaining items stay in the document, so they keep focus,
 * selection and input. An `.empty` element that follows `parent` is shown if the list is empty.
 */
export function list(parent, keyOf, create) {
  const rows = new Map();
  return (items) => {
    const keys = new Set(items.map(keyOf));
    for (const [key, row] of rows) {
      if (keys.has(key)) continue;
      rows.delete(key);
      removeNode(row.node);
    }
    items.forEach((item, index) => {
      let row = rows.get(keyOf(item));
      if (!row) rows.set(keyOf(item), (row = create(item)));
      row.update?.(item);
      const current = parent.children[index];
      if (current !== row.node) parent.insertBefore(row.node, current ?? null);
    });
    const empty = parent.nextElementSibling;
    if (empty?.matches('.empty')) empty.hidden = items.length > 0;
  };
}

/** Removes a node. If it contains the focus, the heading of the section receives it. */
function removeNode(node) {
  const heading = node.contains(document.activeElement) && node.closest('section')?.querySelector('h2');
  node.remove();
  if (heading) heading.focus();
}

/** Shows or hides a node. If a hidden node contains the focus, the heading of the section receives it. */
export function setVisible(node, visible) {
  if (!visible && node.contains(document.activeElement)) node.closest('section').querySelector('h2').focus();
  node.hidden = !visible;
}
