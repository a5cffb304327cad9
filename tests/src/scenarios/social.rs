//! P14–P17: social identity providers.

use idx_flow::{AuthenticatorKey as Key, FailureKind, RedirectError};
use idx_flow_sim::Setup;
use idx_flow_sim::setup::{IdentityProvider, MethodType as Method, Policy};

use super::scenario::Scenario;
use super::setups::with_policy;
use crate::host::{Host, StepResult};
use crate::steps::LOGIN;

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("P14", with_providers, sign_in),
    Scenario::new("P15", with_providers_and_email, verify_email_after_provider),
    Scenario::new("P16", with_refusing_providers, be_refused),
    Scenario::new("P17", with_providers, receive_forged_redirect_first),
];

fn providers(login: Option<&str>, challenge: &[Method]) -> Setup {
    let provider = |name: &str| IdentityProvider {
        kind: name.to_uppercase(),
        name: name.to_owned(),
        login: login.map(str::to_owned),
    };
    Setup {
        identity_providers: vec![provider("Google"), provider("Facebook")],
        ..with_policy(Policy::with_challenge(challenge))
    }
}

fn with_providers() -> Setup {
    providers(Some(LOGIN), &[])
}

fn sign_in(host: &mut Host) -> StepResult {
    let url = host.open_identity_provider()?;
    host.receive_redirect(&url).unwrap();
    host.expect_tokens()?;
    Ok(())
}

fn with_providers_and_email() -> Setup {
    providers(Some(LOGIN), &[Method::Email])
}

fn verify_email_after_provider(host: &mut Host) -> StepResult {
    let url = host.open_identity_provider()?;
    assert!(url.contains("error=interaction_required"));
    host.receive_redirect(&url).unwrap();
    host.enter_passcode_from(&Key::OktaEmail, LOGIN)?
        .expect_tokens()?;
    Ok(())
}

fn with_refusing_providers() -> Setup {
    providers(None, &[])
}

fn be_refused(host: &mut Host) -> StepResult {
    let url = host.open_identity_provider()?;
    host.receive_redirect(&url).unwrap();
    let failure = host.expect_failure(FailureKind::Denied, None)?;
    assert_eq!(failure.code().as_deref(), Some("access_denied"));
    Ok(())
}

fn receive_forged_redirect_first(host: &mut Host) -> StepResult {
    let url = host.open_identity_provider()?;
    let (uri, _) = url.split_once('?').unwrap();
    let forged = format!("{uri}?interaction_code=forged-code&state=forged-state");
    assert_eq!(
        host.receive_redirect(&forged),
        Err(RedirectError::StateMismatch { otp: None })
    );
    host.receive_redirect(&url).unwrap();
    host.expect_tokens()?;
    Ok(())
}
