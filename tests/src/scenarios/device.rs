//! P23: the user enters the code of another device (device authorization grant, RFC 8628).

use std::time::Duration;

use idx_flow::{FailureKind, RemediationName as Name};
use idx_flow_sim::setup::Policy;
use idx_flow_sim::{Request, Setup};
use serde_json::Value;

use super::scenario::Scenario;
use super::setups::with_policy;
use crate::host::{Host, StepResult};

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("P23", Setup::default, activate),
    Scenario::new("P23b", with_long_transaction, enter_an_expired_code),
];

const CLIENT: &str = "0oa1simulatedclient7";
const INVALID: &str = "idx.invalid.device.code";

/// A device with limited input, such as a television.
struct OtherDevice {
    device_code: String,
    user_code: String,
}

impl OtherDevice {
    fn start(host: &mut Host) -> Self {
        let pairs = [("client_id", CLIENT), ("scope", "openid offline_access")];
        let request = Request::form("/oauth2/v1/device/authorize", &pairs);
        let body = host.org.handle(&request, host.now).body_json();
        let text = |key: &str| body[key].as_str().unwrap().to_owned();
        Self {
            device_code: text("device_code"),
            user_code: text("user_code"),
        }
    }

    fn poll(&self, host: &mut Host) -> Value {
        let pairs = [
            ("client_id", CLIENT),
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", &self.device_code),
        ];
        let request = Request::form("/oauth2/v1/token", &pairs);
        host.org.handle(&request, host.now).body_json()
    }
}

fn activate(host: &mut Host) -> StepResult {
    let device = OtherDevice::start(host);
    assert_eq!(device.poll(host)["error"], "authorization_pending");
    host.open_activation_page();
    let user_code = device.user_code.to_lowercase();
    host.fill(&Name::UserCode, &[("userCode", "ABCD-EFGH")])?
        .expect_message(INVALID, None)?
        .fill(&Name::UserCode, &[("userCode", &user_code)])?
        .sign_in()?;
    let failure = host.expect_failure(FailureKind::Terminal, Some("idx.device.activated"))?;
    assert!(
        failure.is_informational(),
        "activation is reported as an error"
    );
    host.now += Duration::from_secs(60);
    let tokens = device.poll(host);
    assert_eq!(tokens["scope"], "openid offline_access", "{tokens}");
    assert!(tokens["refresh_token"].is_string());
    Ok(())
}

fn with_long_transaction() -> Setup {
    with_policy(Policy {
        transaction_lifetime_s: 3600,
        ..Policy::default()
    })
}

fn enter_an_expired_code(host: &mut Host) -> StepResult {
    let device = OtherDevice::start(host);
    host.open_activation_page();
    host.prompt()?;
    host.now += Duration::from_secs(600);
    host.fill(&Name::UserCode, &[("userCode", &device.user_code)])?
        .expect_message(INVALID, None)?;
    assert_eq!(device.poll(host)["error"], "expired_token");
    Ok(())
}
