//! P12 and P13: enrolling and verifying a passkey, and passkey autofill.

use std::cell::RefCell;

use idx_flow::{Answer, AuthenticatorKey as Key, Ceremony, CeremonyKind, Prompt};
use idx_flow_sim::Setup;
use idx_flow_sim::setup::{AuthenticatorKey, MethodType, Policy, UserVerification, WebauthnPolicy};

use super::scenario::Scenario;
use super::setups::with_user;
use crate::host::{Host, StepResult};
use crate::passkey::{APK_KEY_HASH, Device, Place};

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("P12", with_appid, enroll_and_verify_on_web),
    Scenario::new("P12b", with_rp_id, enroll_and_verify_on_android),
    Scenario::new("P12c", with_issuer_only, enroll_and_verify_on_web),
    Scenario::new("P12d", with_rp_id, verify_after_foreign_origin),
    Scenario::new("P13", with_autofill, sign_in_by_autofill),
    Scenario::new("P13b", with_autofill, sign_in_by_password),
];

const ORG: Place = Place::Web("https://org.example.com");
const INVALID: &str = "authfactor.webauthn.error.assertion_validation_failure";

/// A passkey must be enrolled. From then on it is required.
fn required(webauthn: WebauthnPolicy) -> Setup {
    let policy = Policy {
        challenge: vec![MethodType::Webauthn],
        webauthn,
        ..Policy::with_required(&[AuthenticatorKey::Webauthn])
    };
    with_user(policy, |user| user.enrolled.clear())
}

fn with_appid() -> Setup {
    required(WebauthnPolicy::default())
}

fn with_rp_id() -> Setup {
    required(WebauthnPolicy {
        rp_id: Some("example.com".to_owned()),
        origins: vec![APK_KEY_HASH.to_owned()],
        ..WebauthnPolicy::default()
    })
}

fn with_issuer_only() -> Setup {
    required(WebauthnPolicy {
        appid: false,
        user_verification: UserVerification::Required,
        ..WebauthnPolicy::default()
    })
}

fn enroll_and_verify_on_web(host: &mut Host) -> StepResult {
    enroll_and_verify(host, ORG, "org.example.com")
}

fn enroll_and_verify_on_android(host: &mut Host) -> StepResult {
    enroll_and_verify(host, Place::Android("example.com"), "example.com")
}

fn enroll_and_verify(host: &mut Host, place: Place, rp_id: &str) -> StepResult {
    let device = enroll(host, place, rp_id)?;
    host.start_again(|config| config);
    host.sign_in()?;
    let prompt = host.prompt()?;
    let mut enrollments = prompt.enrollments.iter();
    let passkey = enrollments.find(|enrolled| enrolled.key == Some(Key::Webauthn));
    assert!(passkey.is_some_and(|enrolled| enrolled.credential_id.is_some()));
    perform(host, &device, place, is_challenge)?.expect_tokens()?;
    Ok(())
}

fn verify_after_foreign_origin(host: &mut Host) -> StepResult {
    let device = enroll(host, ORG, "example.com")?;
    host.start_again(|config| config);
    host.sign_in()?;
    let foreign = Place::Web("https://shop.example.com");
    perform(host, &device, foreign, is_challenge)?.expect_message(INVALID, None)?;
    perform(host, &device, ORG, is_challenge)?.expect_tokens()?;
    Ok(())
}

/// A passkey is enrolled at the first sign-in. No second factor is required.
fn with_autofill() -> Setup {
    let policy = Policy {
        webauthn: WebauthnPolicy {
            autofill: true,
            ..WebauthnPolicy::default()
        },
        ..Policy::with_required(&[AuthenticatorKey::Webauthn])
    };
    with_user(policy, |user| user.enrolled.clear())
}

fn sign_in_by_autofill(host: &mut Host) -> StepResult {
    let device = enroll(host, ORG, "org.example.com")?;
    host.start_again(|config| config);
    perform(host, &device, ORG, |ceremony| ceremony.is_conditional)?.expect_tokens()?;
    Ok(())
}

fn sign_in_by_password(host: &mut Host) -> StepResult {
    enroll(host, ORG, "org.example.com")?;
    host.start_again(|config| config);
    let prompt = host.prompt()?;
    assert!(
        prompt
            .ceremony()
            .is_some_and(|ceremony| ceremony.is_conditional)
    );
    host.sign_in()?.expect_tokens()?;
    Ok(())
}

/// Signs in for the first time and enrolls a passkey. Returns the device that stores it.
fn enroll(host: &mut Host, place: Place, rp_id: &str) -> StepResult<RefCell<Device>> {
    let device = RefCell::new(Device::new());
    host.sign_in()?.select_authenticator(&Key::Webauthn)?;
    let is_enrollment =
        |ceremony: &Ceremony| ceremony.kind == CeremonyKind::Create && ceremony.rp_id == rp_id;
    perform(host, &device, place, is_enrollment)?.expect_tokens()?;
    Ok(device)
}

fn is_challenge(ceremony: &Ceremony) -> bool {
    ceremony.kind == CeremonyKind::Get && !ceremony.is_conditional
}

/// Performs the prompt's ceremony that matches, and submits the response.
fn perform<'h>(
    host: &'h mut Host,
    device: &RefCell<Device>,
    place: Place,
    matches: impl Fn(&Ceremony) -> bool,
) -> StepResult<&'h mut Host> {
    let applies = |prompt: &Prompt| prompt.ceremonies.iter().any(&matches);
    host.step("perform a ceremony", applies, |_, prompt| {
        let mut ceremonies = prompt.ceremonies.iter();
        let ceremony = ceremonies.find(|ceremony| matches(ceremony)).unwrap();
        Answer::webauthn(prompt, &device.borrow_mut().answer(ceremony, place))
    })
}
