//! The enrollment channels of Okta Verify.

use idx_flow_sim::org::device::DeviceError;
use idx_flow_sim::setup::Channel;
use idx_flow_sim::{Phone, PhoneError};
use serde_json::json;

use crate::client::Client;
use crate::enroll::{okta_verify_required, poll, start_enrollment};

const CHANNEL: &str = "select-enrollment-channel";

fn select_channel(client: &mut Client, name: &str) {
    client.submit(CHANNEL, json!({"authenticator": {"channel": name}}));
}

/// Opens the link that was sent to `to` on the phone, which completes the sign-in.
fn open_link_and_finish(client: &mut Client, to: &str) {
    let link = client.link(to);
    let mut phone = Phone::new("Ada's phone");
    phone.open_link(&mut client.org, &link, client.now).unwrap();
    poll(client);
    client.tokens();
}

#[test]
fn e3_a_link_is_sent_by_email() {
    let mut client = start_enrollment(okta_verify_required());
    select_channel(&mut client, "email");
    assert_eq!(client.names()[0], "enrollment-channel-data");
    assert!(client.form("enroll-poll").is_none());
    client.submit(
        "enrollment-channel-data",
        json!({"email": "ada@example.com"}),
    );
    let context = &client.response["currentAuthenticator"]["value"]["contextualData"];
    assert_eq!(context["email"], "ada@example.com");
    open_link_and_finish(&mut client, "ada@example.com");
}

#[test]
fn e3_resend_replaces_the_link() {
    let mut client = start_enrollment(okta_verify_required());
    select_channel(&mut client, "email");
    client.submit(
        "enrollment-channel-data",
        json!({"email": "ada@example.com"}),
    );
    let old = client.link("ada@example.com");
    client.submit("resend", json!({}));
    let new = client.link("ada@example.com");
    let mut phone = Phone::new("Ada's phone");
    let result = phone.open_link(&mut client.org, &old, client.now);
    assert_eq!(result, Err(PhoneError::Device(DeviceError::LinkExpired)));
    phone.open_link(&mut client.org, &new, client.now).unwrap();
    let result = Phone::new("Another").open_link(&mut client.org, &new, client.now);
    assert_eq!(result, Err(PhoneError::Device(DeviceError::LinkExpired)));
}

#[test]
fn e4_a_link_is_sent_by_sms_after_an_invalid_number() {
    let mut client = start_enrollment(okta_verify_required());
    select_channel(&mut client, "sms");
    client.submit("enrollment-channel-data", json!({"phoneNumber": "12"}));
    assert_eq!(client.status, 400);
    assert_eq!(
        client.field_message(),
        "api.factors.error.sms.invalid_phone"
    );
    client.submit(
        "enrollment-channel-data",
        json!({"phoneNumber": "+15550104477"}),
    );
    open_link_and_finish(&mut client, "+15550104477");
}

#[test]
fn e5_switching_back_to_the_qr_code_creates_a_new_one() {
    let mut client = start_enrollment(okta_verify_required());
    let first = client.qr();
    select_channel(&mut client, "email");
    select_channel(&mut client, "qrcode");
    assert_ne!(client.qr(), first);
    let mut phone = Phone::new("Ada's phone");
    assert!(phone.scan(&mut client.org, &first, client.now).is_err());
    client.scan(&mut phone).unwrap();
    poll(&mut client);
    client.tokens();
}

#[test]
fn e7_okta_verify_is_enrolled_on_the_same_device() {
    let mut setup = okta_verify_required();
    setup.policy.okta_verify.channels = vec![Channel::Samedevice, Channel::Qrcode];
    let mut client = start_enrollment(setup);
    let context = &client.response["currentAuthenticator"]["value"]["contextualData"];
    assert_eq!(context["selectedChannel"], "samedevice");
    let link = context["samedevice"]["setupOVUrl"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(context["samedevice"]["downloadHref"].is_string());
    Phone::new("Same")
        .open_link(&mut client.org, &link, client.now)
        .unwrap();
    poll(&mut client);
    client.tokens();
}

#[test]
fn e8_the_channel_is_switched_from_another_device_to_the_qr_code() {
    let mut setup = okta_verify_required();
    setup.policy.okta_verify.channels = vec![Channel::Devicebootstrap, Channel::Qrcode];
    setup.policy.okta_verify.bootstrap.enrolled_devices = vec!["Ada's tablet".to_owned()];
    let mut client = start_enrollment(setup);
    let context = &client.response["currentAuthenticator"]["value"]["contextualData"];
    assert_eq!(
        context["devicebootstrap"]["enrolledDevices"][0],
        "Ada's tablet"
    );
    select_channel(&mut client, "qrcode");
    client.scan(&mut Phone::new("New")).unwrap();
    poll(&mut client);
    client.tokens();
}
