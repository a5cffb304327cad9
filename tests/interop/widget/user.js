// A user of the widget, who finds elements by role, label and text.

/** Creates a user of this page. Every method waits until its element is on the page. */
export function userOf(page) {
  const widget = page.locator('#widget');
  const user = {
    page,
    fill: (label, text) => widget.getByLabel(label, { exact: true }).fill(text),
    check: (label) => widget.getByLabel(label).check(),
    /** Clicks a button or a link: the generations differ in the role. */
    async click(name) {
      const withRole = (role) => widget.getByRole(role, { name, exact: true });
      await withRole('button').or(withRole('link')).click();
    },
    /** Waits for a text, and returns the whole text of its element. */
    async waitForText(text) {
      const element = widget.getByText(text).first();
      await element.waitFor();
      return element.textContent();
    },
    waitForImage: (name) => widget.getByRole('img', { name }).waitFor(),
    async signIn(login, password) {
      await user.fill('Username', login);
      await user.fill('Password', password);
      await user.click('Sign in');
    },
  };
  return user;
}
