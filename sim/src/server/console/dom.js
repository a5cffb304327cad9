// The few things that are done to the document. Texts come from clients and setups: they are set as
// text, never as HTML.

export const $ = (id) => document.getElementById(id);

/** An element: `on…` are listeners, `class` and names with a dash attributes, others properties. */
export function element(name, traits = {}, ...children) {
  const made = document.createElement(name);
  for (const [trait, value] of Object.entries(traits)) {
    if (trait.startsWith('on')) made.addEventListener(trait.slice(2), value);
    else if (trait === 'class' || trait.includes('-')) made.setAttribute(trait, value);
    else made[trait] = value;
  }
  made.append(...children);
  return made;
}

/** A button whose name says more than can be seen: the visible words come first. */
export const button = (words, more, onclick) =>
  element('button', { type: 'button', onclick }, words, element('span', { class: 'unseen' }, ` ${more}`));

/** Sets a text that changes; an unchanged one is left alone, with the selection in it. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Sets a control to what the org has, unless the person is at it. */
export function set(control, property, value) {
  if (document.activeElement !== control && control[property] !== value) control[property] = value;
}

/**
 * Keeps the children of `parent` in step with a list. `make(item)` gives `{ node, update }`; what
 * stays in the list stays in the document, so focus, selection and typed text do too. A paragraph
 * that follows and is `.empty` shows when nothing else does.
 */
export function rows(parent, key, make) {
  const known = new Map();
  return (items) => {
    const keys = new Set(items.map(key));
    for (const [name, row] of known) {
      if (keys.has(name)) continue;
      known.delete(name);
      drop(row.node);
    }
    items.forEach((item, at) => {
      let row = known.get(key(item));
      if (!row) known.set(key(item), (row = make(item)));
      row.update?.(item);
      const there = parent.children[at];
      if (there !== row.node) parent.insertBefore(row.node, there ?? null);
    });
    const empty = parent.nextElementSibling;
    if (empty?.matches('.empty')) empty.hidden = items.length > 0;
  };
}

/** Takes a node out; the focus, if it was in there, goes to the heading of the section. */
function drop(node) {
  const heading = node.contains(document.activeElement) && node.closest('section')?.querySelector('h2');
  node.remove();
  if (heading) heading.focus();
}

/** Hides a part; the focus, if it was in there, goes to the heading of the section. */
export function show(node, shown) {
  if (!shown && node.contains(document.activeElement)) node.closest('section').querySelector('h2').focus();
  node.hidden = !shown;
}
