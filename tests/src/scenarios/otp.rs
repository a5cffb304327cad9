//! P19: one-time passwords of hardware tokens, and temporary access codes.

use std::cell::RefCell;
use std::time::Duration;

use idx_flow::{Answer, AuthenticatorKey as Key, Prompt, RemediationName as Name};
use idx_flow_sim::setup::{AuthenticatorKey, OtpToken, Policy, TokenMode};
use idx_flow_sim::{HardwareToken, Setup};

use super::scenario::Scenario;
use super::setups::{with_policy, with_user};
use crate::host::{Host, StepResult};
use crate::steps::{LOGIN, is_current};

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("P19", with_yubikey, use_yubikey),
    Scenario::new("P19b", with_symantec, enroll_with_two_codes),
    Scenario::new("P19c", with_rsa, enter_the_next_code),
    Scenario::new("P19d", with_on_prem_mfa, set_a_new_pin),
    Scenario::new("P19e", with_custom_otp, use_counter_based_token),
    Scenario::new("P19f", with_optional_custom_otp, skip_restricted_enrollment),
    Scenario::new("P19g", with_access_code, use_access_codes),
];

const CODE_USED: &str = "authfactor.challenge.soft_token.used_passcode";
const NEXT_CODE: &str = "errors.E0000113";
const PASSCODE: Option<&str> = Some("credentials.passcode");
const PIN: &str = "246813";

/// The user has this token. It must be enrolled, if it is not yet, and is then required.
fn with_token(token: OtpToken) -> Setup {
    let policy = Policy {
        challenge: token.key.methods().to_vec(),
        ..Policy::with_required(&[token.key])
    };
    with_user(policy, |user| user.tokens.push(token))
}

/// Returns a function that presses the user's token and returns its code.
fn presses(host: &Host, key: AuthenticatorKey) -> impl Fn(&Host) -> String + use<> {
    let token = RefCell::new(HardwareToken::for_user(&host.org, LOGIN, key).unwrap());
    move |host| token.borrow_mut().press(host.now)
}

fn with_yubikey() -> Setup {
    with_token(OtpToken::new(AuthenticatorKey::YubikeyToken))
}

fn use_yubikey(host: &mut Host) -> StepResult {
    let key = Key::YubikeyToken;
    let press = presses(host, AuthenticatorKey::YubikeyToken);
    host.sign_in()?.select_authenticator(&key)?;
    host.enter_passcode_with(&key, &press)?.expect_tokens()?;
    host.start_again(|config| config);
    host.sign_in()?;
    // The code is used twice.
    let used = press(host);
    host.enter_passcode(&key, &used)?.expect_tokens()?;
    host.start_again(|config| config);
    host.sign_in()?
        .enter_passcode(&key, &used)?
        .expect_message(CODE_USED, PASSCODE)?;
    host.enter_passcode_with(&key, &press)?.expect_tokens()?;
    Ok(())
}

fn with_symantec() -> Setup {
    with_token(OtpToken::new(AuthenticatorKey::SymantecVip))
}

fn enroll_with_two_codes(host: &mut Host) -> StepResult {
    let key = Key::SymantecVip;
    let press = presses(host, AuthenticatorKey::SymantecVip);
    let id = OtpToken::new(AuthenticatorKey::SymantecVip).id;
    host.sign_in()?.select_authenticator(&key)?;
    host.step("enroll a credential", takes_code(&key), |host, prompt| {
        let first = press(host);
        wait(host, 30);
        let answer =
            Answer::enter_passcode(prompt, first)?.with("credentials.credentialId", id.as_str());
        Ok(answer.with("credentials.nextPasscode", press(host)))
    })?
    .expect_tokens()?;
    host.start_again(|config| config);
    // The token still displays the second code.
    host.sign_in()?;
    wait(host, 30);
    host.enter_passcode_with(&key, press)?.expect_tokens()?;
    Ok(())
}

fn with_rsa() -> Setup {
    with_token(OtpToken {
        pin: Some(PIN.to_owned()),
        mode: TokenMode::NextToken,
        ..OtpToken::new(AuthenticatorKey::RsaToken)
    })
}

fn enter_the_next_code(host: &mut Host) -> StepResult {
    let key = Key::RsaToken;
    let press = presses(host, AuthenticatorKey::RsaToken);
    let with_pin = |host: &Host| format!("{PIN}{}", press(host));
    let user_name = OtpToken::new(AuthenticatorKey::RsaToken).id;
    host.sign_in()?.select_authenticator(&key)?;
    host.step("enroll a token", takes_code(&key), |host, prompt| {
        let answer = Answer::enter_passcode(prompt, with_pin(host))?;
        Ok(answer.with("credentials.clientData", user_name.as_str()))
    })?
    .expect_message(NEXT_CODE, None)?;
    // The username is not required again.
    wait(host, 60);
    host.enter_passcode_with(&key, &press)?.expect_tokens()?;
    host.start_again(|config| config);
    host.sign_in()?;
    wait(host, 60);
    host.enter_passcode_with(&key, with_pin)?.expect_tokens()?;
    Ok(())
}

fn with_on_prem_mfa() -> Setup {
    let token = OtpToken {
        mode: TokenMode::NewPin,
        ..OtpToken::new(AuthenticatorKey::OnpremMfa)
    };
    with_token(token.enrolled())
}

fn set_a_new_pin(host: &mut Host) -> StepResult {
    let key = Key::OnpremMfa;
    let press = presses(host, AuthenticatorKey::OnpremMfa);
    host.sign_in()?
        .enter_passcode_with(&key, &press)?
        .expect_message(NEXT_CODE, None)?
        .enter_passcode(&key, PIN)?
        .expect_message(NEXT_CODE, None)?;
    wait(host, 60);
    host.enter_passcode_with(&key, |host| format!("{PIN}{}", press(host)))?
        .expect_tokens()?;
    Ok(())
}

fn with_custom_otp() -> Setup {
    with_token(OtpToken::new(AuthenticatorKey::CustomOtp).enrolled())
}

fn use_counter_based_token(host: &mut Host) -> StepResult {
    let key = Key::CustomOtp;
    let press = presses(host, AuthenticatorKey::CustomOtp);
    let skipped = press(host);
    host.sign_in()?
        .enter_passcode_with(&key, &press)?
        .expect_tokens()?;
    host.start_again(|config| config);
    host.sign_in()?
        .enter_passcode(&key, &skipped)?
        .expect_message(CODE_USED, PASSCODE)?;
    host.enter_passcode_with(&key, &press)?.expect_tokens()?;
    Ok(())
}

fn with_optional_custom_otp() -> Setup {
    with_policy(Policy {
        optional: vec![AuthenticatorKey::CustomOtp],
        ..Policy::default()
    })
}

fn skip_restricted_enrollment(host: &mut Host) -> StepResult {
    host.sign_in()?
        .select_authenticator(&Key::CustomOtp)?
        .expect_message("enroll.hotp.restricted", None)?
        .proceed(&Name::Skip)?
        .expect_tokens()?;
    Ok(())
}

fn with_access_code() -> Setup {
    with_policy(Policy::with_challenge(AuthenticatorKey::Tac.methods()))
}

fn use_access_codes(host: &mut Host) -> StepResult {
    let hour = Duration::from_secs(3600);
    let issue = |host: &mut Host, multi_use| {
        let code = host
            .org
            .temporary_access_code(LOGIN, hour, multi_use, host.now);
        code.unwrap()
    };
    let single_use = issue(host, false);
    host.sign_in()?
        .enter_passcode(&Key::Tac, "not-the-code")?
        .expect_message("api.authn.error.PASSCODE_INVALID", PASSCODE)?;
    host.enter_passcode(&Key::Tac, &single_use)?
        .expect_tokens()?;
    let multi_use = issue(host, true);
    for _ in 0..2 {
        host.start_again(|config| config);
        host.sign_in()?
            .enter_passcode(&Key::Tac, &multi_use)?
            .expect_tokens()?;
    }
    Ok(())
}

fn takes_code(key: &Key) -> impl Fn(&Prompt) -> bool {
    move |prompt| is_current(prompt, key) && Answer::enter_passcode(prompt, "").is_ok()
}

/// Lets time pass until the token displays another code.
fn wait(host: &mut Host, seconds: u64) {
    host.now += Duration::from_secs(seconds);
}
