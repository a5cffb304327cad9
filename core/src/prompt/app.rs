//! The app that is signed in to.

use super::link::read_link;
use crate::wire::json::Json;

/// The app that is signed in to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientApp {
    /// The client's id.
    pub id: Option<String>,
    /// The app's internal name.
    pub name: Option<String>,
    /// The name to show.
    pub label: Option<String>,
    /// Its picture, terms, privacy policy and home: links to show where consent is asked.
    pub links: AppLinks,
}

/// The addresses that an app is registered with: https alone, anything else is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AppLinks {
    /// A picture.
    pub logo: Option<String>,
    /// Its terms.
    pub terms_of_service: Option<String>,
    /// What it does with personal data.
    pub privacy_policy: Option<String>,
    /// Where it is at home.
    pub client_uri: Option<String>,
}

impl ClientApp {
    pub(super) fn read(json: &Json<'_>) -> Self {
        Self {
            id: json.text("id"),
            name: json.text("name"),
            label: json.text("label"),
            links: AppLinks::read(json),
        }
    }
}

impl AppLinks {
    fn read(json: &Json<'_>) -> Self {
        let link = |key: &str| read_link(json.object(key)?, "href", &["https"]);
        Self {
            logo: link("logo"),
            terms_of_service: link("termsOfService"),
            privacy_policy: link("privacyPolicy"),
            client_uri: link("clientUri"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::parse;

    #[test]
    fn only_https_is_linked_to() {
        let json = parse(
            r#"{"label": "Acme", "termsOfService": {"href": "https://acme.example/tos"},
            "privacyPolicy": {"href": "javascript:alert(1)"}, "logo": {"alt": "no href"}}"#,
        );
        let links = ClientApp::read(&json.unwrap()).links;
        let tos = Some("https://acme.example/tos".to_owned());
        let expected = AppLinks {
            terms_of_service: tos,
            ..AppLinks::default()
        };
        assert_eq!(links, expected);
    }
}
