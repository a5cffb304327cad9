//! P24: redirects to a smart card sign-in and to an identity verification vendor.

use idx_flow::{FailureKind, RemediationName as Name};
use idx_flow_sim::Setup;
use idx_flow_sim::setup::{Consent, ConsentKind, IdentityProvider, IdentityVerification, Policy};

use super::scenario::Scenario;
use super::setups::with_policy;
use crate::host::{Host, StepResult};
use crate::steps::LOGIN;

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("P24", with_smart_card, sign_in_by_smart_card),
    Scenario::new("P24b", with_verification, verify_identity),
    Scenario::new(
        "P24c",
        with_verification_and_consent,
        verify_identity_then_consent,
    ),
    Scenario::new("P24d", with_failing_verification, fail_verification),
];

fn with_smart_card() -> Setup {
    let card = IdentityProvider {
        kind: "X509".to_owned(),
        name: "Staff Smart Card".to_owned(),
        login: Some(LOGIN.to_owned()),
    };
    Setup {
        identity_providers: vec![card],
        ..Setup::default()
    }
}

fn sign_in_by_smart_card(host: &mut Host) -> StepResult {
    let url = host.open_redirect(&Name::PivIdp)?;
    host.receive_redirect(&url).unwrap();
    host.expect_tokens()?;
    Ok(())
}

fn policy(verified: bool) -> Policy {
    let service = IdentityVerification {
        name: "Verida".to_owned(),
        verified,
    };
    Policy {
        identity_verification: Some(service),
        ..Policy::default()
    }
}

fn with_verification() -> Setup {
    with_policy(policy(true))
}

fn verify_identity(host: &mut Host) -> StepResult {
    host.sign_in()?;
    let prompt = host.prompt()?;
    let form = prompt.remediation_by_name(&Name::RedirectIdverify);
    let metadata = form.and_then(|form| form.idp.as_ref()?.idv_metadata.as_ref());
    assert!(metadata.is_some_and(|metadata| metadata.terms_of_use.is_some()));
    let url = host.open_redirect(&Name::RedirectIdverify)?;
    host.receive_redirect(&url).unwrap();
    host.expect_tokens()?;
    Ok(())
}

fn with_verification_and_consent() -> Setup {
    let consent = Consent {
        kind: ConsentKind::User,
        scopes: vec!["email".to_owned()],
    };
    with_policy(Policy {
        consent: Some(consent),
        ..policy(true)
    })
}

fn verify_identity_then_consent(host: &mut Host) -> StepResult {
    host.sign_in()?;
    let url = host.open_redirect(&Name::RedirectIdverify)?;
    assert!(url.contains("error=interaction_required"));
    host.receive_redirect(&url).unwrap();
    host.consent(true, &[])?.expect_tokens()?;
    Ok(())
}

fn with_failing_verification() -> Setup {
    with_policy(policy(false))
}

fn fail_verification(host: &mut Host) -> StepResult {
    host.sign_in()?;
    let url = host.open_redirect(&Name::RedirectIdverify)?;
    host.receive_redirect(&url).unwrap();
    let failure = host.expect_failure(FailureKind::Denied, None)?;
    assert_eq!(failure.code().as_deref(), Some("access_denied"));
    Ok(())
}
