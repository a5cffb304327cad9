//! Duo: the signature is valid for one request.

use idx_flow_sim::Setup;
use idx_flow_sim::setup::{Enrolled, MethodType, Policy, User};
use serde_json::json;

use crate::client::Client;

fn signed_request(client: &Client) -> String {
    let context = &client.response["currentAuthenticatorEnrollment"]["value"]["contextualData"];
    context["signedToken"].as_str().unwrap().to_owned()
}

#[test]
fn p18_a_signature_is_valid_for_its_own_request_only() {
    let mut client = Client::start(Setup {
        policy: Policy::with_challenge(&[MethodType::Duo]),
        users: vec![User {
            enrolled: vec![Enrolled::Duo],
            ..User::default()
        }],
        ..Setup::default()
    });
    client.password();
    let other = signed_request(&client);
    client.wait(1);
    client.interact(&[]);
    client.password();
    let answer = |client: &mut Client, request: &str| {
        let signature = client.org.approve_duo(request, client.now).unwrap();
        let credentials = json!({"credentials": {"signatureData": signature}});
        client.submit("challenge-authenticator", credentials);
    };
    answer(&mut client, &other);
    assert_eq!(
        (client.status, client.message()),
        (400, "oie.authenticator.duo.method.duo.verification_failed")
    );
    let own = signed_request(&client);
    answer(&mut client, &own);
    client.tokens();
}
