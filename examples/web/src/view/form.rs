//! A remediation as a form, whatever it asks for.

use std::collections::BTreeMap;

use idx_flow::{Prompt, Remediation, RemediationName as Name};
use maud::{Markup, html};

use super::{Problem, field, labels, password};

/// What the forms of a page have in common.
pub(crate) struct Forms<'p> {
    pub(crate) prompt: &'p Prompt,
    pub(crate) csrf: &'p str,
    pub(crate) page: u64,
    pub(crate) typed: &'p BTreeMap<String, String>,
    pub(crate) problem: Option<&'p Problem>,
}

/// What a field is called within its page.
pub(crate) fn id(form: &Remediation, path: &str) -> String {
    let plain = |letter: char| {
        if letter.is_ascii_alphanumeric() {
            letter
        } else {
            '-'
        }
    };
    format!("{}-{path}", form.id).chars().map(plain).collect()
}

impl Forms<'_> {
    /// A form that is filled in.
    pub(crate) fn whole(&self, form: &Remediation) -> Markup {
        let first_wrong = self.first_wrong(form);
        let asked = form
            .fields
            .iter()
            .filter(|field| is_asked(form, &field.path));
        html! {
            form method="post" action="/Account/Answer" {
                (self.hidden(form))
                @if let Some(user) = self.password_of(form) {
                    // tells a password manager whose password it is (it has no name: it is not sent)
                    input.away autocomplete="username" value=(user) readonly tabindex="-1" aria-hidden="true";
                }
                @for field in asked {
                    (field::draw(self, form, field, first_wrong.as_deref()))
                }
                @if sets_password(form) { (password::rules(self.prompt)) }
                @if !form.scopes.is_empty() {
                    ul {
                        @for scope in &form.scopes {
                            li { (scope.label.as_ref().unwrap_or(&scope.name)) }
                        }
                    }
                }
                button { (labels::submit(form)) }
            }
        }
    }

    /// A form that asks for nothing: a button.
    pub(crate) fn button(&self, form: &Remediation) -> Markup {
        html! {
            form.plain method="post" action="/Account/Answer" {
                (self.hidden(form))
                button.link { (labels::remediation(form)) }
            }
        }
    }

    /// What says which form it is, of which page, and that it is ours.
    pub(crate) fn hidden(&self, form: &Remediation) -> Markup {
        html! {
            input type="hidden" name="csrf" value=(self.csrf);
            input type="hidden" name="page" value=(self.page);
            input type="hidden" name="remediation" value=(form.id);
        }
    }

    /// What is wrong with a field: what the server says, or what does not fit.
    pub(crate) fn wrong<'f>(&'f self, form: &'f Remediation, path: &str) -> Vec<&'f str> {
        let mut texts: Vec<&str> = Vec::new();
        if let Some(field) = form.field(path) {
            texts.extend(field.messages.iter().map(|message| message.text.as_str()));
        }
        let problem = self.problem.filter(|problem| {
            problem.remediation == form.id && problem.path.as_deref() == Some(path)
        });
        texts.extend(problem.map(|problem| problem.text.as_str()));
        texts
    }

    /// Whose password is asked for, where the form does not ask for that too.
    fn password_of(&self, form: &Remediation) -> Option<&str> {
        form.field("credentials.passcode")
            .filter(|field| field.secret)?;
        self.prompt.user.as_ref()?.identifier.as_deref()
    }

    fn first_wrong(&self, form: &Remediation) -> Option<String> {
        let told = self.prompt.all_messages();
        let paths = told.filter_map(|message| message.field.as_deref());
        let own = paths.chain(self.problem.and_then(|problem| problem.path.as_deref()));
        let mut own = own.filter(|path| !self.wrong(form, path).is_empty());
        own.next().map(str::to_owned)
    }
}

/// What comes with Okta Verify's QR code is chosen when it is there.
pub(crate) fn is_asked(form: &Remediation, path: &str) -> bool {
    !(form.name == Name::SelectAuthenticatorEnroll && path.ends_with(".channel"))
}

/// Whether a password is chosen, rather than given.
pub(crate) fn sets_password(form: &Remediation) -> bool {
    matches!(
        form.name,
        Name::ResetAuthenticator
            | Name::ReenrollAuthenticator
            | Name::ReenrollAuthenticatorWarning
            | Name::EnrollAuthenticator
            | Name::EnrollProfile
    )
}
