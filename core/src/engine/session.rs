//! The browser session that can follow a flow.

use super::flow::Flow;
use crate::names::RemediationName as Name;
use crate::secret::Secret;

/// The URL that opens a browser session: the one that the server names, or else that of the org's
/// endpoint with the state token of the last response. The state token is the part of the state handle
/// before `~` (IDX wire).
pub(super) fn browser_session_url(flow: &Flow) -> Option<Secret> {
    let response = flow
        .response
        .as_ref()
        .filter(|response| response.is_success)?;
    let issuer = &flow.config.issuer;
    let end = response.prompt.remediation_by_name(&Name::SuccessRedirect);
    let end = end.and_then(|end| issuer.resolve_navigable(end.destination()?));
    let from_handle = || {
        let handle = response.state_handle.as_ref()?;
        let token = handle.expose().split('~').next()?;
        Some(String::from(issuer.session(token)?))
    };
    end.or_else(from_handle).map(Secret::from)
}

#[cfg(test)]
mod tests {
    use super::super::test_util::{flow_at, polled};
    use serde_json::{Value, json};

    fn url(change: Value) -> Option<String> {
        let code = json!({"name": "interaction_code", "value": "c0de"});
        let mut success = json!({"stateHandle": "02h~c.abc",
            "successWithInteractionCode": {"value": [code]}});
        let members = change.as_object().unwrap().clone();
        success.as_object_mut().unwrap().extend(members);
        let url = flow_at(&success).browser_session_url();
        url.map(|url| url.expose().to_owned())
    }

    #[test]
    fn the_state_token_opens_a_browser_session() {
        let expected = "https://id.acme.example/login/token/redirect?stateToken=02h";
        assert_eq!(url(json!({})).as_deref(), Some(expected));
        let own = "https://id.acme.example/login/token/redirect?stateToken=other";
        let end = json!({"success": {"name": "success-redirect", "href": own}});
        assert_eq!(url(end).as_deref(), Some(own));
        assert_eq!(url(json!({"stateHandle": null})), None);
    }

    #[test]
    fn an_open_transaction_has_no_browser_session() {
        assert_eq!(flow_at(&polled()).browser_session_url(), None);
    }
}
