//! P: passkeys and security keys, enrolled, asked for, and proposed on the first page.

use std::cell::RefCell;

use idx_flow::{Answer, AuthenticatorKey as Key, Ceremony, CeremonyKind, Prompt};
use idx_flow_sim::Setup;
use idx_flow_sim::setup::{AuthenticatorKey, MethodType, Policy, UserVerification, WebauthnPolicy};

use super::{Scenario, with_user};
use crate::host::{Host, StepResult};
use crate::passkey::{APK_KEY_HASH, Device, Place};

/// In the order of the numbers.
pub const SCENARIOS: &[Scenario] = &[
    Scenario::new("P12", by_appid, enrolled_and_verified),
    Scenario::new("P12b", by_domain, in_an_android_app),
    Scenario::new("P12c", by_issuer, with_nothing_but_the_issuer),
    Scenario::new("P12d", by_domain, from_a_foreign_page),
    Scenario::new("P13", autofill, by_autofill),
    Scenario::new("P13b", autofill, autofill_ignored),
];

const ORG: Place = Place::Web("https://org.example.com");
const INVALID: &str = "authfactor.webauthn.error.assertion_validation_failure";

/// A passkey must be enrolled, and is asked for from then on.
fn with(webauthn: WebauthnPolicy) -> Setup {
    let policy = Policy {
        challenge: vec![MethodType::Webauthn],
        webauthn,
        ..Policy::with_required(&[AuthenticatorKey::Webauthn])
    };
    with_user(policy, |user| user.enrolled.clear())
}

fn by_appid() -> Setup {
    with(WebauthnPolicy::default())
}

fn by_domain() -> Setup {
    with(WebauthnPolicy {
        rp_id: Some("example.com".to_owned()),
        origins: vec![APK_KEY_HASH.to_owned()],
        ..WebauthnPolicy::default()
    })
}

fn by_issuer() -> Setup {
    with(WebauthnPolicy {
        appid: false,
        user_verification: UserVerification::Required,
        ..WebauthnPolicy::default()
    })
}

fn enrolled_and_verified(host: &mut Host) -> StepResult {
    enroll_and_verify(host, ORG, "org.example.com")
}

fn in_an_android_app(host: &mut Host) -> StepResult {
    enroll_and_verify(host, Place::Android("example.com"), "example.com")
}

fn with_nothing_but_the_issuer(host: &mut Host) -> StepResult {
    enroll_and_verify(host, ORG, "org.example.com")
}

fn enroll_and_verify(host: &mut Host, place: Place, rp_id: &str) -> StepResult {
    let device = enrolled(host, place, rp_id)?;
    host.start_again(|config| config);
    host.sign_in()?;
    let page = host.page()?;
    let listed = page
        .enrollments
        .iter()
        .find(|one| one.key == Some(Key::Webauthn));
    assert!(listed.is_some_and(|one| one.credential_id.is_some()));
    answer(host, &device, place, is_challenge)?.tokens()?;
    Ok(())
}

fn from_a_foreign_page(host: &mut Host) -> StepResult {
    let device = enrolled(host, ORG, "example.com")?;
    host.start_again(|config| config);
    host.sign_in()?;
    let foreign = Place::Web("https://shop.example.com");
    answer(host, &device, foreign, is_challenge)?.expect_message(INVALID, None)?;
    answer(host, &device, ORG, is_challenge)?.tokens()?;
    Ok(())
}

/// A passkey is enrolled at the first sign-in, and nothing more is asked for.
fn autofill() -> Setup {
    let policy = Policy {
        webauthn: WebauthnPolicy {
            autofill: true,
            ..WebauthnPolicy::default()
        },
        ..Policy::with_required(&[AuthenticatorKey::Webauthn])
    };
    with_user(policy, |user| user.enrolled.clear())
}

fn by_autofill(host: &mut Host) -> StepResult {
    let device = enrolled(host, ORG, "org.example.com")?;
    host.start_again(|config| config);
    answer(host, &device, ORG, |one| one.conditional)?.tokens()?;
    Ok(())
}

fn autofill_ignored(host: &mut Host) -> StepResult {
    enrolled(host, ORG, "org.example.com")?;
    host.start_again(|config| config);
    let page = host.page()?;
    assert!(page.ceremony().is_some_and(|one| one.conditional));
    host.sign_in()?.tokens()?;
    Ok(())
}

/// Signs in for the first time, which makes a passkey.
fn enrolled(host: &mut Host, place: Place, rp_id: &str) -> StepResult<RefCell<Device>> {
    let device = RefCell::new(Device::new());
    host.sign_in()?.choose(&Key::Webauthn)?;
    let asked = |one: &Ceremony| one.kind == CeremonyKind::Create && one.rp_id == rp_id;
    answer(host, &device, place, asked)?.tokens()?;
    Ok(device)
}

fn is_challenge(one: &Ceremony) -> bool {
    one.kind == CeremonyKind::Get && !one.conditional
}

/// Carries out the ceremony that the page asks for.
fn answer<'h>(
    host: &'h mut Host,
    device: &RefCell<Device>,
    place: Place,
    asked: impl Fn(&Ceremony) -> bool,
) -> StepResult<&'h mut Host> {
    let here = |page: &Prompt| page.ceremonies.iter().any(&asked);
    host.step("carry out a ceremony", here, |_, page| {
        let ceremony = page.ceremonies.iter().find(|one| asked(one)).unwrap();
        Answer::webauthn(page, &device.borrow_mut().answer(ceremony, place))
    })
}
