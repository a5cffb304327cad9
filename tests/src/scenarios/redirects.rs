//! P24: smart cards, and services that verify identities.

use idx_flow::{FailureKind, RemediationName as Name};
use idx_flow_sim::Setup;
use idx_flow_sim::setup::{Consent, ConsentKind, IdentityProvider, IdentityVerification, Policy};

use super::{Scenario, under};
use crate::host::{Host, StepResult};
use crate::steps::LOGIN;

/// In the order of the numbers.
pub const SCENARIOS: &[Scenario] = &[
    Scenario::new("P24", with_smart_card, by_smart_card),
    Scenario::new("P24b", with_service, verified),
    Scenario::new("P24c", with_service_and_consent, verified_and_more),
    Scenario::new("P24d", with_strict_service, not_verified),
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

fn by_smart_card(host: &mut Host) -> StepResult {
    let url = host.visit(&Name::PivIdp)?;
    host.come_back(&url).unwrap();
    host.tokens()?;
    Ok(())
}

fn service(verified: bool) -> Policy {
    let service = IdentityVerification {
        name: "Verida".to_owned(),
        verified,
    };
    Policy {
        identity_verification: Some(service),
        ..Policy::default()
    }
}

fn with_service() -> Setup {
    under(service(true))
}

fn verified(host: &mut Host) -> StepResult {
    host.sign_in()?;
    let page = host.page()?;
    let shown = page.remediation_by_name(&Name::RedirectIdverify);
    let metadata = shown.and_then(|one| one.idp.as_ref()?.idv_metadata.as_ref());
    assert!(metadata.is_some_and(|it| it.terms_of_use.is_some()));
    let url = host.visit(&Name::RedirectIdverify)?;
    host.come_back(&url).unwrap();
    host.tokens()?;
    Ok(())
}

fn with_service_and_consent() -> Setup {
    let consent = Consent {
        kind: ConsentKind::User,
        scopes: vec!["email".to_owned()],
    };
    under(Policy {
        consent: Some(consent),
        ..service(true)
    })
}

fn verified_and_more(host: &mut Host) -> StepResult {
    host.sign_in()?;
    let url = host.visit(&Name::RedirectIdverify)?;
    assert!(url.contains("error=interaction_required"));
    host.come_back(&url).unwrap();
    host.consent(true, &[])?.tokens()?;
    Ok(())
}

fn with_strict_service() -> Setup {
    under(service(false))
}

fn not_verified(host: &mut Host) -> StepResult {
    host.sign_in()?;
    let url = host.visit(&Name::RedirectIdverify)?;
    host.come_back(&url).unwrap();
    let failure = host.fails(FailureKind::Denied, None)?;
    assert_eq!(failure.code.as_deref(), Some("access_denied"));
    Ok(())
}
