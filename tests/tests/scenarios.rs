//! Every scenario without faults.

use std::collections::BTreeSet;
use std::panic::catch_unwind;

use idx_flow_tests::host::Host;
use idx_flow_tests::scenarios::{self, Scenario};

fn completed() -> impl Iterator<Item = (Scenario, Host)> {
    scenarios::all().into_iter().map(|scenario| {
        let mut host = scenario.host();
        let result = (scenario.run)(&mut host);
        assert_eq!(result, Ok(()), "{}: {}", scenario.name, host.transcript);
        (scenario, host)
    })
}

#[test]
fn every_scenario_ends_as_expected_and_matches_its_transcript() {
    for (scenario, host) in completed() {
        insta::assert_snapshot!(scenario.name, host.transcript.to_string());
        let requests = format!("{}-requests", scenario.name);
        insta::assert_snapshot!(requests, host.requests.to_string());
    }
}

#[test]
fn a_device_challenge_is_canceled_at_most_once() {
    let canceled = completed().filter(|(_, host)| !host.challenge_cancels.is_empty());
    let counts: Vec<_> = canceled
        .map(|(scenario, host)| (scenario.name, host.challenge_cancels.len()))
        .collect();
    assert_eq!(counts, [("C7b", 1), ("C7c", 1), ("C7d", 1), ("C8c", 1)]);
}

/// The invariant secrets-redacted is only effective for secrets that the scanner knows.
#[test]
fn the_scanner_knows_every_kind_of_secret() {
    let mut names = BTreeSet::new();
    for (scenario, host) in completed() {
        let found = host.secrets.names();
        // A flow that starts from the org's own page has no interaction handle.
        let handle = match scenario.name.starts_with("P23") {
            true => "stateToken",
            false => "interactionHandle",
        };
        for always in ["stateHandle", handle, "verifier", "state", "nonce", "DT"] {
            assert!(found.contains(always), "{}: no {always}", scenario.name);
        }
        assert!(host.secrets.values().count() >= 6, "{}", scenario.name);
        names.extend(found.into_iter().map(str::to_owned));
    }
    for name in [
        "access_token",
        "activation link",
        "activation_token",
        "answer",
        "captchaToken",
        "attestation",
        "authenticatorData",
        "clientData",
        "challengeRequest",
        "client_secret",
        "code_verifier",
        "id_token",
        "interaction_code",
        "magic link",
        "otp",
        "passcode",
        "qrcode",
        "recovery_token",
        "refresh_token",
        "setupOVUrl",
        "sharedSecret",
        "signatureData",
        "signedToken",
        "stateToken",
        "totp",
    ] {
        assert!(names.contains(name), "no {name} among {names:?}");
    }
}

#[test]
fn the_scanner_finds_each_secret_in_a_text() {
    let (_, host) = completed()
        .find(|(scenario, _)| scenario.name == "E3")
        .unwrap();
    for secret in host.secrets.values() {
        let text = format!("{{\"value\": \"{secret}\"}}");
        let result = catch_unwind(|| host.secrets.assert_absent("a log", &text));
        assert!(result.is_err());
    }
    host.secrets.assert_absent("a log", "no secret");
}
