//! A: signing up, getting back in, keeping a password and a profile in order.

use idx_flow::{
    Answer, AuthenticatorKey as Key, FailureKind, PasswordRule, Prompt, RemediationName as Name,
    UserAttributes,
};
use idx_flow_sim::Setup;
use idx_flow_sim::setup::{
    AuthenticatorKey, MethodType as Method, PasswordState, Policy, ProfileAttribute, Registration,
    UserStatus,
};

use super::{Scenario, under, with_user};
use crate::host::{Host, StepResult};
use crate::steps::{LOGIN, offers};

/// In the order of the numbers.
pub const SCENARIOS: &[Scenario] = &[
    Scenario::new("A1", open_to_all, sign_up),
    Scenario::new("A2", open_to_all_with_phone, sign_up_without_a_phone),
    Scenario::new("A3", open_to_all, sign_up_with_bad_addresses_first),
    Scenario::new("A4", recoverable, recover_by_email),
    Scenario::new("A5", recoverable, recover_an_unknown_user_first),
    Scenario::new("A6", Setup::default, recover_by_token),
    Scenario::new("A7", staged, activate_by_token),
    Scenario::new("A8", locked_out, unlock),
    Scenario::new("A9", expired, replace_the_password),
    Scenario::new("A10", expiring, change_the_password),
    Scenario::new("A10b", expiring, keep_the_password),
    Scenario::new("A11", incomplete, complete_the_profile),
];

const NEW_LOGIN: &str = "grace@example.com";
const NEW_PASSWORD: &str = "Brand-New-1";

fn open_to_all() -> Setup {
    under(Policy {
        registration: Some(Registration::default()),
        ..Policy::default()
    })
}

fn give_profile(host: &mut Host, email: &str) -> StepResult {
    let profile = [
        ("userProfile.firstName", "Grace"),
        ("userProfile.lastName", "Hopper"),
        ("userProfile.email", email),
    ];
    host.fill(&Name::EnrollProfile, &profile)?;
    Ok(())
}

fn give_email_and_password(host: &mut Host) -> StepResult {
    host.choose(&Key::OktaEmail)?
        .passcode_from(&Key::OktaEmail, NEW_LOGIN)?;
    host.choose(&Key::OktaPassword)?
        .passcode(&Key::OktaPassword, NEW_PASSWORD)?;
    Ok(())
}

fn sign_up(host: &mut Host) -> StepResult {
    host.press(&Name::SelectEnrollProfile)?;
    give_profile(host, NEW_LOGIN)?;
    give_email_and_password(host)?;
    host.tokens_of(NEW_LOGIN)?;
    Ok(())
}

fn open_to_all_with_phone() -> Setup {
    under(Policy {
        registration: Some(Registration::default()),
        optional: vec![AuthenticatorKey::PhoneNumber],
        ..Policy::default()
    })
}

fn sign_up_without_a_phone(host: &mut Host) -> StepResult {
    host.press(&Name::SelectEnrollProfile)?;
    give_profile(host, NEW_LOGIN)?;
    give_email_and_password(host)?;
    host.press(&Name::Skip)?.tokens_of(NEW_LOGIN)?;
    Ok(())
}

fn sign_up_with_bad_addresses_first(host: &mut Host) -> StepResult {
    let field = Some("userProfile.email");
    host.press(&Name::SelectEnrollProfile)?;
    give_profile(host, "grace")?;
    host.expect_message("registration.error.invalidLoginEmail", field)?;
    give_profile(host, LOGIN)?;
    host.expect_message("registration.error.notUniqueWithinOrg", field)?;
    give_profile(host, NEW_LOGIN)?;
    give_email_and_password(host)?;
    host.tokens_of(NEW_LOGIN)?;
    Ok(())
}

fn recoverable() -> Setup {
    under(Policy {
        recovery: vec![Method::Email],
        ..Policy::default()
    })
}

fn recover_by_email(host: &mut Host) -> StepResult {
    host.press(&Name::Recover)?.identify(LOGIN, None)?;
    reset_with_code(host)
}

fn recover_an_unknown_user_first(host: &mut Host) -> StepResult {
    host.press(&Name::Recover)?
        .identify("nobody@example.com", None)?
        .expect_message("idx.unknown.user", None)?;
    host.identify(LOGIN, None)?;
    reset_with_code(host)
}

fn reset_with_code(host: &mut Host) -> StepResult {
    let form = Name::ChallengeAuthenticator;
    host.step("give the code", offers(&form), |host, page| {
        Answer::enter_passcode(page, host.org.inbox().code(LOGIN).unwrap())
    })?;
    renew(host, &Name::ResetAuthenticator)?;
    sign_in_with_new_password(host)
}

/// A password that breaks the policy, then one that does not.
fn renew(host: &mut Host, form: &Name) -> StepResult {
    let page = host.page()?;
    let current = page.current_authenticator.as_ref();
    let policy = current.and_then(|current| current.password_policy.as_ref());
    let owner = UserAttributes::default();
    let checked = policy.unwrap().check(&"weak-password".into(), owner);
    assert!(checked.contains(&(PasswordRule::MinLength(8), true)));
    assert!(checked.contains(&(PasswordRule::MinNumber(1), false)));
    let give = |host: &mut Host, password: &'static str| {
        host.step("give a new password", offers(form), |_, page| {
            Answer::enter_passcode(page, password)
        })?;
        StepResult::Ok(())
    };
    give(host, "weak-password")?;
    let field = Some("credentials.passcode");
    host.expect_message("password.passwordRequirementsNotMet", field)?;
    give(host, NEW_PASSWORD)?;
    host.tokens()?;
    Ok(())
}

fn sign_in_with_new_password(host: &mut Host) -> StepResult {
    host.start_again(|config| config);
    host.identify(LOGIN, Some(NEW_PASSWORD))?.tokens()?;
    Ok(())
}

fn recover_by_token(host: &mut Host) -> StepResult {
    let token = host.org.recovery_token(LOGIN).unwrap();
    host.start_again(|config| config.recovery_token(token));
    renew(host, &Name::ResetAuthenticator)?;
    sign_in_with_new_password(host)
}

fn staged() -> Setup {
    let policy = Policy::with_required(&[AuthenticatorKey::OktaPassword]);
    with_user(policy, |user| {
        user.status = UserStatus::Staged;
        user.password = None;
    })
}

fn activate_by_token(host: &mut Host) -> StepResult {
    let token = host.org.activation_token(LOGIN).unwrap();
    host.start_again(|config| config.activation_token(token));
    host.choose(&Key::OktaPassword)?
        .passcode(&Key::OktaPassword, NEW_PASSWORD)?
        .tokens()?;
    sign_in_with_new_password(host)
}

fn locked_out() -> Setup {
    let policy = Policy {
        unlock: vec![Method::Email],
        ..Policy::default()
    };
    with_user(policy, |user| user.status = UserStatus::LockedOut)
}

fn unlock(host: &mut Host) -> StepResult {
    host.sign_in()?.expect_message("errors.E0000069", None)?;
    host.press(&Name::UnlockAccount)?;
    let here = |page: &Prompt| Answer::select_authenticator(page, &Key::OktaEmail, None).is_ok();
    host.step("choose the account", here, |_, page| {
        let answer = Answer::select_authenticator(page, &Key::OktaEmail, None)?;
        Ok(answer.with("identifier", LOGIN))
    })?;
    host.passcode_from(&Key::OktaEmail, LOGIN)?;
    let key = "oie.selfservice.unlock_user.success.message";
    let failure = host.fails(FailureKind::Terminal, Some(key))?;
    assert!(failure.is_informational(), "good news");
    host.start_again(|config| config);
    host.sign_in()?.tokens()?;
    Ok(())
}

fn expired() -> Setup {
    with_user(Policy::default(), |user| {
        user.password_state = PasswordState::Expired;
    })
}

fn replace_the_password(host: &mut Host) -> StepResult {
    host.sign_in()?;
    renew(host, &Name::ReenrollAuthenticator)?;
    sign_in_with_new_password(host)
}

fn expiring() -> Setup {
    with_user(Policy::default(), |user| {
        user.password_state = PasswordState::ExpiresInDays(3);
    })
}

fn change_the_password(host: &mut Host) -> StepResult {
    host.sign_in()?
        .expect_message("idx.password.expiring.message", None)?
        .passcode(&Key::OktaPassword, NEW_PASSWORD)?
        .tokens()?;
    sign_in_with_new_password(host)
}

fn keep_the_password(host: &mut Host) -> StepResult {
    host.sign_in()?
        .expect_message("idx.password.expiring.message", None)?
        .press(&Name::Skip)?
        .tokens()?;
    Ok(())
}

fn incomplete() -> Setup {
    under(Policy {
        required_attributes: vec![ProfileAttribute {
            name: "department".to_owned(),
            label: "Department".to_owned(),
            required: true,
        }],
        ..Policy::default()
    })
}

fn complete_the_profile(host: &mut Host) -> StepResult {
    host.sign_in()?
        .fill(
            &Name::EnrollProfile,
            &[("userProfile.department", "Engines")],
        )?
        .tokens()?;
    Ok(())
}
