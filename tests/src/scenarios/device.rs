//! P23: the code that another device shows, typed here (RFC 8628).

use std::time::Duration;

use idx_flow::{FailureKind, RemediationName as Name};
use idx_flow_sim::setup::Policy;
use idx_flow_sim::{Request, Setup};
use serde_json::Value;

use super::{Scenario, under};
use crate::host::{Host, StepResult};

/// In the order of the numbers.
pub const SCENARIOS: &[Scenario] = &[
    Scenario::new("P23", Setup::default, activated),
    Scenario::new("P23b", patient, too_late),
];

const CLIENT: &str = "0oa1simulatedclient7";
const INVALID: &str = "idx.invalid.device.code";

/// A television, say.
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

fn activated(host: &mut Host) -> StepResult {
    let device = OtherDevice::start(host);
    assert_eq!(device.poll(host)["error"], "authorization_pending");
    host.open_activation_page();
    let shown = device.user_code.to_lowercase();
    host.fill(&Name::UserCode, &[("userCode", "ABCD-EFGH")])?
        .expect_message(INVALID, None)?
        .fill(&Name::UserCode, &[("userCode", &shown)])?
        .sign_in()?;
    let failure = host.fails(FailureKind::Terminal, Some("idx.device.activated"))?;
    assert!(failure.is_informational(), "it ends well, elsewhere");
    host.now += Duration::from_secs(60);
    let tokens = device.poll(host);
    assert_eq!(tokens["scope"], "openid offline_access", "{tokens}");
    assert!(tokens["refresh_token"].is_string());
    Ok(())
}

fn patient() -> Setup {
    under(Policy {
        transaction_lifetime_s: 3600,
        ..Policy::default()
    })
}

fn too_late(host: &mut Host) -> StepResult {
    let device = OtherDevice::start(host);
    host.open_activation_page();
    host.page()?;
    host.now += Duration::from_secs(600);
    host.fill(&Name::UserCode, &[("userCode", &device.user_code)])?
        .expect_message(INVALID, None)?;
    assert_eq!(device.poll(host)["error"], "expired_token");
    Ok(())
}
