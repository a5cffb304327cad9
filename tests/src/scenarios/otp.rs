//! P: one-time codes of tokens, and temporary access codes.

use std::cell::RefCell;
use std::time::Duration;

use idx_flow::{Answer, AuthenticatorKey as Key, Prompt, RemediationName as Name};
use idx_flow_sim::setup::{AuthenticatorKey, OtpToken, Policy, TokenMode};
use idx_flow_sim::{HardwareToken, Setup};

use super::{Scenario, under, with_user};
use crate::host::{Host, StepResult};
use crate::steps::{LOGIN, is_at};

/// In the order of the numbers.
pub const SCENARIOS: &[Scenario] = &[
    Scenario::new("P19", yubikey, touch_a_yubikey),
    Scenario::new("P19b", symantec, two_codes_in_a_row),
    Scenario::new("P19c", securid, the_next_code_is_asked),
    Scenario::new("P19d", on_premises, a_new_pin_is_asked),
    Scenario::new("P19e", custom, a_token_that_counts),
    Scenario::new("P19f", custom_without_token, only_an_administrator_enrols),
    Scenario::new("P19g", access_code, a_code_from_the_administrator),
];

const USED: &str = "authfactor.challenge.soft_token.used_passcode";
const MORE: &str = "errors.E0000113";
const PASSCODE: Option<&str> = Some("credentials.passcode");
const PIN: &str = "246813";

/// The user holds this token; where it is not enrolled they have to, and then it is asked.
fn holding(token: OtpToken) -> Setup {
    let policy = Policy {
        challenge: token.key.methods().to_vec(),
        ..Policy::with_required(&[token.key])
    };
    with_user(policy, |user| user.tokens.push(token))
}

/// A token is in the hand of its user: pressed for each code.
fn fob(host: &Host, key: AuthenticatorKey) -> impl Fn(&Host) -> String + use<> {
    let fob = RefCell::new(HardwareToken::of(&host.org, LOGIN, key).unwrap());
    move |host| fob.borrow_mut().press(host.now)
}

fn yubikey() -> Setup {
    holding(OtpToken::new(AuthenticatorKey::YubikeyToken))
}

fn touch_a_yubikey(host: &mut Host) -> StepResult {
    let key = Key::YubikeyToken;
    let touch = fob(host, AuthenticatorKey::YubikeyToken);
    host.sign_in()?.choose(&key)?;
    host.passcode_of(&key, &touch)?.tokens()?;
    host.start_again(|config| config);
    host.sign_in()?;
    // someone has seen it, and types it once more
    let seen = touch(host);
    host.passcode(&key, &seen)?.tokens()?;
    host.start_again(|config| config);
    host.sign_in()?
        .passcode(&key, &seen)?
        .expect_message(USED, PASSCODE)?;
    host.passcode_of(&key, &touch)?.tokens()?;
    Ok(())
}

fn symantec() -> Setup {
    holding(OtpToken::new(AuthenticatorKey::SymantecVip))
}

fn two_codes_in_a_row(host: &mut Host) -> StepResult {
    let key = Key::SymantecVip;
    let look = fob(host, AuthenticatorKey::SymantecVip);
    let id = OtpToken::new(AuthenticatorKey::SymantecVip).id;
    host.sign_in()?.choose(&key)?;
    host.step("enroll a credential", at(&key), |host, page| {
        let first = look(host);
        pass(host, 30);
        let answer =
            Answer::enter_passcode(page, first)?.with("credentials.credentialId", id.as_str());
        Ok(answer.with("credentials.nextPasscode", look(host)))
    })?
    .tokens()?;
    host.start_again(|config| config);
    // the second code still shows
    host.sign_in()?;
    pass(host, 30);
    host.passcode_of(&key, look)?.tokens()?;
    Ok(())
}

fn securid() -> Setup {
    holding(OtpToken {
        pin: Some(PIN.to_owned()),
        mode: TokenMode::NextToken,
        ..OtpToken::new(AuthenticatorKey::RsaToken)
    })
}

fn the_next_code_is_asked(host: &mut Host) -> StepResult {
    let key = Key::RsaToken;
    let look = fob(host, AuthenticatorKey::RsaToken);
    let with_pin = |host: &Host| format!("{PIN}{}", look(host));
    let user = OtpToken::new(AuthenticatorKey::RsaToken).id;
    host.sign_in()?.choose(&key)?;
    host.step("enroll a token", at(&key), |host, page| {
        let answer = Answer::enter_passcode(page, with_pin(host))?;
        Ok(answer.with("credentials.clientData", user.as_str()))
    })?
    .expect_message(MORE, None)?;
    // the user name need not be typed again
    pass(host, 60);
    host.passcode_of(&key, &look)?.tokens()?;
    host.start_again(|config| config);
    host.sign_in()?;
    pass(host, 60);
    host.passcode_of(&key, with_pin)?.tokens()?;
    Ok(())
}

fn on_premises() -> Setup {
    let token = OtpToken {
        mode: TokenMode::NewPin,
        ..OtpToken::new(AuthenticatorKey::OnpremMfa)
    };
    holding(token.enrolled())
}

fn a_new_pin_is_asked(host: &mut Host) -> StepResult {
    let key = Key::OnpremMfa;
    let look = fob(host, AuthenticatorKey::OnpremMfa);
    host.sign_in()?
        .passcode_of(&key, &look)?
        .expect_message(MORE, None)?
        .passcode(&key, PIN)?
        .expect_message(MORE, None)?;
    pass(host, 60);
    host.passcode_of(&key, |host| format!("{PIN}{}", look(host)))?
        .tokens()?;
    Ok(())
}

fn custom() -> Setup {
    holding(OtpToken::new(AuthenticatorKey::CustomOtp).enrolled())
}

fn a_token_that_counts(host: &mut Host) -> StepResult {
    let key = Key::CustomOtp;
    let press = fob(host, AuthenticatorKey::CustomOtp);
    let by_accident = press(host);
    host.sign_in()?.passcode_of(&key, &press)?.tokens()?;
    host.start_again(|config| config);
    host.sign_in()?
        .passcode(&key, &by_accident)?
        .expect_message(USED, PASSCODE)?;
    host.passcode_of(&key, &press)?.tokens()?;
    Ok(())
}

fn custom_without_token() -> Setup {
    under(Policy {
        optional: vec![AuthenticatorKey::CustomOtp],
        ..Policy::default()
    })
}

fn only_an_administrator_enrols(host: &mut Host) -> StepResult {
    host.sign_in()?
        .choose(&Key::CustomOtp)?
        .expect_message("enroll.hotp.restricted", None)?
        .press(&Name::Skip)?
        .tokens()?;
    Ok(())
}

fn access_code() -> Setup {
    under(Policy::with_challenge(AuthenticatorKey::Tac.methods()))
}

fn a_code_from_the_administrator(host: &mut Host) -> StepResult {
    let hour = Duration::from_secs(3600);
    let issue = |host: &mut Host, multi_use| {
        let code = host
            .org
            .temporary_access_code(LOGIN, hour, multi_use, host.now);
        code.unwrap()
    };
    let once = issue(host, false);
    host.sign_in()?
        .passcode(&Key::Tac, "not-the-code")?
        .expect_message("api.authn.error.PASSCODE_INVALID", PASSCODE)?;
    host.passcode(&Key::Tac, &once)?.tokens()?;
    let often = issue(host, true);
    for _ in 0..2 {
        host.start_again(|config| config);
        host.sign_in()?.passcode(&Key::Tac, &often)?.tokens()?;
    }
    Ok(())
}

fn at(key: &Key) -> impl Fn(&Prompt) -> bool {
    move |page| is_at(page, key) && Answer::enter_passcode(page, "").is_ok()
}

/// The user waits for the token to show another code.
fn pass(host: &mut Host, seconds: u64) {
    host.now += Duration::from_secs(seconds);
}
