//! A remediation: one of the things that can be done now.

use std::time::Duration;

use idx_flow::RemediationName;

use crate::authenticator::Authenticator;
use crate::consent::{RequestInfo, Scope};
use crate::field::Field;
use crate::idp::Idp;

/// One of the things that can be done now: a form to send, or an address to go to. Cancel, skip,
/// resend, recover and poll are remediations like every other.
#[derive(uniffi::Record)]
pub struct Remediation {
    /// What an answer names it by; unique in its prompt.
    pub id: String,
    /// What it is for.
    pub name: RemediationName,
    /// Where in the response it stands.
    pub source: RemediationSource,
    /// What a person may fill in.
    pub fields: Vec<Field>,
    /// What a program fills in rather than a person: the answer of a security key, the token of a
    /// captcha. The engine insists on a captcha's alone.
    pub hidden: Vec<Field>,
    /// The path of the field for a captcha's token, where the form asks for one.
    pub captcha: Option<String>,
    /// The authenticator that it is about.
    pub authenticator: Option<Authenticator>,
    /// The identity provider that it leads to.
    pub idp: Option<Idp>,
    /// A label for a button, where the server gives one.
    pub label: Option<String>,
    /// The scopes that a consent is about, those included that the user has no choice in.
    pub scopes: Vec<Scope>,
    /// What is known of the sign-in that asks for consent.
    #[uniffi(default = [])]
    pub request_info: Vec<RequestInfo>,
    /// The interval at which the server wants to be asked, as it says.
    pub refresh: Option<Duration>,
    /// Whether it is a form to send, rather than an address to open.
    pub is_form: bool,
    /// Whether it only asks if something has happened elsewhere. The engine does that by itself: a
    /// screen need not offer it.
    pub is_poll: bool,
}

/// Where in a response a remediation stands.
#[derive(uniffi::Enum)]
pub enum RemediationSource {
    /// Among the remediations.
    Remediation,
    /// At an authenticator: send, resend, poll, recover, cancel.
    Authenticator,
    /// At the response itself: cancel, and the end of a hosted flow.
    Response,
}

impl From<&idx_flow::Remediation> for Remediation {
    fn from(one: &idx_flow::Remediation) -> Self {
        Self {
            id: one.id.clone(),
            name: one.name.clone(),
            source: one.source.into(),
            fields: one.fields.iter().map(Field::from).collect(),
            hidden: one.hidden.iter().map(Field::from).collect(),
            captcha: one.captcha().map(|field| field.path.clone()),
            authenticator: one.authenticator.as_deref().map(Authenticator::from),
            idp: one.idp.as_deref().map(Idp::from),
            label: one.label.clone(),
            scopes: one.scopes.iter().map(Scope::from).collect(),
            request_info: one.request_info.iter().map(RequestInfo::from).collect(),
            refresh: one.refresh,
            is_form: one.is_form,
            is_poll: one.is_poll(),
        }
    }
}

impl From<idx_flow::RemediationSource> for RemediationSource {
    fn from(source: idx_flow::RemediationSource) -> Self {
        match source {
            idx_flow::RemediationSource::Remediation => Self::Remediation,
            idx_flow::RemediationSource::Authenticator => Self::Authenticator,
            idx_flow::RemediationSource::Response => Self::Response,
        }
    }
}
