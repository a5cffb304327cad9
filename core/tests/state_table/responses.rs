//! The responses of the table's events.

use idx_flow::StateName;
use serde_json::{Value, json};

/// The status and body of a response event.
pub(crate) fn response_of(event: &str) -> Option<(u16, String)> {
    let end = json!({"name": "success-redirect", "href": "https://id.acme.example/end"});
    let foreign = json!({"name": "identify", "href": "https://evil.example/x", "value": []});
    let body = match event.strip_prefix("response: ")? {
        "interaction handle" => json!({"interaction_handle": "h"}),
        "IDX with remediations" => prompt(),
        "IDX with a loopback challenge without a valid address" => {
            let mut response = prompt_with_challenge();
            let ports = response.pointer_mut("/authenticatorChallenge/value/ports");
            *ports.unwrap() = json!([]);
            response
        }
        "IDX with an interaction code" => success(),
        "IDX with an interaction code (`stop_at_code`)" => success(),
        "IDX with the redirect that ends a hosted flow" => json!({"version": "1", "success": end}),
        "IDX without a next step" => json!({"messages": {"value": []}}),
        "IDX with an error message and no next step" => {
            json!({"messages": {"value": [{"message": "Invalid code.", "class": "ERROR"}]}})
        }
        "IDX with only a form on another origin" => json!({"remediation": {"value": [foreign]}}),
        "tokens" => json!({"access_token": "a"}),
        "other JSON" => json!({}),
        "OAuth error" => return Some((400, json!({"error": "invalid_grant"}).to_string())),
        "API error" => return Some((400, json!({"errorCode": "E0000004"}).to_string())),
        "status 4xx without JSON" => return Some((404, "<html>".to_owned())),
        "over a limit" => return Some((200, " ".repeat(idx_flow::MAX_BODY + 1))),
        "status 429" => return Some((429, String::new())),
        "status 429 and IDX with remediations" => return Some((429, prompt().to_string())),
        "status 5xx, HTML, empty or truncated" => return Some((200, "<html>".to_owned())),
        unknown => panic!("the test does not know the response: {unknown}"),
    };
    Some((200, body.to_string()))
}

/// The IDX response that a flow has received before this event.
pub(crate) fn response_for(event: &str, state: StateName) -> Value {
    match event.starts_with("Okta Verify") && state < StateName::Exchange {
        true => prompt_with_challenge(),
        false => prompt(),
    }
}

/// A response that is polled, with two forms and a redirect. It expires after ten minutes.
pub(crate) fn prompt() -> Value {
    json!({
        "expiresAt": "2030-01-01T00:10:00.000Z",
        "currentAuthenticatorEnrollment": {"value": {"key": "okta_email"}},
        "remediation": {"value": [
            {"name": "enroll-poll", "href": "https://id.acme.example/p", "refresh": 4000, "value": []},
            {"name": "skip", "href": "https://id.acme.example/s", "value": []},
            {"name": "redirect-idp", "href": "https://idp.example/"},
            {"name": "challenge-authenticator", "href": "https://id.acme.example/a", "value": [
                {"name": "credentials", "form": {"value": [{"name": "passcode"}]}}]}
        ]}
    })
}

/// The same response with a loopback challenge for two ports.
pub(crate) fn prompt_with_challenge() -> Value {
    let mut response = prompt();
    let challenge = json!({"value": {
        "challengeMethod": "LOOPBACK", "challengeRequest": "jwt",
        "domain": "http://localhost", "ports": ["6511", "6512"],
        "cancel": {"name": "cancel-polling", "href": "https://id.acme.example/c", "value": []}
    }});
    let members = response.as_object_mut().unwrap();
    members.insert("authenticatorChallenge".to_owned(), challenge);
    response
}

pub(crate) fn success() -> Value {
    let code = json!({"name": "interaction_code", "value": "code"});
    let form = json!({"href": "https://id.acme.example/oauth2/v1/token", "value": [code]});
    json!({"version": "1.0.0", "successWithInteractionCode": form})
}
