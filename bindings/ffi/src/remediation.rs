//! Remediations.

use std::time::Duration;

use idx_flow::{MethodType, RemediationName};

use crate::authenticator::Authenticator;
use crate::consent::{RequestInfo, Scope};
use crate::field::Field;
use crate::idp::Idp;

/// A remediation: a form that can be submitted, or a URL that can be opened. Actions such as cancel,
/// skip, resend, recover and poll are remediations too.
#[derive(uniffi::Record)]
pub struct Remediation {
    /// The ID that selects the remediation in an answer. Unique within the prompt.
    pub id: String,
    /// The name.
    pub name: RemediationName,
    /// The part of the response that contains the remediation.
    pub source: RemediationSource,
    /// The fields that the user fills in.
    pub fields: Vec<Field>,
    /// The fields that the app, not the user, fills in, such as a WebAuthn response or a captcha token.
    /// The engine requires only the captcha token.
    pub hidden: Vec<Field>,
    /// The paths of the constants that an answer may leave out, with `omitted`.
    pub optional_constants: Vec<String>,
    /// The path of the field for the captcha token, if the form requires a captcha.
    pub captcha: Option<String>,
    /// The authenticator that the remediation is about.
    pub authenticator: Option<Authenticator>,
    /// The method of the authenticator that the remediation is about.
    pub method_type: Option<MethodType>,
    /// The identity provider that the remediation redirects to.
    pub idp: Option<Idp>,
    /// The label for a button, if the server provides one.
    pub label: Option<String>,
    /// The scopes for which consent is requested, including those that the user cannot decline.
    pub scopes: Vec<Scope>,
    /// Details of the sign-in for which consent is requested.
    #[uniffi(default = [])]
    pub request_info: Vec<RequestInfo>,
    /// The polling interval as received from the server.
    pub refresh: Option<Duration>,
    /// Whether the remediation is a form to submit. Otherwise it is a URL to open.
    pub is_form: bool,
    /// Whether the remediation polls for the result of a pending step. The flow polls automatically,
    /// so do not offer it to the user.
    pub is_poll: bool,
}

/// The part of the response that contains a remediation.
#[derive(uniffi::Enum)]
pub enum RemediationSource {
    /// The list of remediations.
    Remediation,
    /// An authenticator: send, resend, poll, recover or cancel.
    Authenticator,
    /// The response itself: cancel, or the end of a hosted flow.
    Response,
}

impl From<&idx_flow::Remediation> for Remediation {
    fn from(remediation: &idx_flow::Remediation) -> Self {
        Self {
            id: remediation.id.clone(),
            name: remediation.name.clone(),
            source: remediation.source.into(),
            fields: remediation.fields.iter().map(Field::from).collect(),
            hidden: remediation.hidden.iter().map(Field::from).collect(),
            optional_constants: remediation
                .optional_constants()
                .map(str::to_owned)
                .collect(),
            captcha: remediation.captcha().map(|field| field.path.clone()),
            authenticator: remediation
                .authenticator
                .as_deref()
                .map(Authenticator::from),
            method_type: remediation.method_type(),
            idp: remediation.idp.as_deref().map(Idp::from),
            label: remediation.label.clone(),
            scopes: remediation.scopes.iter().map(Scope::from).collect(),
            request_info: remediation
                .request_info
                .iter()
                .map(RequestInfo::from)
                .collect(),
            refresh: remediation.refresh,
            is_form: remediation.is_form,
            is_poll: remediation.is_poll(),
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
