//! The app that the user signs in to.

use super::link::read_link;
use crate::wire::json::Json;

/// The app that the user signs in to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClientApp {
    /// The client id.
    pub id: Option<String>,
    /// The internal name of the app.
    pub name: Option<String>,
    /// The name to show.
    pub label: Option<String>,
    /// The app's links, to show when the user is asked for consent.
    pub links: AppLinks,
}

/// The links of an app. Only https URLs are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AppLinks {
    /// The logo.
    pub logo: Option<String>,
    /// The terms of service.
    pub terms_of_service: Option<String>,
    /// The privacy policy.
    pub privacy_policy: Option<String>,
    /// The home page.
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
    fn only_https_links_are_kept() {
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
