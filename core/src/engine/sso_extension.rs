//! Apple's single sign-on extension: forms that the engine sends by itself.
//!
//! The server offers a form without a field for the user. If Okta Verify is installed, the extension
//! intercepts its response, which has status 401. Otherwise, the form in that response continues the
//! flow without the extension.

use super::challenge;
use super::flow::Flow;
use super::state::Submission;
use super::submission::build_submission;
use crate::answer::Answer;
use crate::names::RemediationName as Name;
use crate::prompt::remediation::RemediationSource;

/// The submission that continues without the user, if the newest prompt offers nothing else.
/// `is_step_up` says that the response has the header of the extension's form.
/// `follows_automatic` says that it replaces a response to such a submission.
pub(super) fn continuation(
    flow: &mut Flow,
    is_step_up: bool,
    follows_automatic: bool,
) -> Option<Submission> {
    let response = flow.response.as_ref()?;
    let remediations = response.prompt.remediations.iter();
    let mut offered = remediations.filter(|form| form.source == RemediationSource::Remediation);
    let (form, None) = (offered.next()?, offered.next()) else {
        return None;
    };
    let is_extension = match form.name {
        Name::DeviceAppleSsoExtension => true,
        Name::CancelTransaction => is_step_up || follows_automatic,
        _ => is_step_up,
    };
    if !is_extension || !form.is_form || !form.fields.is_empty() {
        return None;
    }
    let answer = Answer::unbound(&form.id);
    let submission = build_submission(&flow.config.issuer, form, &answer)?;
    challenge::spend_budget(flow).then_some(submission)
}

#[cfg(test)]
mod tests {
    use super::super::test_util::{at, flow_at, reply, request, wait};
    use crate::exchange::Purpose;
    use crate::{Action, Flow};
    use serde_json::{Value, json};

    const STEP_UP: [(&str, &str); 1] =
        [("WWW-Authenticate", "Oktadevicejwt realm=\"Okta Device\"")];

    fn form(name: &str, path: &str) -> Value {
        json!({"stateHandle": "02h", "remediation": {"value": [
            {"name": name, "href": path, "method": "POST",
                "value": [{"name": "stateHandle", "value": "02h", "mutable": false}]}]}})
    }

    #[test]
    fn the_flow_continues_without_the_extension() {
        let mut flow = flow_at(&form("device-apple-sso-extension", "/verify"));
        let verify = request(&flow, 0.0);
        assert_eq!(verify.purpose, Purpose::Submit);
        assert_eq!(verify.url, "https://id.acme.example/verify");
        let cancel = form("cancel-transaction", "/cancel").to_string();
        reply(&mut flow, 0.0, 401, &STEP_UP, &cancel);
        assert_eq!(request(&flow, 0.0).url, "https://id.acme.example/cancel");
        let identify = form("identify", "/identify").to_string();
        reply(&mut flow, 0.0, 200, &[], &identify);
        assert!(matches!(flow.next_action(at(0.0)), Action::Ask { .. }));
    }

    #[test]
    fn the_flow_continues_after_a_lost_or_limited_form() {
        let mut flow = flow_at(&form("device-apple-sso-extension", "/verify"));
        // limited: the server did nothing
        reply(&mut flow, 0.0, 429, &[("Retry-After", "30")], "");
        assert_eq!(wait(&flow, 0.0), Some(30.0));
        assert_eq!(request(&flow, 30.0).purpose, Purpose::Introspect);
        let extension = form("device-apple-sso-extension", "/verify").to_string();
        reply(&mut flow, 30.0, 200, &[], &extension);
        assert_eq!(request(&flow, 30.0).url, "https://id.acme.example/verify");
        // lost, or the app was killed: the server may have acted
        let restored = Flow::restore(&flow.snapshot()).unwrap();
        flow.handle_failure(request(&flow, 30.0).id, at(30.0));
        for mut flow in [flow, restored] {
            assert_eq!(request(&flow, 31.0).purpose, Purpose::Introspect);
            let cancel = form("cancel-transaction", "/cancel").to_string();
            reply(&mut flow, 31.0, 200, &[], &cancel);
            assert_eq!(request(&flow, 31.0).url, "https://id.acme.example/cancel");
        }
    }

    #[test]
    fn a_server_that_repeats_the_form_does_not_cause_an_endless_loop() {
        let extension = form("device-apple-sso-extension", "/verify");
        let mut flow = flow_at(&extension);
        for _ in 0..4 {
            reply(&mut flow, 0.0, 401, &STEP_UP, &extension.to_string());
        }
        assert!(matches!(flow.next_action(at(0.0)), Action::Ask { .. }));
    }

    #[test]
    fn a_form_for_the_user_is_not_sent() {
        let flow = flow_at(&form("cancel-transaction", "/cancel"));
        assert!(matches!(flow.next_action(at(0.0)), Action::Ask { .. }));
    }
}
