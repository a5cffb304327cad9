//! A preferred authenticator, and how a form offers it.

use crate::names::{AuthenticatorKey, MethodType};
use crate::prompt::field::{Choice, Field};
use crate::prompt::remediation::Remediation;

/// An authenticator to select, and optionally its method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Factor {
    pub(super) key: AuthenticatorKey,
    method: Option<MethodType>,
    /// Whether the authenticator was selected without a method.
    pub(super) is_selected: bool,
}

/// The values that select a factor.
pub(super) struct Selection {
    /// Ids of choices, by the paths of their fields.
    pub(super) values: Vec<(String, String)>,
    /// Whether this form determines the method, as opposed to a later form.
    pub(super) has_method: bool,
}

/// How a form asks for the method of an authenticator.
enum MethodField {
    /// The form determines it.
    Settled,
    /// The id of a choice determines it.
    Choice(String),
    /// The form does not ask for it.
    Missing,
}

impl Factor {
    pub(super) fn new(key: AuthenticatorKey, method: Option<MethodType>) -> Self {
        Self {
            key,
            method,
            is_selected: false,
        }
    }

    /// The selection of this factor in a form. `None` if the form does not offer it, or if it offers
    /// more than one authenticator of this kind, such as two phones.
    pub(super) fn find(&self, form: &Remediation) -> Option<Selection> {
        let field = find_field(&form.fields, "authenticator")?;
        let choices = field.choices.iter().enumerate();
        let mut selections = choices
            .filter(|(_, choice)| is_of_kind(choice, &self.key))
            .filter_map(|(index, choice)| self.select(field, index, choice));
        let selection = selections.next()?;
        selections.next().is_none().then_some(selection)
    }

    fn select(&self, field: &Field, index: usize, choice: &Choice) -> Option<Selection> {
        let mut values = vec![(field.path.clone(), choice.id.clone())];
        let path = format!("{}#{index}.methodType", field.path);
        let method = find_field(choice.fields(), &path);
        let has_method = match self.method(choice.method_type(), method)? {
            MethodField::Settled => true,
            MethodField::Choice(id) => {
                values.push((path, id));
                true
            }
            MethodField::Missing => false,
        };
        Some(Selection { values, has_method })
    }

    /// The selection of this factor's method in the form of its authenticator. `None` if the form does
    /// not offer it.
    pub(super) fn find_method(&self, form: &Remediation) -> Option<Selection> {
        let path = "authenticator.methodType";
        let constant = form.constants.iter().find(|constant| constant.path == path);
        let constant = constant.and_then(|constant| constant.value.as_str());
        let field = find_field(&form.fields, path);
        let values = match self.method(constant.map(MethodType::from), field)? {
            MethodField::Settled => Vec::new(),
            MethodField::Choice(id) => vec![(path.to_owned(), id)],
            MethodField::Missing => return None,
        };
        Some(Selection {
            values,
            has_method: true,
        })
    }

    /// How a form asks for the method. `None` if the form is about another method, or does not offer
    /// this factor's.
    fn method(&self, constant: Option<MethodType>, field: Option<&Field>) -> Option<MethodField> {
        if let Some(constant) = constant {
            let wanted = self.method.as_ref();
            let fits = wanted.is_none_or(|wanted| *wanted == constant);
            return fits.then_some(MethodField::Settled);
        }
        let Some(field) = field else {
            return Some(MethodField::Missing);
        };
        let choice = match (&self.method, &field.choices[..]) {
            (Some(wanted), choices) => {
                let is_wanted = |choice: &&Choice| MethodType::from(choice.id.as_str()) == *wanted;
                Some(choices.iter().find(is_wanted)?)
            }
            (None, [only]) => Some(only),
            (None, _) => None, // if the server requires one, the user selects it
        };
        Some(choice.map_or(MethodField::Settled, |choice| {
            MethodField::Choice(choice.id.clone())
        }))
    }
}

/// Whether a form offers an authenticator of this kind.
pub(super) fn offers(form: &Remediation, key: &AuthenticatorKey) -> bool {
    let field = find_field(&form.fields, "authenticator");
    field.is_some_and(|field| field.choices.iter().any(|choice| is_of_kind(choice, key)))
}

fn find_field<'f>(fields: &'f [Field], path: &str) -> Option<&'f Field> {
    fields.iter().find(|field| field.path == path)
}

fn is_of_kind(choice: &Choice, key: &AuthenticatorKey) -> bool {
    let authenticator = choice.authenticator();
    authenticator.and_then(|authenticator| authenticator.key.as_ref()) == Some(key)
}

#[cfg(test)]
mod tests {
    use super::super::test_util::{prompt, select_authenticate};
    use super::*;
    use AuthenticatorKey as Key;

    /// The values that select a factor among these authenticators, and whether they determine the
    /// method.
    fn find(offered: &[(&str, &[&str])], factor: &Factor) -> Option<(Vec<String>, bool)> {
        let prompt = prompt(&select_authenticate(offered));
        let selection = factor.find(&prompt.remediations[0])?;
        let values = selection.values.into_iter().map(|(_, id)| id).collect();
        Some((values, selection.has_method))
    }

    fn factor(key: Key, method: Option<MethodType>) -> Factor {
        Factor::new(key, method)
    }

    #[test]
    fn a_method_is_a_choice_a_constant_or_left_to_a_later_form() {
        let phone: &[(&str, &[&str])] = &[("phone_number", &["sms", "voice"])];
        let voice = factor(Key::PhoneNumber, Some(MethodType::Voice));
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        assert_eq!(find(phone, &voice), Some((ids(&["aut0", "voice"]), true)));
        let any = factor(Key::PhoneNumber, None);
        assert_eq!(find(phone, &any), Some((ids(&["aut0"]), true)));
        let push = factor(Key::PhoneNumber, Some(MethodType::Push));
        assert_eq!(find(phone, &push), None);

        let email: &[(&str, &[&str])] = &[("okta_password", &[]), ("okta_email", &["=email"])];
        let by_email = factor(Key::OktaEmail, Some(MethodType::Email));
        let id = "aut1/email";
        assert_eq!(find(email, &by_email), Some((ids(&[id]), true)));
        let by_sms = factor(Key::OktaEmail, Some(MethodType::Sms));
        assert_eq!(find(email, &by_sms), None);
        let password = factor(Key::OktaPassword, Some(MethodType::Password));
        assert_eq!(find(email, &password), Some((ids(&["aut0"]), false)));
    }

    #[test]
    fn the_only_method_is_selected() {
        let verify: &[(&str, &[&str])] = &[("okta_verify", &["push"])];
        let (values, _) = find(verify, &factor(Key::OktaVerify, None)).unwrap();
        assert_eq!(values, ["aut0", "push"]);
    }

    #[test]
    fn one_of_two_enrollments_is_not_selected() {
        let phones: &[(&str, &[&str])] = &[("phone_number", &["sms"]), ("phone_number", &["sms"])];
        assert_eq!(find(phones, &factor(Key::PhoneNumber, None)), None);
        let different: &[(&str, &[&str])] =
            &[("phone_number", &["sms"]), ("phone_number", &["voice"])];
        let voice = factor(Key::PhoneNumber, Some(MethodType::Voice));
        assert!(find(different, &voice).is_some());
    }
}
