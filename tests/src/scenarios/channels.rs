//! E3–E5, E7 and E8: "Can't scan?", the other channels for enrolling Okta Verify.

use std::time::Duration;

use idx_flow::{Action, AuthenticatorKey as Key, Channel, Prompt, RemediationName as Name};
use idx_flow_sim::Setup;
use idx_flow_sim::setup::{
    AuthenticatorKey, Bootstrap, Channel as SetupChannel, OktaVerifyPolicy, Policy,
};

use super::scenario::Scenario;
use super::setups::{PHONE_NUMBER, with_policy};
use crate::host::{Host, StepResult};

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("E3", required, by_email),
    Scenario::new("E4", required, by_sms),
    Scenario::new("E5", required_with_handle_rotation, by_email_then_qr_code),
    Scenario::new("E7", with_same_device, by_setup_link),
    Scenario::new("E8", with_device_bootstrap, by_qr_code_after_instructions),
];

const EMAIL: &str = "ada.private@example.com";

fn required() -> Setup {
    with_policy(Policy::with_required(&[AuthenticatorKey::OktaVerify]))
}

fn by_email(host: &mut Host) -> StepResult {
    poll_qr_code(host)?;
    host.select_channel(&Channel::Email)?.expect_no_poll()?;
    host.fill(&Name::EnrollmentChannelData, &[("email", EMAIL)])?;
    expect_poll_without_qr_code(host, &Channel::Email)?;
    host.open_sent_link_on_phone(EMAIL).expect_tokens()?;
    Ok(())
}

fn by_sms(host: &mut Host) -> StepResult {
    poll_qr_code(host)?;
    host.select_channel(&Channel::Sms)?.expect_no_poll()?;
    host.fill(&Name::EnrollmentChannelData, &[("phoneNumber", "+1555")])?
        .expect_message("api.factors.error.sms.invalid_phone", Some("phoneNumber"))?;
    assert_eq!(host.org.inbox().messages(), []);
    host.fill(
        &Name::EnrollmentChannelData,
        &[("phoneNumber", PHONE_NUMBER)],
    )?;
    expect_poll_without_qr_code(host, &Channel::Sms)?;
    host.open_sent_link_on_phone(PHONE_NUMBER).expect_tokens()?;
    Ok(())
}

/// The state handle changes with every poll, so the handle in a form is the previous one.
fn required_with_handle_rotation() -> Setup {
    with_policy(Policy {
        rotate_state_handle: true,
        ..Policy::with_required(&[AuthenticatorKey::OktaVerify])
    })
}

fn by_email_then_qr_code(host: &mut Host) -> StepResult {
    poll_qr_code(host)?;
    let first = host.qr_code()?;
    host.select_channel(&Channel::Email)?
        .fill(&Name::EnrollmentChannelData, &[("email", EMAIL)])?;
    expect_poll_without_qr_code(host, &Channel::Email)?;
    host.select_channel(&Channel::Qrcode)?;
    assert_ne!(host.qr_code()?, first, "the QR code is the same as before");
    host.scan()?.expect_tokens()?;
    Ok(())
}

fn with_same_device() -> Setup {
    with_channels(&[SetupChannel::Qrcode, SetupChannel::Samedevice])
}

fn by_setup_link(host: &mut Host) -> StepResult {
    poll_qr_code(host)?;
    host.select_channel(&Channel::Samedevice)?;
    let prompt = host.prompt()?;
    let same_device = prompt
        .contextual_data()
        .and_then(|data| data.same_device.as_ref());
    let same_device = same_device.unwrap();
    let store = same_device.download_url.as_deref();
    assert_eq!(store, Some("https://apps.example.com/okta-verify"));
    let link = same_device.setup_url.as_ref().unwrap().expose().to_owned();
    expect_poll_without_qr_code(host, &Channel::Samedevice)?;
    host.open_link_on_phone(&link).expect_tokens()?;
    Ok(())
}

fn with_device_bootstrap() -> Setup {
    with_channels(&[SetupChannel::Qrcode, SetupChannel::Devicebootstrap])
}

fn by_qr_code_after_instructions(host: &mut Host) -> StepResult {
    poll_qr_code(host)?;
    host.select_channel(&Channel::Devicebootstrap)?;
    let prompt = host.prompt()?;
    let bootstrap = prompt
        .contextual_data()
        .and_then(|data| data.device_bootstrap.as_ref());
    let devices = &bootstrap.unwrap().enrolled_devices;
    assert_eq!(devices, &["Ada's phone", "Ada's tablet"]);
    host.expect_no_poll()?.select_channel(&Channel::Qrcode)?;
    host.scan()?.expect_tokens()?;
    Ok(())
}

fn with_channels(channels: &[SetupChannel]) -> Setup {
    let names = ["Ada's phone", "Ada's tablet"];
    with_policy(Policy {
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

/// Signs in until the QR code is displayed, and polls once.
fn poll_qr_code(host: &mut Host) -> StepResult {
    host.sign_in()?
        .select_authenticator(&Key::OktaVerify)?
        .qr_code()?;
    host.wait()?;
    Ok(())
}

/// Asserts that no QR code is displayed, and that the flow polls this channel at the server's interval.
fn expect_poll_without_qr_code(host: &mut Host, channel: &Channel) -> StepResult {
    host.prompt()?;
    let action = host.settle()?;
    let selected = |prompt: &Prompt| prompt.contextual_data()?.selected_channel.clone();
    assert!(
        matches!(&action, Action::Wait { prompt: Some(prompt), .. } | Action::Ask { prompt, .. }
            if selected(prompt).as_ref() == Some(channel)),
        "{action:?}"
    );
    assert_eq!(host.poll_interval()?, Duration::from_millis(4000));
    host.wait()?;
    Ok(())
}
