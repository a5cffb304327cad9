//! Profile attributes: their fields, their checks, and progressive profiling.

use serde_json::Value;

use super::context::{Outcome, RequestContext, required, text};
use super::form::Field;
use super::message::{Message, Refusal};
use super::page::{Page, View};
use crate::setup::ProfileAttribute;

impl View<'_> {
    /// The page that asks for attributes the profile lacks.
    pub(crate) fn update_profile(&self) -> Page {
        let missing = self.missing_attributes();
        let fields = missing.into_iter().map(attribute_field).collect();
        let form = self
            .form("enroll-profile", "/enroll/update")
            .field(Field::object("userProfile", fields));
        Page::default().form(form)
    }

    pub(crate) fn missing_attributes(&self) -> Vec<&ProfileAttribute> {
        let wanted = self.org_state.setup.policy.required_attributes.iter();
        let has = |attribute: &ProfileAttribute| {
            self.account()
                .is_some_and(|it| it.profile.contains_key(&attribute.name))
        };
        wanted.filter(|attribute| !has(attribute)).collect()
    }
}

impl RequestContext<'_> {
    pub(crate) fn post_update_profile(&mut self, body: &Value) -> Outcome {
        let mut given = Vec::new();
        for attribute in self.view().missing_attributes() {
            let path = format!("userProfile.{}", attribute.name);
            given.push((attribute.name.clone(), required(body, &path)?.to_owned()));
        }
        let user = self.tx.user.clone().unwrap_or_default();
        if let Some(account) = self.org_state.account_mut(&user) {
            account.profile.extend(given);
        }
        self.advance();
        Ok(())
    }
}

pub(crate) fn attribute_field(attribute: &ProfileAttribute) -> Field {
    let field = Field::text(&attribute.name, &attribute.label);
    field
        .with("required", attribute.required)
        .with("minLength", 1)
        .with("maxLength", 50)
}

/// Refuses what is no email address, at its field.
pub(crate) fn check_email(address: &str, field: &str) -> Result<(), Refusal> {
    let sound = address.split_once('@').is_some_and(|(local, domain)| {
        let labels = domain.split('.').all(|label| !label.is_empty());
        !local.is_empty() && domain.contains('.') && labels && !domain.contains('@')
    });
    if sound && !address.contains(char::is_whitespace) {
        return Ok(());
    }
    let text = "That is not an email address.";
    let message = Message::error("registration.error.invalidLoginEmail", text);
    Err(message.param("Email").at(400, field))
}

/// The value of an attribute, refused where it is required and missing.
pub(crate) fn attribute(
    attribute: &ProfileAttribute,
    body: &Value,
) -> Result<Option<String>, Refusal> {
    let path = format!("userProfile.{}", attribute.name);
    if attribute.required {
        required(body, &path)?;
    }
    Ok(text(body, &path).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert!(check_email("eve@example.com", "email").is_ok());
        for bad in [
            "eve",
            "eve@",
            "@example.com",
            "eve@host",
            "e ve@example.com",
            "eve@a..b",
        ] {
            assert!(check_email(bad, "email").is_err(), "{bad}");
        }
    }
}
