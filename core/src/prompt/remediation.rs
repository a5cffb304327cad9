//! A remediation: one of the things that can be done now.

use std::sync::Arc;
use std::time::Duration;

use super::authenticator::Authenticator;
use super::cancel;
use super::consent::{RequestInfo, Scope};
use super::diagnostics::Diagnostics;
use super::field::{Constant, Field};
use super::form::Form;
use super::idp::Idp;
use super::relates_to::Related;
use crate::names::RemediationName;
use crate::wire::ParseError;
use crate::wire::json::Json;

/// One of the things that can be done now: a form to send, or an address to go to.
///
/// Cancel, skip, resend, recover and poll are remediations like every other.
#[derive(Clone, PartialEq)]
pub struct Remediation {
    /// What an [`Answer`](crate::Answer) names it by; unique in its prompt. The name, with `#2` and
    /// so on where names repeat; `currentAuthenticator-resend` and the like for the actions of an
    /// authenticator.
    pub id: String,
    /// What it is for.
    pub name: RemediationName,
    /// Where in the response it stands.
    pub source: RemediationSource,
    /// What a person may fill in.
    pub fields: Vec<Field>,
    /// What a program fills in rather than a person, in the same way: the answer of a security key,
    /// the token of a captcha. The engine insists on a captcha's alone.
    pub hidden: Vec<Field>,
    /// The authenticator that it is about.
    pub authenticator: Option<Arc<Authenticator>>,
    /// The identity provider that it leads to.
    pub idp: Option<Box<Idp>>,
    /// A label for a button, where the server gives one.
    pub label: Option<String>,
    /// The scopes that a consent is about, those included that the user has no choice in.
    pub scopes: Vec<Scope>,
    /// What is known of the sign-in that asks for consent.
    pub request_info: Vec<RequestInfo>,
    /// The interval at which the server wants to be asked, as it says (not clamped).
    pub refresh: Option<Duration>,
    /// The HTTP method, as the server says or as the kind implies.
    pub method: String,
    /// Where the form is sent, or the address to go to; `None` where the server left it out.
    pub href: Option<String>,
    /// Where a password is to be changed that this server does not keep: answering leads there.
    pub link: Option<Box<str>>,
    /// Whether it is a form to send, rather than an address to open.
    pub is_form: bool,
    pub(crate) has_form: bool,
    pub(crate) accepts: Option<String>,
    pub(crate) constants: Vec<Constant>,
    pub(crate) required_groups: Vec<String>,
}

/// Where in a response a remediation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemediationSource {
    /// Among the remediations.
    Remediation,
    /// At an authenticator: send, resend, poll, recover, cancel.
    Authenticator,
    /// At the response itself: cancel, and the end of a hosted flow.
    Response,
}

impl Remediation {
    /// Reads one. `None` where it has no name, so that nothing can be said of it.
    pub(crate) fn read(
        json: &Json<'_>,
        source: RemediationSource,
        related: &Related<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<Self>, ParseError> {
        let Some(name) = json.str("name") else {
            diagnostics.note("a remediation without a name was passed over");
            return Ok(None);
        };
        let list = json.get("value").map(|_| json.items("value"));
        let mut form = Form::read(list.unwrap_or_default(), related, diagnostics)?;
        let name = RemediationName::from(name);
        if cancel::is_challenge_cancel(&name) {
            cancel::complete(&name, &mut form);
        }
        let is_word =
            |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphabetic());
        let method = json.str("method").filter(is_word);
        let method = method.unwrap_or(default_method(&name)).to_owned();
        let address = |key: &str| json.text(key).filter(|address| !address.is_empty());
        Ok(Some(Self {
            id: name.as_str().to_owned(),
            source,
            fields: form.fields,
            hidden: form.hidden,
            authenticator: related.resolve(json, diagnostics),
            idp: json.object("idp").map(|idp| Box::new(Idp::read(idp, json))),
            label: json.text("label"),
            scopes: Scope::read_all(json),
            request_info: RequestInfo::read_all(json),
            refresh: refresh(json),
            href: address("href"),
            link: address("customExpiredPasswordURL").map(Box::from),
            has_form: list.is_some(),
            // a GET has no body to put a form in: it is gone to
            is_form: !method.eq_ignore_ascii_case("GET"),
            accepts: json.text("accepts"),
            constants: form.constants,
            required_groups: form.required_groups,
            method,
            name,
        }))
    }

    /// Whether it only asks if something has happened elsewhere. The engine does that by itself: a
    /// screen need not offer it.
    pub fn is_poll(&self) -> bool {
        use RemediationName as Name;
        let called = matches!(
            self.name,
            Name::EnrollPoll | Name::ChallengePoll | Name::DeviceChallengePoll | Name::Poll
        );
        self.is_form
            && (called || self.source == RemediationSource::Remediation && self.refresh.is_some())
    }

    /// The address to open, where answering leads to one instead of sending a form.
    pub(crate) fn destination(&self) -> Option<&str> {
        match &self.link {
            Some(link) => Some(link),
            None if self.is_form => None,
            None => self.href.as_deref(),
        }
    }

    /// The field for a captcha's token, where the form asks for one: what the page's
    /// [`captcha`](crate::Prompt::captcha) gives once it is solved.
    pub fn captcha(&self) -> Option<&Field> {
        self.hidden.iter().chain(&self.fields).find(|field| {
            let hint = field.hints.as_ref().and_then(|hints| hints.hint.as_deref());
            hint == Some("captcha") || field.path.ends_with("captchaVerify.captchaToken")
        })
    }

    /// The field at this path, those of the choices and the hidden ones included.
    pub fn field(&self, path: &str) -> Option<&Field> {
        find(&self.fields, path).or_else(|| find(&self.hidden, path))
    }
}

/// Names and addresses only: what the server fixed stays out of logs.
impl std::fmt::Debug for Remediation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Remediation")
            .field("id", &self.id)
            .field("fields", &self.fields)
            .finish_non_exhaustive()
    }
}

fn find<'f>(fields: &'f [Field], path: &str) -> Option<&'f Field> {
    fields.iter().find_map(|field| {
        if field.path == path {
            return Some(field);
        }
        field
            .choices
            .iter()
            .find_map(|choice| find(choice.fields(), path).or_else(|| find(choice.hidden(), path)))
    })
}

/// Positive milliseconds; anything else is as if it were missing.
pub(crate) fn refresh(json: &Json<'_>) -> Option<Duration> {
    let millis = json
        .integer("refresh")
        .and_then(|millis| u64::try_from(millis).ok())?;
    Some(Duration::from_millis(millis))
}

fn default_method(name: &RemediationName) -> &'static str {
    use RemediationName as Name;
    match name {
        Name::RedirectIdp
        | Name::RedirectIdverify
        | Name::PivIdp
        | Name::SuccessRedirect
        | Name::FailureRedirect => "GET",
        _ => "POST",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::response::IdxResponse;
    use serde_json::{Value, json};

    fn remediation(change: Value) -> Remediation {
        let mut one = json!({"name": "skip", "href": "/x", "value": []});
        one.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        let response = json!({"remediation": {"value": [one]}}).to_string();
        let reading = IdxResponse::from_json(response.as_bytes()).unwrap();
        reading.prompt.remediations[0].clone()
    }

    #[test]
    fn a_method_is_a_word_and_an_address_is_not_empty() {
        assert_eq!(remediation(json!({"method": "put"})).method, "put");
        for odd in [json!(5), json!(""), json!("POST /x"), json!(null)] {
            assert_eq!(remediation(json!({"method": odd})).method, "POST");
        }
        assert_eq!(remediation(json!({"href": ""})).href, None);
        let nameless = json!({"value": [{"name": ""}, {"label": "?"}]});
        assert_eq!(remediation(nameless).fields, []);
    }

    #[test]
    fn a_password_kept_elsewhere_is_changed_there() {
        let link = remediation(json!({"customExpiredPasswordURL": "https://ad.acme.example/"}));
        assert_eq!(link.destination(), Some("https://ad.acme.example/"));
        assert_eq!(remediation(json!({})).destination(), None);
    }

    #[test]
    fn a_get_is_gone_to_even_with_a_form() {
        assert!(!remediation(json!({"method": "GET"})).is_form);
        assert!(remediation(json!({})).is_form);
    }
}
