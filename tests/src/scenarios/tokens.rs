//! A12: refreshing and revoking tokens.

use std::time::Duration;

use idx_flow::{FailureKind, TokenKind, Tokens};
use idx_flow_sim::Setup;
use idx_flow_sim::setup::RefreshTokens;

use super::scenario::Scenario;
use crate::host::{Host, Interruption, StepResult};

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("A12", Setup::default, refresh),
    Scenario::new("A12b", with_confidential_client, refresh_with_fewer_scopes),
    Scenario::new("A12c", with_grace_period, refresh_after_lost_response),
    Scenario::new("A12d", Setup::default, reuse_a_rotated_token),
    Scenario::new("A12e", Setup::default, revoke_refresh_token),
    Scenario::new("A12f", without_rotation, revoke_access_token),
];

const HOUR: Duration = Duration::from_secs(3600);

fn refresh(host: &mut Host) -> StepResult {
    let first = host.sign_in()?.expect_tokens()?;
    host.now += HOUR;
    let fresh = host.refresh(&first, None)?;
    assert_ne!(fresh.access_token, first.access_token);
    assert_ne!(
        fresh.refresh_token, first.refresh_token,
        "the refresh token was not rotated"
    );
    assert!(fresh.expires_at > first.expires_at);
    let times = [&first, &fresh].map(|tokens| tokens.id_token.as_ref().unwrap().auth_time);
    assert_eq!(
        times[0], times[1],
        "auth_time changed without a new sign-in"
    );
    assert_ne!(fresh.id_token, first.id_token);
    host.refresh(&fresh, None)?;
    Ok(())
}

fn with_confidential_client() -> Setup {
    Setup {
        client_secret: Some("s3cret-of-a-server".to_owned()),
        ..without_rotation()
    }
}

fn refresh_with_fewer_scopes(host: &mut Host) -> StepResult {
    let first = host.sign_in()?.expect_tokens()?;
    let fewer = host.refresh(&first, Some(&["profile", "email"]))?;
    assert_eq!(fewer.scopes, ["profile", "email"]);
    assert_eq!(fewer.id_token, first.id_token, "the ID token changed");
    let all = host.refresh(&fewer, None)?;
    assert_eq!(all.scopes, first.scopes);
    Ok(())
}

/// Accepts a rotated refresh token for 120 s, longer than any injected fault lasts.
fn with_grace_period() -> Setup {
    let refresh_tokens = RefreshTokens {
        grace_s: 120,
        ..RefreshTokens::default()
    };
    Setup {
        refresh_tokens,
        ..Setup::default()
    }
}

fn refresh_after_lost_response(host: &mut Host) -> StepResult {
    let first = host.sign_in()?.expect_tokens()?;
    host.now += HOUR;
    host.refresh_without_response(&first);
    let fresh = host.refresh(&first, None)?;
    assert!(host.is_active(&fresh.access_token));
    host.refresh(&fresh, None)?;
    Ok(())
}

fn reuse_a_rotated_token(host: &mut Host) -> StepResult {
    let first = host.sign_in()?.expect_tokens()?;
    let fresh = host.refresh(&first, None)?;
    host.now += HOUR;
    expect_refusal(host, &first)?;
    // The org treats the rotated token as stolen, and revokes its successor as well.
    expect_refusal(host, &fresh)
}

fn revoke_refresh_token(host: &mut Host) -> StepResult {
    let first = host.sign_in()?.expect_tokens()?;
    let token = first.refresh_token.clone().unwrap();
    assert!(host.is_active(&first.access_token));
    host.revoke(&token, TokenKind::Refresh)?;
    assert!(!host.is_active(&first.access_token));
    expect_refusal(host, &first)?;
    // Revoking an unknown token succeeds.
    host.revoke(&token, TokenKind::Refresh)
}

fn without_rotation() -> Setup {
    let refresh_tokens = RefreshTokens {
        rotation: false,
        ..RefreshTokens::default()
    };
    Setup {
        refresh_tokens,
        ..Setup::default()
    }
}

fn revoke_access_token(host: &mut Host) -> StepResult {
    let first = host.sign_in()?.expect_tokens()?;
    host.revoke(&first.access_token, TokenKind::Access)?;
    assert!(!host.is_active(&first.access_token));
    let fresh = host.refresh(&first, None)?;
    assert!(host.is_active(&fresh.access_token));
    assert_eq!(fresh.refresh_token, first.refresh_token);
    Ok(())
}

/// Asserts that the tokens cannot be refreshed.
fn expect_refusal(host: &mut Host, tokens: &Tokens) -> StepResult {
    let Err(Interruption::Failed(failure)) = host.refresh(tokens, None) else {
        panic!("the tokens were refreshed: {}", host.transcript);
    };
    match (failure.kind, failure.code().as_deref()) {
        (FailureKind::TokenRejected, Some("invalid_grant")) => Ok(()),
        // An error response with a truncated body does not report that the token is invalid.
        (FailureKind::Protocol, Some("400")) => expect_refusal(host, tokens),
        _ => Err(Interruption::Failed(failure)),
    }
}
