//! A12: tokens that are refreshed and taken back.

use std::time::Duration;

use idx_flow::{FailureKind, TokenKind, Tokens};
use idx_flow_sim::Setup;
use idx_flow_sim::setup::RefreshTokens;

use super::Scenario;
use crate::host::{Host, Interruption, StepResult};

/// In the order of the numbers.
pub const SCENARIOS: &[Scenario] = &[
    Scenario::new("A12", Setup::default, refreshed),
    Scenario::new("A12b", confidential, narrowed),
    Scenario::new("A12c", forbearing, reply_lost),
    Scenario::new("A12d", Setup::default, replaced_long_ago),
    Scenario::new("A12e", Setup::default, refresh_token_revoked),
    Scenario::new("A12f", persistent, access_token_revoked),
];

const HOUR: Duration = Duration::from_secs(3600);

fn refreshed(host: &mut Host) -> StepResult {
    let first = host.sign_in()?.tokens()?;
    host.now += HOUR;
    let fresh = host.refresh(&first, None)?;
    assert_ne!(fresh.access_token, first.access_token);
    assert_ne!(fresh.refresh_token, first.refresh_token, "it is replaced");
    assert!(fresh.expires_at > first.expires_at);
    let times = [&first, &fresh].map(|tokens| tokens.id_token.as_ref().unwrap().auth_time);
    assert_eq!(times[0], times[1], "the user has not signed in anew");
    assert_ne!(fresh.id_token, first.id_token);
    host.refresh(&fresh, None)?;
    Ok(())
}

fn confidential() -> Setup {
    Setup {
        client_secret: Some("s3cret-of-a-server".to_owned()),
        ..persistent()
    }
}

fn narrowed(host: &mut Host) -> StepResult {
    let first = host.sign_in()?.tokens()?;
    let fewer = host.refresh(&first, Some(&["profile", "email"]))?;
    assert_eq!(fewer.scopes, ["profile", "email"]);
    assert_eq!(fewer.id_token, first.id_token, "the one that was held");
    let all = host.refresh(&fewer, None)?;
    assert_eq!(all.scopes, first.scopes);
    Ok(())
}

/// Takes a token that was replaced for as long as the worst weather lasts.
fn forbearing() -> Setup {
    let refresh_tokens = RefreshTokens {
        grace_s: 120,
        ..RefreshTokens::default()
    };
    Setup {
        refresh_tokens,
        ..Setup::default()
    }
}

fn reply_lost(host: &mut Host) -> StepResult {
    let first = host.sign_in()?.tokens()?;
    host.now += HOUR;
    host.refresh_unheard(&first);
    let fresh = host.refresh(&first, None)?;
    assert!(host.is_active(&fresh.access_token));
    host.refresh(&fresh, None)?;
    Ok(())
}

fn replaced_long_ago(host: &mut Host) -> StepResult {
    let first = host.sign_in()?.tokens()?;
    let fresh = host.refresh(&first, None)?;
    host.now += HOUR;
    is_over(host, &first)?;
    // it counts as stolen: the token in its place is of no more use either
    is_over(host, &fresh)
}

fn refresh_token_revoked(host: &mut Host) -> StepResult {
    let first = host.sign_in()?.tokens()?;
    let token = first.refresh_token.clone().unwrap();
    assert!(host.is_active(&first.access_token));
    host.revoke(&token, TokenKind::Refresh)?;
    assert!(!host.is_active(&first.access_token));
    is_over(host, &first)?;
    // a token that is not known any more is taken back like any other
    host.revoke(&token, TokenKind::Refresh)
}

fn persistent() -> Setup {
    let refresh_tokens = RefreshTokens {
        rotation: false,
        ..RefreshTokens::default()
    };
    Setup {
        refresh_tokens,
        ..Setup::default()
    }
}

fn access_token_revoked(host: &mut Host) -> StepResult {
    let first = host.sign_in()?.tokens()?;
    host.revoke(&first.access_token, TokenKind::Access)?;
    assert!(!host.is_active(&first.access_token));
    let fresh = host.refresh(&first, None)?;
    assert!(host.is_active(&fresh.access_token));
    assert_eq!(fresh.refresh_token, first.refresh_token);
    Ok(())
}

/// The user has to sign in again.
fn is_over(host: &mut Host, held: &Tokens) -> StepResult {
    let Err(Interruption::Failed(failure)) = host.refresh(held, None) else {
        panic!("it was refreshed: {}", host.transcript);
    };
    match (failure.kind, failure.code.as_deref()) {
        (FailureKind::TokenRejected, Some("invalid_grant")) => Ok(()),
        // a no whose words were cut off says nothing of the token
        (FailureKind::Protocol, Some("400")) => is_over(host, held),
        _ => Err(Interruption::Failed(failure)),
    }
}
