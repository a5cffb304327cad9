//! Every scenario, in fine weather.

use std::collections::BTreeSet;
use std::panic::catch_unwind;

use idx_flow_tests::host::Host;
use idx_flow_tests::scenarios::{self, Scenario};

fn completed() -> impl Iterator<Item = (Scenario, Host)> {
    scenarios::all().into_iter().map(|scenario| {
        let mut host = scenario.host();
        let end = (scenario.run)(&mut host);
        assert_eq!(end, Ok(()), "{}: {}", scenario.name, host.transcript);
        (scenario, host)
    })
}

#[test]
fn every_scenario_ends_as_it_should() {
    for (scenario, host) in completed() {
        insta::assert_snapshot!(scenario.name, host.transcript.to_string());
    }
}

#[test]
fn each_challenge_of_the_device_is_ended_once() {
    let ended = completed().filter(|(_, host)| !host.cancels.is_empty());
    let ended: Vec<_> = ended
        .map(|(scenario, host)| (scenario.name, host.cancels.len()))
        .collect();
    assert_eq!(ended, [("C7b", 1), ("C7c", 1), ("C7d", 1), ("C8c", 1)]);
}

/// Law 9 is worth as much as the secrets that it watches for.
#[test]
fn every_kind_of_secret_is_watched_for() {
    let mut names = BTreeSet::new();
    for (scenario, host) in completed() {
        let seen = host.secrets.names();
        // a conversation that a page of the org's own began has no interaction
        let handle = match scenario.name.starts_with("P23") {
            true => "stateToken",
            false => "interactionHandle",
        };
        for always in ["stateHandle", handle, "verifier", "state", "nonce", "DT"] {
            assert!(seen.contains(always), "{}: no {always}", scenario.name);
        }
        assert!(host.secrets.texts().count() >= 6, "{}", scenario.name);
        names.extend(seen.into_iter().map(str::to_owned));
    }
    for rare in [
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
        assert!(names.contains(rare), "no {rare} among {names:?}");
    }
}

#[test]
fn each_secret_would_be_seen_in_a_log() {
    let (_, host) = completed()
        .find(|(scenario, _)| scenario.name == "E3")
        .unwrap();
    for secret in host.secrets.texts() {
        let leaky = format!("{{\"value\": \"{secret}\"}}");
        assert!(catch_unwind(|| host.secrets.watch("a log", &leaky)).is_err());
    }
    host.secrets.watch("a log", "nothing to see");
}
