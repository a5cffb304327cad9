//! The SSO extension of Apple devices.

use idx_flow_sim::Setup;
use idx_flow_sim::setup::Policy;
use serde_json::json;

use crate::client::Client;

#[test]
fn a_client_without_the_sso_extension_cancels_it() {
    let mut policy = Policy::default();
    policy.okta_verify.sso_extension = true;
    let mut client = Client::start(Setup {
        policy,
        ..Setup::default()
    });
    let form = "device-apple-sso-extension";
    for _ in 0..2 {
        assert_eq!(client.names(), [form]);
        let field = client.form(form).unwrap()["value"][0].clone();
        assert_eq!(field["name"], "challengeRequest");
        assert_eq!(field["visible"], false);
        let answer = json!({"challengeRequest": field["value"]});
        client.submit(form, answer);
        let challenge = r#"Oktadevicejwt realm="Okta Device""#;
        assert_eq!(client.status, 401);
        assert_eq!(client.header("www-authenticate"), Some(challenge));
        assert_eq!(
            (client.names(), client.message()),
            (vec!["cancel-transaction"], "")
        );
        client.introspect();
        assert_eq!(
            (client.status, client.header("www-authenticate")),
            (200, None)
        );
        client.submit("cancel-transaction", json!({}));
        assert_eq!((client.status, client.names()), (200, vec!["identify"]));
        // A restart offers it again.
        client.submit("cancel", json!({}));
    }
    client.submit(form, json!({}));
    client.submit("cancel-transaction", json!({}));
    client.password().tokens();
}
