//! P22: consent by the user, for single scopes, and by an administrator.

use idx_flow::{FailureKind, Tokens};
use idx_flow_sim::Setup;
use idx_flow_sim::setup::{Consent, ConsentKind, Policy};

use super::scenario::Scenario;
use super::setups::with_policy;
use crate::host::{Host, StepResult};

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("P22", with_user_consent, allow),
    Scenario::new("P22b", with_user_consent, deny),
    Scenario::new("P22c", with_granular_consent, deny_one_scope),
    Scenario::new("P22d", with_admin_consent, allow_for_the_org),
];

fn with_consent(kind: ConsentKind) -> Setup {
    let scopes = ["profile", "email"].map(str::to_owned).to_vec();
    with_policy(Policy {
        consent: Some(Consent { kind, scopes }),
        ..Policy::default()
    })
}

fn with_user_consent() -> Setup {
    with_consent(ConsentKind::User)
}

fn allow(host: &mut Host) -> StepResult {
    host.sign_in()?;
    let prompt = host.prompt()?;
    let form = prompt
        .remediations
        .iter()
        .find(|form| !form.scopes.is_empty());
    if let Some(form) = form {
        let names: Vec<_> = form
            .scopes
            .iter()
            .map(|scope| scope.name.as_str())
            .collect();
        assert_eq!(names, ["profile", "email"]);
    }
    host.consent(true, &[])?.expect_tokens()?;
    // The org does not ask for the same consent again.
    host.start_again(|config| config);
    host.sign_in()?.expect_tokens()?;
    Ok(())
}

fn deny(host: &mut Host) -> StepResult {
    host.sign_in()?.consent(false, &[])?;
    let message = Some("idx.operation.cancelled.by.user");
    host.expect_failure(FailureKind::Terminal, message)?;
    Ok(())
}

fn with_granular_consent() -> Setup {
    with_consent(ConsentKind::Granular)
}

fn deny_one_scope(host: &mut Host) -> StepResult {
    host.sign_in()?
        .consent(true, &[("optedScopes.email", false)])?;
    let Tokens { scopes, .. } =
        host.expect_tokens_with_scopes(&["openid", "profile", "offline_access"])?;
    assert!(!scopes.contains(&"email".to_owned()));
    Ok(())
}

fn with_admin_consent() -> Setup {
    with_consent(ConsentKind::Admin)
}

fn allow_for_the_org(host: &mut Host) -> StepResult {
    host.sign_in()?.consent(true, &[])?.expect_tokens()?;
    Ok(())
}
