//! Self-service sign-up.

use serde_json::Value;

use super::body::{PASSCODE, required};
use super::context::{HandlerResult, RequestContext};
use super::form::Field;
use super::message::{Message, not_allowed};
use super::password::check_password_policy;
use super::profile::{attribute_field, attribute_value, check_email};
use super::rejection::Rejection;
use super::response::{ResponseBuilder, TransactionView};
use super::transaction::{FirstFactor, Intent};
use crate::setup::{CaptchaPage, ProfileAttribute, Registration, User};
use crate::state::{Account, Credential};

impl TransactionView<'_> {
    pub(crate) fn enroll_profile_response(&self) -> ResponseBuilder {
        let Some(registration) = &self.org_state.setup.policy.registration else {
            return ResponseBuilder::default();
        };
        let mut fields: Vec<Field> = base_attributes().iter().map(attribute_field).collect();
        fields.push(Field::text("email", "Email").required());
        fields.extend(registration.attributes.iter().map(attribute_field));
        let mut form = self.form("enroll-profile", "/enroll/new");
        form = form.field(Field::object("userProfile", fields).required());
        let mut response = ResponseBuilder::default();
        if registration.password_in_form {
            let passcode = Field::text("passcode", "Password").required().secret();
            let credentials = Field::object("credentials", vec![passcode]).required();
            form = form.field(credentials.with("relatesTo", "$.currentAuthenticator"));
            response = response.object("currentAuthenticator", self.password_with_settings(None));
        }
        let response = response
            .form(self.with_captcha_field(form, CaptchaPage::Ssr))
            .form(self.form("select-identify", "/identify/select"));
        self.with_captcha_data(response, CaptchaPage::Ssr)
    }
}

impl RequestContext<'_> {
    pub(crate) fn post_enroll_profile(&mut self, body: &Value) -> HandlerResult {
        let registration = self.org_state.setup.policy.registration.clone();
        let registration = registration.ok_or_else(|| not_allowed().reject(400))?;
        self.check_captcha(CaptchaPage::Ssr, body)?;
        let user = self.new_user(&registration, body)?;
        let mut account = Account::new(&user, &mut self.org_state.ids);
        if registration.password_in_form {
            let password = required(body, PASSCODE)?;
            let policy = &self.org_state.setup.policy.password;
            check_password_policy(policy, password, &user.login)?;
            account.enroll(
                Credential::Password(password.to_owned()),
                &mut self.org_state.ids,
            );
        }
        self.tx.user = Some(account.id.clone());
        self.tx.intent = Intent::EnrollNewUser;
        self.tx.first_factor = Some(FirstFactor::Registration);
        self.org_state.accounts.push(account);
        self.advance();
        Ok(())
    }

    fn new_user(&self, registration: &Registration, body: &Value) -> Result<User, Rejection> {
        let email = required(body, "userProfile.email")?;
        check_email(email, "userProfile.email")?;
        if self.org_state.account_by_login(email).is_some() {
            let text = "There is an account with this email address already.";
            let message = Message::error("registration.error.notUniqueWithinOrg", text);
            return Err(message
                .param("Email")
                .reject_field(400, "userProfile.email"));
        }
        let mut user = User {
            login: email.to_owned(),
            email: email.to_owned(),
            first_name: required(body, "userProfile.firstName")?.to_owned(),
            last_name: required(body, "userProfile.lastName")?.to_owned(),
            password: None,
            enrolled: Vec::new(),
            ..User::default()
        };
        for attribute in &registration.attributes {
            if let Some(value) = attribute_value(attribute, body)? {
                user.profile.insert(attribute.name.clone(), value);
            }
        }
        Ok(user)
    }
}

fn base_attributes() -> [ProfileAttribute; 2] {
    let attribute = |name: &str, label: &str| ProfileAttribute {
        name: name.to_owned(),
        label: label.to_owned(),
        required: true,
    };
    [
        attribute("firstName", "First name"),
        attribute("lastName", "Last name"),
    ]
}
