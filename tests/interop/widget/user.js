// Someone before a page: they find things by role, label and text.

/** A person before this page; each deed waits until what it is about is there. */
export function personAt(page) {
  const widget = page.locator('#widget');
  const person = {
    page,
    fills: (label, text) => widget.getByLabel(label, { exact: true }).fill(text),
    picks: (label) => widget.getByLabel(label).check(),
    /** What is a button in one generation is a link in the other. */
    async presses(name) {
      const named = (role) => widget.getByRole(role, { name, exact: true });
      await named('button').or(named('link')).click();
    },
    /** The text of what holds these words. */
    async reads(words) {
      const found = widget.getByText(words).first();
      await found.waitFor();
      return found.textContent();
    },
    sees: (name) => widget.getByRole('img', { name }).waitFor(),
    async signIn(login, password) {
      await person.fills('Username', login);
      await person.fills('Password', password);
      await person.presses('Sign in');
    },
  };
  return person;
}
