//! A remediation: a form that can be submitted, or a URL that can be opened.

use std::sync::Arc;
use std::time::Duration;

use super::authenticator::Authenticator;
use super::cancel;
use super::consent::{self, RequestInfo, Scope};
use super::constant::{Constant, RequiredGroup};
use super::diagnostics::Diagnostics;
use super::field::{Field, FormRef};
use super::form::Form;
use super::idp::Idp;
use super::relates_to::{Related, RelatesToIndex};
use crate::names::{MethodType, RemediationName};
use crate::wire::ParseError;
use crate::wire::json::Json;

/// A form that can be submitted, or a URL that can be opened.
///
/// Cancel, skip, resend, recover and poll are remediations like any other.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Remediation {
    /// The id by which an [`Answer`](crate::Answer) refers to the remediation. It is unique in its
    /// prompt: the name, with a suffix `#2`, `#3`… if the name repeats. The id of an authenticator's
    /// action contains the authenticator's key too, as in `currentAuthenticator-resend`.
    pub id: String,
    /// The name, which identifies the purpose.
    pub name: RemediationName,
    /// The part of the response that contains the remediation.
    pub source: RemediationSource,
    /// The fields that the user can fill in.
    pub fields: Vec<Field>,
    /// The fields that the host fills in without the user, such as the response of a security key or
    /// the token of a captcha. Only the token of a captcha is checked before the form is submitted.
    pub hidden: Vec<Field>,
    /// The authenticator that the remediation refers to.
    pub authenticator: Option<Arc<Authenticator>>,
    /// The identity provider that the remediation opens.
    pub idp: Option<Box<Idp>>,
    /// The label of a button, in the language that the server chose.
    pub label: Option<String>,
    /// The scopes of a consent, including those that the user cannot deny.
    pub scopes: Vec<Scope>,
    /// Details of the sign-in that asks for consent.
    pub request_info: Vec<RequestInfo>,
    /// The poll interval as the server sent it. The engine clamps it to 1 s to 60 s.
    pub refresh: Option<Duration>,
    /// The HTTP method of the form. If the server specifies none, it is derived from the name.
    pub method: String,
    /// The URL to which the form is submitted, or the URL to open. `None` if the server sent none, or
    /// one that a flow does not trust: then the remediation cannot be used.
    pub href: Option<String>,
    /// The URL of a website where an expired password is changed. An answer opens it.
    pub link: Option<Box<str>>,
    /// Whether the remediation is a form to submit, as opposed to a URL to open.
    pub is_form: bool,
    pub(crate) has_form: bool,
    pub(crate) accepts: Option<String>,
    pub(crate) constants: Vec<Constant>,
    pub(crate) required_groups: Vec<RequiredGroup>,
    pub(crate) method_type: Option<Box<MethodType>>,
}

/// The part of a response that contains a remediation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemediationSource {
    /// The list of remediations.
    Remediation,
    /// An authenticator or a device challenge: send, resend, poll, recover, cancel.
    Authenticator,
    /// The top level: cancel, and the end of a hosted flow.
    Response,
}

/// The methods that the server uses (IDX wire). Any other method is ignored.
const METHODS: [&str; 2] = ["GET", "POST"];

impl Remediation {
    /// Reads a remediation; `None` if it has no name.
    pub(crate) fn read(
        json: &Json<'_>,
        source: RemediationSource,
        index: &RelatesToIndex<'_, '_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<Self>, ParseError> {
        let Some(name) = json.str("name") else {
            diagnostics.note("a remediation without a name was skipped");
            return Ok(None);
        };
        let list = json.get("value").map(|_| json.items("value"));
        let mut form = Form::read(list.unwrap_or_default(), index, diagnostics)?;
        let name = RemediationName::from(name);
        if cancel::is_challenge_cancel(&name) {
            cancel::complete(&name, &mut form);
        }
        let is_method = |method: &&str| {
            METHODS
                .iter()
                .any(|known| method.eq_ignore_ascii_case(known))
        };
        let method = json.str("method").filter(is_method);
        let method = method.unwrap_or(default_method(&name, json)).to_owned();
        let url = |key: &str| json.text(key).filter(|url| !url.is_empty());
        let Related {
            authenticator,
            method_type,
        } = index.resolve(json, diagnostics);
        Ok(Some(Self {
            id: name.as_str().to_owned(),
            source,
            fields: form.fields,
            hidden: form.hidden,
            authenticator,
            method_type: method_type.map(Box::new),
            idp: json.object("idp").map(|idp| Box::new(Idp::read(idp, json))),
            label: json.text("label"),
            scopes: Scope::read_all(json),
            request_info: RequestInfo::read_all(json),
            refresh: refresh(json),
            href: url("href"),
            link: url("customExpiredPasswordURL").map(Box::from),
            has_form: list.is_some(),
            // a GET has no body: its URL is opened
            is_form: !method.eq_ignore_ascii_case("GET"),
            accepts: json.text("accepts"),
            constants: form.constants,
            required_groups: form.required_groups,
            method,
            name,
        }))
    }

    /// Whether the remediation is a poll: it has the name of a poll, or it is in the list of
    /// remediations and has a poll interval, but no field for the user. A request for consent is not a
    /// poll. The engine polls without the host, so a screen does not need to offer it.
    pub fn is_poll(&self) -> bool {
        use RemediationName as Name;
        let has_poll_name = matches!(
            self.name,
            Name::EnrollPoll | Name::ChallengePoll | Name::DeviceChallengePoll | Name::Poll
        );
        let has_interval = self.source == RemediationSource::Remediation && self.refresh.is_some();
        let needs_user = !self.fields.is_empty() || consent::is_consent(&self.name);
        self.is_form && (has_poll_name || has_interval && !needs_user)
    }

    /// The method of the [authenticator](Self::authenticator) that the remediation refers to, if it
    /// refers to one.
    pub fn method_type(&self) -> Option<MethodType> {
        self.method_type.as_deref().cloned()
    }

    /// The paths of the constants that an answer can leave out with
    /// [`Answer::without`](crate::Answer::without): the server fixes their value, but does not require
    /// it. Those in the form of a choice are
    /// [`Choice::optional_constants`](crate::Choice::optional_constants).
    pub fn optional_constants(&self) -> impl Iterator<Item = &str> {
        self.form().optional_constants()
    }

    pub(crate) fn form(&self) -> FormRef<'_> {
        FormRef {
            required_groups: &self.required_groups,
            fields: &self.fields,
            hidden: &self.hidden,
            constants: &self.constants,
        }
    }

    /// The URL that an answer opens; `None` if an answer submits a form.
    pub(crate) fn destination(&self) -> Option<&str> {
        match &self.link {
            Some(link) => Some(link),
            None if self.is_form => None,
            None => self.href.as_deref(),
        }
    }

    /// The field for the token of the prompt's [`captcha`](crate::Prompt::captcha), if the form has
    /// one.
    pub fn captcha(&self) -> Option<&Field> {
        self.hidden.iter().chain(&self.fields).find(|field| {
            let hint = field.hints.as_ref().and_then(|hints| hints.hint.as_deref());
            hint == Some("captcha") || field.path.ends_with("captchaVerify.captchaToken")
        })
    }

    /// The field with this path, among all fields: those of the choices and the hidden ones too.
    pub fn field(&self, path: &str) -> Option<&Field> {
        find(&self.fields, path).or_else(|| find(&self.hidden, path))
    }
}

/// Omits the constants, which include the state handle.
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

/// The poll interval of a remediation, in ms on the wire; `None` if it is negative.
fn refresh(json: &Json<'_>) -> Option<Duration> {
    let millis = json
        .integer("refresh")
        .and_then(|millis| u64::try_from(millis).ok())?;
    Some(Duration::from_millis(millis))
}

/// The method of a remediation that names none. One with an unknown name and without the members of a
/// form is a URL to open.
fn default_method(name: &RemediationName, json: &Json<'_>) -> &'static str {
    use RemediationName as Name;
    let is_form = json.get("rel").is_some() || json.get("value").is_some();
    match name {
        Name::RedirectIdp
        | Name::RedirectIdverify
        | Name::PivIdp
        | Name::SuccessRedirect
        | Name::FailureRedirect => "GET",
        Name::Other(_) if !is_form => "GET",
        _ => "POST",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::response::IdxResponse;
    use serde_json::{Value, json};

    fn remediation(change: Value) -> Remediation {
        let mut remediation = json!({"name": "skip", "href": "/x", "value": []});
        remediation
            .as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        let response = json!({"remediation": {"value": [remediation]}}).to_string();
        let response = IdxResponse::from_json(response.as_bytes()).unwrap();
        response.prompt.remediations[0].clone()
    }

    #[test]
    fn an_invalid_method_or_an_empty_url_is_ignored() {
        assert_eq!(remediation(json!({"method": "post"})).method, "post");
        for invalid in [
            json!(5),
            json!(""),
            json!("POST /x"),
            json!("CONNECT"),
            json!(null),
        ] {
            assert_eq!(remediation(json!({"method": invalid})).method, "POST");
        }
        assert_eq!(remediation(json!({"href": ""})).href, None);
    }

    #[test]
    fn a_field_without_a_name_is_skipped() {
        let without_names = json!({"value": [{"name": ""}, {"label": "?"}]});
        assert_eq!(remediation(without_names).fields, []);
    }

    #[test]
    fn a_custom_password_url_is_opened() {
        let link = remediation(json!({"customExpiredPasswordURL": "https://ad.acme.example/"}));
        assert_eq!(link.destination(), Some("https://ad.acme.example/"));
        assert_eq!(remediation(json!({})).destination(), None);
    }

    #[test]
    fn a_get_is_a_url_to_open_even_with_a_form() {
        assert!(!remediation(json!({"method": "GET"})).is_form);
        assert!(remediation(json!({})).is_form);
    }
}
