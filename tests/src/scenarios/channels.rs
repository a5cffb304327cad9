//! E: "Can't scan?", the other ways to enroll Okta Verify.

use std::time::Duration;

use idx_flow::{Action, AuthenticatorKey as Key, Channel, Prompt, RemediationName as Name};
use idx_flow_sim::Setup;
use idx_flow_sim::setup::{AuthenticatorKey, Bootstrap, Channel as Way, OktaVerifyPolicy, Policy};

use super::{NUMBER, Scenario, under};
use crate::host::{Host, StepResult};
use crate::steps::context;

/// In the order of the numbers.
pub const SCENARIOS: &[Scenario] = &[
    Scenario::new("E3", usual, by_email),
    Scenario::new("E4", usual, by_sms),
    Scenario::new("E5", rotating, by_email_and_back),
    Scenario::new("E7", on_this_device, by_a_link_on_this_device),
    Scenario::new("E8", by_another_device, see_the_instructions_and_go_back),
];

const EMAIL: &str = "ada.private@example.com";

fn usual() -> Setup {
    under(Policy::with_required(&[AuthenticatorKey::OktaVerify]))
}

fn by_email(host: &mut Host) -> StepResult {
    at_the_code(host)?;
    host.channel(&Channel::Email)?.expect_no_poll()?;
    host.fill(&Name::EnrollmentChannelData, &[("email", EMAIL)])?;
    waits_without_a_code(host, &Channel::Email)?;
    host.open_on_the_phone(EMAIL).tokens()?;
    Ok(())
}

fn by_sms(host: &mut Host) -> StepResult {
    at_the_code(host)?;
    host.channel(&Channel::Sms)?.expect_no_poll()?;
    host.fill(&Name::EnrollmentChannelData, &[("phoneNumber", "+1555")])?
        .expect_message("api.factors.error.sms.invalid_phone", Some("phoneNumber"))?;
    assert_eq!(host.org.inbox().messages(), []);
    host.fill(&Name::EnrollmentChannelData, &[("phoneNumber", NUMBER)])?;
    waits_without_a_code(host, &Channel::Sms)?;
    host.open_on_the_phone(NUMBER).tokens()?;
    Ok(())
}

/// With a state handle that changes with every poll, the handle of a form is the one before.
fn rotating() -> Setup {
    under(Policy {
        rotate_state_handle: true,
        ..Policy::with_required(&[AuthenticatorKey::OktaVerify])
    })
}

fn by_email_and_back(host: &mut Host) -> StepResult {
    at_the_code(host)?;
    let first = host.qr()?;
    host.channel(&Channel::Email)?
        .fill(&Name::EnrollmentChannelData, &[("email", EMAIL)])?;
    waits_without_a_code(host, &Channel::Email)?;
    host.channel(&Channel::Qrcode)?;
    assert_ne!(host.qr()?, first, "a fresh QR code");
    host.scan()?.tokens()?;
    Ok(())
}

fn on_this_device() -> Setup {
    with_channels(&[Way::Qrcode, Way::Samedevice])
}

fn by_a_link_on_this_device(host: &mut Host) -> StepResult {
    at_the_code(host)?;
    host.channel(&Channel::Samedevice)?;
    let page = host.page()?;
    let same_device = context(&page).and_then(|context| context.same_device.as_ref());
    let same_device = same_device.unwrap();
    let store = same_device.download_url.as_deref();
    assert_eq!(store, Some("https://apps.example.com/okta-verify"));
    let link = same_device.setup_url.as_ref().unwrap().expose().to_owned();
    waits_without_a_code(host, &Channel::Samedevice)?;
    host.open_link_on_the_phone(&link).tokens()?;
    Ok(())
}

fn by_another_device() -> Setup {
    with_channels(&[Way::Qrcode, Way::Devicebootstrap])
}

fn see_the_instructions_and_go_back(host: &mut Host) -> StepResult {
    at_the_code(host)?;
    host.channel(&Channel::Devicebootstrap)?;
    let page = host.page()?;
    let bootstrap = context(&page).and_then(|context| context.device_bootstrap.as_ref());
    let devices = &bootstrap.unwrap().enrolled_devices;
    assert_eq!(devices, &["Ada's phone", "Ada's tablet"]);
    host.expect_no_poll()?.channel(&Channel::Qrcode)?;
    host.scan()?.tokens()?;
    Ok(())
}

fn with_channels(channels: &[Way]) -> Setup {
    let names = ["Ada's phone", "Ada's tablet"];
    under(Policy {
        okta_verify: OktaVerifyPolicy {
            channels: channels.to_vec(),
            bootstrap: Bootstrap {
                enrolled_devices: names.map(str::to_owned).to_vec(),
                ..Bootstrap::default()
            },
            ..OktaVerifyPolicy::default()
        },
        ..Policy::with_required(&[AuthenticatorKey::OktaVerify])
    })
}

/// The QR code is on the screen, and has been polled.
fn at_the_code(host: &mut Host) -> StepResult {
    host.sign_in()?.choose(&Key::OktaVerify)?.qr()?;
    host.wait()?;
    Ok(())
}

/// No code is shown any more, but it is polled for this channel, in the server's interval.
fn waits_without_a_code(host: &mut Host, channel: &Channel) -> StepResult {
    host.page()?;
    let action = host.settle()?;
    let chosen = |page: &Prompt| context(page)?.selected_channel.clone();
    assert!(
        matches!(&action, Action::Wait { prompt: Some(page), .. } | Action::Ask { prompt: page, .. }
            if chosen(page).as_ref() == Some(channel)),
        "{action:?}"
    );
    assert_eq!(host.interval()?, Duration::from_millis(4000));
    host.wait()?;
    Ok(())
}
