//! Enrolling Okta Verify: the link, its channels, and waiting for the device.

use serde_json::{Value, json};
use url::Url;

use super::super::authenticator::{with_action, with_context};
use super::super::context::{Outcome, RequestContext, required, text};
use super::super::form::Field;
use super::super::google_otp::qr_code;
use super::super::message::{Message, not_allowed};
use super::super::page::{Page, View};
use super::super::phone::check_number;
use super::super::profile::check_email;
use super::super::transaction::{Activation, Enroll, Step};
use crate::inbox::InboxMessageKind;
use crate::picture;
use crate::setup::{AuthenticatorKey, Channel};

const KEY: AuthenticatorKey = AuthenticatorKey::OktaVerify;

impl View<'_> {
    /// The page that waits for a device.
    pub(crate) fn activation_page(&self, activation: &Activation) -> Page {
        let poll = self.form("enroll-poll", "/challenge/poll");
        let poll = poll
            .relates_to("$.currentAuthenticator")
            .refresh(self.refresh_ms());
        let mut current = with_context(self.authenticator(KEY), self.context(activation));
        if let Some(address) = &activation.address {
            let name = match activation.channel {
                Channel::Sms => "phone",
                _ => "email",
            };
            let resend = self.form("resend", "/challenge/resend");
            let resend = resend.field(Field::fixed(name, address.as_str()).hidden());
            current = with_action(current, "resend", resend);
        }
        let page = self.channel_page(Page::default().form(poll), current);
        match &activation.notice {
            Some(notice) => page.message(notice.clone()),
            None => page,
        }
    }

    /// The page that asks where the link is to go.
    pub(crate) fn channel_data_page(&self, channel: Channel) -> Page {
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
        self.channel_page(Page::default().form(form), current)
    }

    fn channel_page(&self, page: Page, current: Value) -> Page {
        let fields = vec![
            self.authenticator_field(KEY),
            self.channel_field().required(),
        ];
        let channels = self
            .form("select-enrollment-channel", "/credential/enroll")
            .field(Field::object_in_value("authenticator", fields).label(KEY.display_name()));
        page.form(channels)
            .object("currentAuthenticator", current.clone())
            .object("enrollmentAuthenticator", current)
    }

    /// The choice of a channel.
    pub(crate) fn channel_field(&self) -> Field {
        let channels = &self.org_state.setup.policy.okta_verify.channels;
        let options: Vec<_> = channels.iter().map(|it| (it.label(), it.name())).collect();
        Field::choice("channel", &options).optional()
    }

    fn context(&self, activation: &Activation) -> Value {
        let (key, value) = match activation.channel {
            Channel::Qrcode => ("qrcode", qr_code(&activation.png)),
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

    fn same_device(&self, activation: &Activation) -> Value {
        json!({
            "orgUrl": self.org_state.url(""),
            "setupOVUrl": link(&self.org_state.url(""), &activation.token),
            "downloadHref": "https://apps.example.com/okta-verify",
            "platform": self.org_state.setup.policy.okta_verify.bootstrap.platform,
            "securityLevel": "ANY",
        })
    }
}

impl RequestContext<'_> {
    /// Chooses Okta Verify, or another channel of it.
    pub(crate) fn enroll_okta_verify(&mut self, body: &Value) -> Outcome {
        let channels = &self.org_state.setup.policy.okta_verify.channels;
        let mut known = channels.iter().copied();
        let channel = match text(body, "authenticator.channel") {
            Some(name) => known.find(|channel| channel.name() == name),
            None => known.next(),
        };
        match channel.ok_or_else(|| not_allowed().at_top(400))? {
            channel @ (Channel::Email | Channel::Sms) => {
                self.go(Step::Enroll(Enroll::OktaVerifyAddress(channel)))
            }
            channel => {
                self.start_activation(channel, None);
                Ok(())
            }
        }
    }

    /// `/challenge/send`: where the link is to go.
    pub(crate) fn post_send(&mut self, body: &Value) -> Outcome {
        let Step::Enroll(Enroll::OktaVerifyAddress(channel)) = self.tx.step else {
            return Err(not_allowed().at_top(400));
        };
        let address = match channel {
            Channel::Sms => {
                let number = required(body, "phoneNumber")?;
                check_number(number, "phoneNumber")?;
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

    /// Makes a new activation link and brings it on its way. The one before is void.
    pub(crate) fn start_activation(&mut self, channel: Channel, address: Option<String>) {
        let token = self.org_state.ids.token();
        let link = link(&self.org_state.url(""), &token);
        if let Some(to) = &address {
            let kind = match channel {
                Channel::Sms => InboxMessageKind::Sms,
                _ => InboxMessageKind::Email,
            };
            self.org_state
                .send(kind, to, "Set up Okta Verify", None, Some(link.clone()));
        }
        let png = match channel {
            Channel::Qrcode => picture::draw(&link),
            _ => Vec::new(),
        };
        self.tx.go(Step::Enroll(Enroll::OktaVerify(Activation {
            channel,
            address,
            token,
            png,
            notice: None,
            activated: false,
        })));
    }
}

/// The link that activates Okta Verify: the org and a one-time token.
fn link(org: &str, token: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("t", token)
        .append_pair("s", org)
        .finish();
    format!("oktaverify://email/?{query}")
}

/// The token of an activation link, if the link is one of this org.
pub(crate) fn activation_token(link: &str, org: &str) -> Option<String> {
    let url = Url::parse(link)
        .ok()
        .filter(|url| url.scheme() == "oktaverify")?;
    let value = |name: &str| {
        let mut pairs = url.query_pairs();
        pairs.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
    };
    value("s").filter(|it| it == org)?;
    value("t")
}

/// Why a device was turned away.
pub(crate) fn no_biometrics() -> Message {
    let key = "oie.authenticator.app.method.push.enroll.enable.biometrics";
    Message::error(
        key,
        "RequestContext on biometrics on your device, then try again.",
    )
}

/// Why a device was turned away.
pub(crate) fn not_fips() -> Message {
    let key = "oie.authenticator.app.non_fips_compliant_enrollment_device_incompatible";
    Message::error(key, "This device is not FIPS compliant. Use another one.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_good_for_its_own_org_only() {
        let link = link("https://org.example.com", "a-b_c");
        let token = activation_token(&link, "https://org.example.com");
        assert_eq!(token.as_deref(), Some("a-b_c"));
        assert_eq!(activation_token(&link, "https://other.example.com"), None);
        assert_eq!(activation_token("https://org.example.com/?t=x", "x"), None);
    }
}
