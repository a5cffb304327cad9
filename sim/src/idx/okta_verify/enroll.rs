//! Enrollment of Okta Verify by an activation link.

use super::activation_link::activation_link;
use crate::idx::authenticator::{with_action, with_context};
use crate::idx::body::{required, text};
use crate::idx::context::{HandlerResult, RequestContext};
use crate::idx::form::Field;
use crate::idx::google_otp::qr_code_json;
use crate::idx::message::{Message, not_allowed};
use crate::idx::phone::check_phone_number;
use crate::idx::profile::check_email;
use crate::idx::response::{ResponseBuilder, TransactionView};
use crate::idx::step::{Enroll, PendingActivation, Step};
use crate::inbox::InboxMessageKind;
use crate::qr_code;
use crate::setup::{AuthenticatorKey, Channel};
use serde_json::{Value, json};

const KEY: AuthenticatorKey = AuthenticatorKey::OktaVerify;

impl TransactionView<'_> {
    /// Polls until a device has opened the activation link.
    pub(crate) fn activation_response(&self, activation: &PendingActivation) -> ResponseBuilder {
        let poll = self.form("enroll-poll", "/challenge/poll");
        let poll = poll
            .relates_to("$.currentAuthenticator")
            .refresh(self.refresh_ms());
        let mut current = with_context(
            self.authenticator(KEY),
            self.activation_contextual_data(activation),
        );
        if let Some(address) = &activation.address {
            let name = match activation.channel {
                Channel::Sms => "phone",
                _ => "email",
            };
            let resend = self.form("resend", "/challenge/resend");
            let resend = resend.field(Field::fixed(name, address.as_str()).hidden());
            current = with_action(current, "resend", resend);
        }
        let response = self.with_channel_choice(ResponseBuilder::default().form(poll), current);
        match &activation.device_error {
            Some(error) => response.message(error.clone()),
            None => response,
        }
    }

    /// Asks for the address that the activation link is sent to.
    pub(crate) fn channel_data_response(&self, channel: Channel) -> ResponseBuilder {
        let field = match channel {
            Channel::Sms => Field::text("phoneNumber", "Phone number"),
            _ => {
                let email = self.account().map(|account| account.email.as_str());
                Field::text("email", "Email")
                    .value(email.unwrap_or_default())
                    .with("mutable", true)
            }
        };
        let form = self
            .form("enrollment-channel-data", "/challenge/send")
            .relates_to("$.currentAuthenticator")
            .field(field.required().with("visible", true));
        let context = json!({"selectedChannel": channel.name()});
        let current = with_context(self.authenticator(KEY), context);
        self.with_channel_choice(ResponseBuilder::default().form(form), current)
    }

    fn with_channel_choice(&self, response: ResponseBuilder, current: Value) -> ResponseBuilder {
        let fields = vec![
            self.authenticator_field(KEY),
            self.channel_field().required(),
        ];
        let channels = self
            .form("select-enrollment-channel", "/credential/enroll")
            .field(Field::object_in_value("authenticator", fields).label(KEY.display_name()));
        response
            .form(channels)
            .object("currentAuthenticator", current.clone())
            .object("enrollmentAuthenticator", current)
    }

    /// Returns the field that selects a channel.
    pub(crate) fn channel_field(&self) -> Field {
        let channels = self.org_state.setup.policy.okta_verify.channels.iter();
        let options: Vec<_> = channels
            .map(|channel| (channel.label(), channel.name()))
            .collect();
        Field::choice("channel", &options).optional()
    }

    fn activation_contextual_data(&self, activation: &PendingActivation) -> Value {
        let (key, value) = match activation.channel {
            Channel::Qrcode => ("qrcode", qr_code_json(&activation.png)),
            Channel::Email => ("email", json!(activation.address)),
            Channel::Sms => ("phoneNumber", json!(activation.address)),
            Channel::Samedevice => ("samedevice", self.same_device(activation)),
            Channel::Devicebootstrap => ("devicebootstrap", self.bootstrap()),
        };
        json!({"selectedChannel": activation.channel.name(), key: value})
    }

    fn bootstrap(&self) -> Value {
        let bootstrap = &self.org_state.setup.policy.okta_verify.bootstrap;
        json!({
            "platform": bootstrap.platform,
            "enrolledDevices": bootstrap.enrolled_devices,
        })
    }

    fn same_device(&self, activation: &PendingActivation) -> Value {
        json!({
            "orgUrl": self.org_state.url(""),
            "setupOVUrl": activation_link(&self.org_state.url(""), &activation.token),
            "downloadHref": "https://apps.example.com/okta-verify",
            "platform": self.org_state.setup.policy.okta_verify.bootstrap.platform,
            "securityLevel": "ANY",
        })
    }
}

impl RequestContext<'_> {
    /// Starts the enrollment with the selected channel, or the default one.
    pub(crate) fn enroll_okta_verify(&mut self, body: &Value) -> HandlerResult {
        let channels = &self.org_state.setup.policy.okta_verify.channels;
        let mut channels = channels.iter().copied();
        let channel = match text(body, "authenticator.channel") {
            Some(name) => channels.find(|channel| channel.name() == name),
            None => channels.next(),
        };
        match channel.ok_or_else(|| not_allowed().reject(400))? {
            channel @ (Channel::Email | Channel::Sms) => {
                self.move_to(Step::Enroll(Enroll::OktaVerifyAddress(channel)))
            }
            channel => {
                self.start_activation(channel, None);
                Ok(())
            }
        }
    }

    /// `/challenge/send`: the address that the activation link is sent to.
    pub(crate) fn post_send(&mut self, body: &Value) -> HandlerResult {
        let Step::Enroll(Enroll::OktaVerifyAddress(channel)) = self.tx.step else {
            return Err(not_allowed().reject(400));
        };
        let address = match channel {
            Channel::Sms => {
                let number = required(body, "phoneNumber")?;
                check_phone_number(number, "phoneNumber")?;
                self.check_resend_limit(InboxMessageKind::Sms)?;
                number
            }
            _ => {
                let email = required(body, "email")?;
                check_email(email, "email")?;
                email
            }
        };
        self.start_activation(channel, Some(address.to_owned()));
        Ok(())
    }

    /// Creates a new activation link and sends it. An earlier link becomes invalid.
    pub(crate) fn start_activation(&mut self, channel: Channel, address: Option<String>) {
        let token = self.org_state.ids.token();
        let link = activation_link(&self.org_state.url(""), &token);
        if let Some(to) = &address {
            let kind = match channel {
                Channel::Sms => InboxMessageKind::Sms,
                _ => InboxMessageKind::Email,
            };
            self.record_message(kind);
            self.org_state
                .send(kind, to, "Set up Okta Verify", None, Some(link.clone()));
        }
        let png = match channel {
            Channel::Qrcode => qr_code::encode(&link),
            _ => Vec::new(),
        };
        self.tx
            .move_to(Step::Enroll(Enroll::OktaVerify(PendingActivation {
                channel,
                address,
                token,
                png,
                device_error: None,
                activated: false,
            })));
    }
}

/// The message that the device must have biometrics turned on.
pub(crate) fn biometrics_required() -> Message {
    let key = "oie.authenticator.app.method.push.enroll.enable.biometrics";
    let text = "Turn on biometrics on your device, then try again.";
    Message::error(key, text)
}

/// The message that the device must be FIPS compliant.
pub(crate) fn fips_required() -> Message {
    let key = "oie.authenticator.app.non_fips_compliant_enrollment_device_incompatible";
    Message::error(key, "This device is not FIPS compliant. Use another one.")
}
