//! Profile attributes and progressive profiling.

use serde_json::Value;

use super::body::{required, text};
use super::context::{HandlerResult, RequestContext};
use super::form::Field;
use super::message::Message;
use super::rejection::Rejection;
use super::response::{ResponseBuilder, TransactionView};
use crate::setup::ProfileAttribute;

impl TransactionView<'_> {
    /// Asks for the missing required attributes.
    pub(crate) fn update_profile_response(&self) -> ResponseBuilder {
        let missing = self.missing_attributes();
        let fields = missing.into_iter().map(attribute_field).collect();
        let form = self
            .form("enroll-profile", "/enroll/update")
            .field(Field::object("userProfile", fields));
        ResponseBuilder::default().form(form)
    }

    pub(crate) fn missing_attributes(&self) -> Vec<&ProfileAttribute> {
        let required = self.org_state.setup.policy.required_attributes.iter();
        let is_present = |attribute: &ProfileAttribute| {
            self.account()
                .is_some_and(|account| account.profile.contains_key(&attribute.name))
        };
        required
            .filter(|attribute| !is_present(attribute))
            .collect()
    }
}

impl RequestContext<'_> {
    pub(crate) fn post_update_profile(&mut self, body: &Value) -> HandlerResult {
        let mut attributes = Vec::new();
        for attribute in self.view().missing_attributes() {
            let path = format!("userProfile.{}", attribute.name);
            attributes.push((attribute.name.clone(), required(body, &path)?.to_owned()));
        }
        let user = self.tx.user.clone().unwrap_or_default();
        if let Some(account) = self.org_state.account_mut(&user) {
            account.profile.extend(attributes);
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

/// Rejects an invalid email address.
pub(crate) fn check_email(address: &str, field: &str) -> Result<(), Rejection> {
    let is_valid = address.split_once('@').is_some_and(|(local, domain)| {
        let labels = domain.split('.').all(|label| !label.is_empty());
        !local.is_empty() && domain.contains('.') && labels && !domain.contains('@')
    });
    if is_valid && !address.contains(char::is_whitespace) {
        return Ok(());
    }
    let text = "That is not an email address.";
    let message = Message::error("registration.error.invalidLoginEmail", text);
    Err(message.param("Email").reject_field(400, field))
}

/// Returns the value of an attribute, or a rejection if it is required and missing.
pub(crate) fn attribute_value(
    attribute: &ProfileAttribute,
    body: &Value,
) -> Result<Option<String>, Rejection> {
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
    fn invalid_email_addresses_are_rejected() {
        assert!(check_email("eve@example.com", "email").is_ok());
        for invalid in [
            "eve",
            "eve@",
            "@example.com",
            "eve@host",
            "e ve@example.com",
            "eve@a..b",
        ] {
            assert!(check_email(invalid, "email").is_err(), "{invalid}");
        }
    }
}
