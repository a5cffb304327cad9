//! The app that the user signs in to.

/// The app that the user signs in to.
#[derive(uniffi::Record)]
pub struct ClientApp {
    /// The client ID.
    pub id: Option<String>,
    /// The app's internal name.
    pub name: Option<String>,
    /// The display name.
    pub label: Option<String>,
    /// Links to show when the user is asked for consent.
    #[uniffi(default = None)]
    pub links: Option<AppLinks>,
}

/// The links that the app is registered with. Links that are not https are omitted.
#[derive(uniffi::Record)]
pub struct AppLinks {
    /// The logo.
    pub logo: Option<String>,
    /// The terms of service.
    pub terms_of_service: Option<String>,
    /// The privacy policy.
    pub privacy_policy: Option<String>,
    /// The app's home page.
    pub client_uri: Option<String>,
}

impl From<&idx_flow::ClientApp> for ClientApp {
    fn from(app: &idx_flow::ClientApp) -> Self {
        Self {
            id: app.id.clone(),
            name: app.name.clone(),
            label: app.label.clone(),
            links: Some(AppLinks::from(&app.links)),
        }
    }
}

impl From<&idx_flow::AppLinks> for AppLinks {
    fn from(links: &idx_flow::AppLinks) -> Self {
        Self {
            logo: links.logo.clone(),
            terms_of_service: links.terms_of_service.clone(),
            privacy_policy: links.privacy_policy.clone(),
            client_uri: links.client_uri.clone(),
        }
    }
}
