//! P: identity providers that a browser leads to.

use idx_flow::{AuthenticatorKey as Key, FailureKind, InputError};
use idx_flow_sim::Setup;
use idx_flow_sim::setup::{IdentityProvider, MethodType as Method, Policy};

use super::{Scenario, under};
use crate::host::{Host, StepResult};
use crate::steps::LOGIN;

/// In the order of the numbers.
pub const SCENARIOS: &[Scenario] = &[
    Scenario::new("P14", trusted, straight_to_tokens),
    Scenario::new("P15", half_trusted, more_is_needed),
    Scenario::new("P16", unwilling, refused),
    Scenario::new("P17", trusted, forged),
];

fn with(login: Option<&str>, challenge: &[Method]) -> Setup {
    let provider = |name: &str| IdentityProvider {
        kind: name.to_uppercase(),
        name: name.to_owned(),
        login: login.map(str::to_owned),
    };
    Setup {
        identity_providers: vec![provider("Google"), provider("Facebook")],
        ..under(Policy::with_challenge(challenge))
    }
}

fn trusted() -> Setup {
    with(Some(LOGIN), &[])
}

fn straight_to_tokens(host: &mut Host) -> StepResult {
    let url = host.visit_provider()?;
    host.come_back(&url).unwrap();
    host.tokens()?;
    Ok(())
}

fn half_trusted() -> Setup {
    with(Some(LOGIN), &[Method::Email])
}

fn more_is_needed(host: &mut Host) -> StepResult {
    let url = host.visit_provider()?;
    assert!(url.contains("error=interaction_required"));
    host.come_back(&url).unwrap();
    host.passcode_from(&Key::OktaEmail, LOGIN)?.tokens()?;
    Ok(())
}

fn unwilling() -> Setup {
    with(None, &[])
}

fn refused(host: &mut Host) -> StepResult {
    let url = host.visit_provider()?;
    host.come_back(&url).unwrap();
    let failure = host.fails(FailureKind::Denied, None)?;
    assert_eq!(failure.code.as_deref(), Some("access_denied"));
    Ok(())
}

fn forged(host: &mut Host) -> StepResult {
    let url = host.visit_provider()?;
    let (uri, _) = url.split_once('?').unwrap();
    let forged = format!("{uri}?interaction_code=of-somebody-else&state=of-somebody-else");
    assert_eq!(host.come_back(&forged), Err(InputError::StateMismatch));
    host.come_back(&url).unwrap();
    host.tokens()?;
    Ok(())
}
