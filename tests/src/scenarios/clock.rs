//! S8 and S9: a sign-in that takes nearly ten minutes, and a clock that jumps.

use std::time::Duration;

use idx_flow::{Action, Answer, AuthenticatorKey as Key, RemediationName as Name};
use idx_flow_sim::faults::{Fault, Rule};
use idx_flow_sim::setup::{AuthenticatorKey, IdentityProvider, Policy};
use idx_flow_sim::{Request, Setup};

use super::scenario::Scenario;
use super::setups::with_policy;
use crate::host::{Host, StepResult};
use crate::steps::LOGIN;

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::without_faults("S8", with_provider, return_just_before_the_expiry),
    Scenario::without_faults("S9", with_okta_verify, change_the_clock),
];

const HOUR: i64 = 3600;

fn with_provider() -> Setup {
    let provider = IdentityProvider {
        kind: "GOOGLE".to_owned(),
        name: "Google".to_owned(),
        login: Some(LOGIN.to_owned()),
    };
    Setup {
        identity_providers: vec![provider],
        ..Setup::default()
    }
}

/// The browser returns after 9 min 59 s, and the first token request is lost.
fn return_just_before_the_expiry(host: &mut Host) -> StepResult {
    let prompt = host.prompt()?;
    let expires_at = prompt.expires_at.unwrap();
    host.submit(Answer::proceed(&prompt, &Name::RedirectIdp).unwrap())
        .unwrap();
    let Action::Redirect { url, .. } = host.settle()? else {
        panic!("no redirect: {}", host.transcript)
    };
    host.now = expires_at - Duration::from_secs(1);
    let response = host.org.handle(&Request::get(url), host.now);
    let url = response.header("location").unwrap().to_owned();
    host.receive_redirect(&url).unwrap();
    host.faults.add(Rule::once(Fault::RequestLost));
    host.expect_tokens()?;
    assert!(host.now >= expires_at, "the retry was before the expiry");
    Ok(())
}

fn with_okta_verify() -> Setup {
    with_policy(Policy::with_required(&[AuthenticatorKey::OktaVerify]))
}

/// The device's clock goes forward by an hour during a poll's wait, and then back by two.
fn change_the_clock(host: &mut Host) -> StepResult {
    host.sign_in()?.select_authenticator(&Key::OktaVerify)?;
    let qr_code = host.qr_code()?;
    for offset in [HOUR, -HOUR] {
        host.clock_offset = offset;
        host.was_set_back = true;
        host.settle()?;
        host.wait()?;
        host.wait()?;
        assert_eq!(host.qr_code()?, qr_code);
        let left = host.flow.expires_in(host.device_time()).unwrap();
        assert!(left <= Duration::from_secs(600), "{left:?}");
    }
    host.scan()?.expect_tokens()?;
    Ok(())
}
