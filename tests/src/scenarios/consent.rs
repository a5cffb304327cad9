//! P22: what the user agrees to, or does not.

use idx_flow::{FailureKind, Tokens};
use idx_flow_sim::Setup;
use idx_flow_sim::setup::{Consent, ConsentKind, Policy};

use super::{Scenario, under};
use crate::host::{Host, StepResult};

/// In the order of the numbers.
pub const SCENARIOS: &[Scenario] = &[
    Scenario::new("P22", by_user, allowed),
    Scenario::new("P22b", by_user, denied),
    Scenario::new("P22c", scope_by_scope, one_is_refused),
    Scenario::new("P22d", by_admin, allowed_for_the_org),
];

fn asks(kind: ConsentKind) -> Setup {
    let scopes = ["profile", "email"].map(str::to_owned).to_vec();
    under(Policy {
        consent: Some(Consent { kind, scopes }),
        ..Policy::default()
    })
}

fn by_user() -> Setup {
    asks(ConsentKind::User)
}

fn allowed(host: &mut Host) -> StepResult {
    host.sign_in()?;
    let page = host.page()?;
    let asked = page.remediations.iter().find(|one| !one.scopes.is_empty());
    if let Some(form) = asked {
        let names: Vec<_> = form
            .scopes
            .iter()
            .map(|scope| scope.name.as_str())
            .collect();
        assert_eq!(names, ["profile", "email"]);
    }
    host.consent(true, &[])?.tokens()?;
    // what was agreed to is not asked again
    host.start_again(|config| config);
    host.sign_in()?.tokens()?;
    Ok(())
}

fn denied(host: &mut Host) -> StepResult {
    host.sign_in()?.consent(false, &[])?;
    let said = Some("idx.operation.cancelled.by.user");
    host.fails(FailureKind::Terminal, said)?;
    Ok(())
}

fn scope_by_scope() -> Setup {
    asks(ConsentKind::Granular)
}

fn one_is_refused(host: &mut Host) -> StepResult {
    host.sign_in()?
        .consent(true, &[("optedScopes.email", false)])?;
    let Tokens { scopes, .. } = host.tokens_for(&["openid", "profile", "offline_access"])?;
    assert!(!scopes.contains(&"email".to_owned()));
    Ok(())
}

fn by_admin() -> Setup {
    asks(ConsentKind::Admin)
}

fn allowed_for_the_org(host: &mut Host) -> StepResult {
    host.sign_in()?.consent(true, &[])?.tokens()?;
    Ok(())
}
