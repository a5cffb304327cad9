//! Errors of Okta's API.

use crate::failure::{Failure, FailureDetail, FailureKind, end_of_api_error};
use crate::names::Severity;
use crate::prompt::message::Message;
use crate::wire::json::Json;

/// An error response of Okta's API. Its members are in `FailureDetail::ApiError`.
#[derive(Clone)]
pub(crate) struct ApiError {
    code: String,
    summary: Option<String>,
    id: Option<String>,
    causes: Vec<String>,
}

/// The number of causes that are kept.
const MAX_CAUSES: usize = 20;

impl ApiError {
    /// Reads the error; `None` if the object has no `errorCode`.
    pub(super) fn read(json: &Json<'_>) -> Option<Self> {
        let causes = json.items("errorCauses").iter().take(MAX_CAUSES);
        Some(Self {
            code: json.text("errorCode").filter(|code| !code.is_empty())?,
            summary: json.text("errorSummary"),
            id: json.text("errorId"),
            causes: causes
                .filter_map(|cause| cause.text("errorSummary"))
                .collect(),
        })
    }

    /// Whether the error ends a transaction, even in reply to an answer.
    pub(crate) fn is_end(&self) -> bool {
        end_of_api_error(&self.code).is_some()
    }

    /// The failure that this error causes.
    pub(crate) fn into_failure(self) -> Failure {
        let kind = end_of_api_error(&self.code).unwrap_or(FailureKind::Denied);
        let detail = FailureDetail::ApiError {
            code: self.code,
            summary: self.summary,
            id: self.id,
            causes: self.causes,
        };
        Failure::detailed(kind, detail)
    }

    /// The error as a message for the user.
    pub(crate) fn to_message(&self) -> Message {
        let text = self.causes.first().or(self.summary.as_ref());
        Message {
            key: Some(self.code.clone()),
            params: Vec::new(),
            severity: Some(Severity::Error),
            text: text.cloned().unwrap_or_default(),
            field: None,
            links: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::parse;

    const BODY: &str = r#"{"errorCode":"E0000001","errorSummary":"Api validation failed: code",
        "errorId":"oae1","errorCauses":[{"errorSummary":"The code is too short."},{}]}"#;

    #[test]
    fn the_causes_are_kept() {
        let error = ApiError::read(&parse(BODY).unwrap()).unwrap();
        assert_eq!(error.to_message().text, "The code is too short.");
        let expected = FailureDetail::ApiError {
            code: "E0000001".to_owned(),
            summary: Some("Api validation failed: code".to_owned()),
            id: Some("oae1".to_owned()),
            causes: vec!["The code is too short.".to_owned()],
        };
        assert_eq!(error.into_failure().detail, expected);
    }

    #[test]
    fn an_object_without_a_code_is_no_api_error() {
        assert!(ApiError::read(&parse(r#"{"errorCode":""}"#).unwrap()).is_none());
    }
}
