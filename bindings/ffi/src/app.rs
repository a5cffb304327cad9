//! The app that is signed in to.

/// The app that is signed in to.
#[derive(uniffi::Record)]
pub struct ClientApp {
    /// The client's id.
    pub id: Option<String>,
    /// The app's internal name.
    pub name: Option<String>,
    /// The name to show.
    pub label: Option<String>,
    /// Its picture, terms, privacy policy and home: links to show where consent is asked.
    #[uniffi(default = None)]
    pub links: Option<AppLinks>,
}

/// The addresses that an app is registered with: https alone, anything else is left out.
#[derive(uniffi::Record)]
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
