//! A1–A11: sign-up, recovery, activation, unlock, password expiry and profile enrollment.

use idx_flow::{
    Answer, AnswerError, AuthenticatorKey as Key, FailureKind, FlowConfig, PasswordRule, Prompt,
    RemediationName as Name, Tokens, UserAttributes,
};
use idx_flow_sim::Setup;
use idx_flow_sim::setup::{
    AuthenticatorKey, MethodType as Method, PasswordState, Policy, ProfileAttribute, Registration,
    UserStatus,
};

use super::scenario::Scenario;
use super::setups::{with_policy, with_user};
use crate::host::{Host, StepResult};
use crate::steps::{LOGIN, offers};

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("A1", with_registration, sign_up),
    Scenario::new("A2", with_optional_phone, sign_up_and_skip_phone),
    Scenario::new("A3", with_registration, sign_up_after_invalid_emails),
    Scenario::new("A4", with_recovery, recover_by_email),
    Scenario::new("A4b", with_recovery, end_other_sessions),
    Scenario::new("A4c", with_recovery, keep_other_sessions),
    Scenario::new("A5", with_recovery, recover_after_an_unknown_user),
    Scenario::new("A6", Setup::default, recover_by_token),
    Scenario::new("A7", with_staged_user, activate_by_token),
    Scenario::new("A8", with_locked_out_user, unlock),
    Scenario::new("A9", with_expired_password, replace_expired_password),
    Scenario::new("A10", with_expiring_password, change_expiring_password),
    Scenario::new("A10b", with_expiring_password, keep_expiring_password),
    Scenario::new("A11", with_required_attribute, complete_profile),
];

const NEW_LOGIN: &str = "grace@example.com";
const NEW_PASSWORD: &str = "Brand-New-1";

fn with_registration() -> Setup {
    with_policy(Policy {
        registration: Some(Registration::default()),
        ..Policy::default()
    })
}

fn fill_profile(host: &mut Host, email: &str) -> StepResult {
    let profile = [
        ("userProfile.firstName", "Grace"),
        ("userProfile.lastName", "Hopper"),
        ("userProfile.email", email),
    ];
    host.fill(&Name::EnrollProfile, &profile)?;
    Ok(())
}

fn enroll_email_and_password(host: &mut Host) -> StepResult {
    host.select_authenticator(&Key::OktaEmail)?
        .enter_passcode_from(&Key::OktaEmail, NEW_LOGIN)?;
    host.select_authenticator(&Key::OktaPassword)?
        .enter_passcode(&Key::OktaPassword, NEW_PASSWORD)?;
    Ok(())
}

fn sign_up(host: &mut Host) -> StepResult {
    host.proceed(&Name::SelectEnrollProfile)?;
    fill_profile(host, NEW_LOGIN)?;
    enroll_email_and_password(host)?;
    host.expect_tokens_of(NEW_LOGIN)?;
    Ok(())
}

fn with_optional_phone() -> Setup {
    with_policy(Policy {
        registration: Some(Registration::default()),
        optional: vec![AuthenticatorKey::PhoneNumber],
        ..Policy::default()
    })
}

fn sign_up_and_skip_phone(host: &mut Host) -> StepResult {
    host.proceed(&Name::SelectEnrollProfile)?;
    fill_profile(host, NEW_LOGIN)?;
    enroll_email_and_password(host)?;
    host.proceed(&Name::Skip)?.expect_tokens_of(NEW_LOGIN)?;
    Ok(())
}

fn sign_up_after_invalid_emails(host: &mut Host) -> StepResult {
    let field = Some("userProfile.email");
    host.proceed(&Name::SelectEnrollProfile)?;
    fill_profile(host, "grace")?;
    host.expect_message("registration.error.invalidLoginEmail", field)?;
    fill_profile(host, LOGIN)?;
    host.expect_message("registration.error.notUniqueWithinOrg", field)?;
    fill_profile(host, NEW_LOGIN)?;
    enroll_email_and_password(host)?;
    host.expect_tokens_of(NEW_LOGIN)?;
    Ok(())
}

fn with_recovery() -> Setup {
    with_policy(Policy {
        recovery: vec![Method::Email],
        ..Policy::default()
    })
}

fn recover_by_email(host: &mut Host) -> StepResult {
    host.proceed(&Name::Recover)?.identify(LOGIN, None)?;
    enter_code_and_reset_password(host)
}

fn end_other_sessions(host: &mut Host) -> StepResult {
    let first = sign_in_and_recover(host, "true")?;
    assert!(!host.is_active(&first.access_token));
    assert_eq!(host.org.sessions().len(), 1, "only the new session");
    Ok(())
}

fn keep_other_sessions(host: &mut Host) -> StepResult {
    let first = sign_in_and_recover(host, "false")?;
    assert!(host.is_active(&first.access_token));
    assert_eq!(host.org.sessions().len(), 2);
    Ok(())
}

/// Signs in, and recovers the password in a second flow. Returns the tokens of the first one.
fn sign_in_and_recover(host: &mut Host, revoke_sessions: &str) -> StepResult<Tokens> {
    let first = host.sign_in()?.expect_tokens()?;
    host.start_again(|config| config);
    host.proceed(&Name::Recover)?.identify(LOGIN, None)?;
    let form = Name::ChallengeAuthenticator;
    host.step("enter the code", offers(&form), |host, prompt| {
        Answer::enter_passcode(prompt, host.org.inbox().code(LOGIN).unwrap())
    })?;
    let values = [
        ("credentials.passcode", NEW_PASSWORD),
        ("credentials.revokeSessions", revoke_sessions),
    ];
    host.fill(&Name::ResetAuthenticator, &values)?
        .expect_tokens()?;
    Ok(first)
}

fn recover_after_an_unknown_user(host: &mut Host) -> StepResult {
    host.proceed(&Name::Recover)?
        .identify("nobody@example.com", None)?
        .expect_message("idx.unknown.user", None)?;
    host.identify(LOGIN, None)?;
    enter_code_and_reset_password(host)
}

fn enter_code_and_reset_password(host: &mut Host) -> StepResult {
    let form = Name::ChallengeAuthenticator;
    host.step("enter the code", offers(&form), |host, prompt| {
        Answer::enter_passcode(prompt, host.org.inbox().code(LOGIN).unwrap())
    })?;
    replace_password(host, &Name::ResetAuthenticator)?;
    sign_in_with_new_password(host)
}

/// Enters a password that violates the policy, which the engine refuses, and then a valid one.
fn replace_password(host: &mut Host, form: &Name) -> StepResult {
    let prompt = host.prompt()?;
    let weak = Answer::enter_passcode(&prompt, "weak-password").unwrap();
    let refused = AnswerError::PasswordPolicy {
        path: "credentials.passcode".to_owned(),
        rules: vec![PasswordRule::MinUpperCase(1), PasswordRule::MinNumber(1)],
    };
    assert_eq!(host.flow.clone().submit(weak, host.now), Err(refused));
    let current = prompt.current_authenticator.as_ref();
    let policy = current.and_then(|current| current.password_policy.as_ref());
    let user = UserAttributes::default();
    let checked = policy.unwrap().check(&"weak-password".into(), user);
    assert!(checked.contains(&(PasswordRule::MinLength(8), true)));
    assert!(checked.contains(&(PasswordRule::MinNumber(1), false)));
    enter_new_password(host, form, NEW_PASSWORD)?;
    host.expect_tokens()?;
    Ok(())
}

fn enter_new_password(host: &mut Host, form: &Name, password: &str) -> StepResult {
    host.step("enter a new password", offers(form), |_, prompt| {
        Answer::enter_passcode(prompt, password)
    })?;
    Ok(())
}

fn sign_in_with_new_password(host: &mut Host) -> StepResult {
    host.start_again(|config| config);
    host.identify(LOGIN, Some(NEW_PASSWORD))?.expect_tokens()?;
    Ok(())
}

fn recover_by_token(host: &mut Host) -> StepResult {
    let token = host.org.recovery_token(LOGIN).unwrap();
    host.start_again(|config| config.with_recovery_token(token));
    replace_password(host, &Name::ResetAuthenticator)?;
    sign_in_with_new_password(host)
}

fn with_staged_user() -> Setup {
    let policy = Policy::with_required(&[AuthenticatorKey::OktaPassword]);
    with_user(policy, |user| {
        user.status = UserStatus::Staged;
        user.password = None;
    })
}

fn activate_by_token(host: &mut Host) -> StepResult {
    let token = host.org.activation_token(LOGIN).unwrap();
    host.start_again(|config| config.with_activation_token(token));
    host.select_authenticator(&Key::OktaPassword)?
        .enter_passcode(&Key::OktaPassword, NEW_PASSWORD)?
        .expect_tokens()?;
    sign_in_with_new_password(host)
}

fn with_locked_out_user() -> Setup {
    let policy = Policy {
        unlock: vec![Method::Email],
        ..Policy::default()
    };
    with_user(policy, |user| user.status = UserStatus::LockedOut)
}

fn unlock(host: &mut Host) -> StepResult {
    host.sign_in()?.expect_message("errors.E0000069", None)?;
    host.proceed(&Name::UnlockAccount)?;
    let applies =
        |prompt: &Prompt| Answer::select_authenticator(prompt, &Key::OktaEmail, None).is_ok();
    host.step("select the account", applies, |_, prompt| {
        let answer = Answer::select_authenticator(prompt, &Key::OktaEmail, None)?;
        Ok(answer.with("identifier", LOGIN))
    })?;
    host.enter_passcode_from(&Key::OktaEmail, LOGIN)?;
    let key = "oie.selfservice.unlock_user.success.message";
    let failure = host.expect_failure(FailureKind::Terminal, Some(key))?;
    assert!(
        failure.is_informational(),
        "unlocking is reported as an error"
    );
    host.start_again(|config| config);
    host.sign_in()?.expect_tokens()?;
    Ok(())
}

fn with_expired_password() -> Setup {
    with_user(Policy::default(), |user| {
        user.password_state = PasswordState::Expired;
    })
}

/// The engine sends a password that violates the policy, and the server rejects it.
fn replace_expired_password(host: &mut Host) -> StepResult {
    host.start_again(FlowConfig::without_password_policy);
    host.sign_in()?;
    let form = Name::ReenrollAuthenticator;
    enter_new_password(host, &form, "weak-password")?;
    let field = Some("credentials.passcode");
    host.expect_message("password.passwordRequirementsNotMet", field)?;
    enter_new_password(host, &form, NEW_PASSWORD)?;
    host.expect_tokens()?;
    sign_in_with_new_password(host)
}

fn with_expiring_password() -> Setup {
    with_user(Policy::default(), |user| {
        user.password_state = PasswordState::ExpiresInDays(3);
    })
}

fn change_expiring_password(host: &mut Host) -> StepResult {
    host.sign_in()?
        .expect_message("idx.password.expiring.message", None)?
        .enter_passcode(&Key::OktaPassword, NEW_PASSWORD)?
        .expect_tokens()?;
    sign_in_with_new_password(host)
}

fn keep_expiring_password(host: &mut Host) -> StepResult {
    host.sign_in()?
        .expect_message("idx.password.expiring.message", None)?
        .proceed(&Name::Skip)?
        .expect_tokens()?;
    Ok(())
}

fn with_required_attribute() -> Setup {
    with_policy(Policy {
        required_attributes: vec![ProfileAttribute {
            name: "department".to_owned(),
            label: "Department".to_owned(),
            required: true,
        }],
        ..Policy::default()
    })
}

fn complete_profile(host: &mut Host) -> StepResult {
    host.sign_in()?
        .fill(
            &Name::EnrollProfile,
            &[("userProfile.department", "Engines")],
        )?
        .expect_tokens()?;
    Ok(())
}
