//! The parts that all requests to the issuer have in common.

use url::form_urlencoded::Serializer;

use super::{Header, Purpose, Request, RequestId};
use crate::config::FlowConfig;
use crate::retry::Retry;
use crate::secret::Secret;

pub(crate) const ION: &str = "application/ion+json; okta-version=1.0.0";
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const AGENT: &str = concat!("idx-flow/", env!("CARGO_PKG_VERSION"));

/// The context of a request to the issuer.
#[derive(Clone, Copy)]
pub(crate) struct Post<'f> {
    pub(crate) config: &'f FlowConfig,
    pub(crate) id: RequestId,
    /// The earlier attempts of the same request.
    pub(crate) retry: Option<&'f Retry>,
}

impl Post<'_> {
    /// Builds a request to an OAuth endpoint: the parameters that have a value, in this order.
    pub(crate) fn oauth<const N: usize>(
        self,
        purpose: Purpose,
        url: String,
        parameters: [(&str, Option<String>); N],
    ) -> Request {
        let mut body = Serializer::new(String::new());
        for (name, value) in parameters {
            if let Some(value) = value {
                body.append_pair(name, Secret::from(value).expose());
            }
        }
        self.request(purpose, url, (FORM, JSON), body.finish().into())
    }

    /// Builds the request that exchanges an interaction code for tokens. `endpoint` is the URL of the
    /// server's `issue` form; it is used if it is trusted.
    pub(crate) fn exchange_code(
        self,
        code: &Secret,
        verifier: &Secret,
        endpoint: Option<&str>,
    ) -> Request {
        let parts = &self.config.parts;
        let parameters = [
            ("grant_type", Some("interaction_code".into())),
            ("client_id", Some(parts.client_id.clone())),
            ("interaction_code", Some(code.expose().to_owned())),
            ("code_verifier", Some(verifier.expose().to_owned())),
            ("client_secret", secret_value(&parts.client_secret)),
            ("redirect_uri", Some(parts.redirect_uri.clone())),
        ];
        let issuer = &self.config.issuer;
        let url = endpoint.and_then(|url| issuer.resolve_token_endpoint(url));
        let url = url.unwrap_or_else(|| issuer.endpoint("token"));
        self.oauth(Purpose::Exchange, url, parameters)
    }

    /// Builds a request with a JSON body.
    pub(crate) fn json(
        self,
        purpose: Purpose,
        url: String,
        content_type: &str,
        body: Secret,
    ) -> Request {
        self.request(purpose, url, (content_type, ION), body)
    }

    fn request(
        self,
        purpose: Purpose,
        url: String,
        (content_type, accept): (&str, &str),
        body: Secret,
    ) -> Request {
        Request {
            id: self.id,
            purpose,
            method: "POST".to_owned(),
            url,
            headers: self.headers(purpose, content_type, accept),
            body,
            is_background: purpose == Purpose::Poll,
            timeout: None,
        }
    }

    fn headers(self, purpose: Purpose, content_type: &str, accept: &str) -> Vec<Header> {
        let parts = &self.config.parts;
        let agent = match &parts.user_agent {
            Some(host) => format!("{host} {AGENT}"),
            None => AGENT.to_owned(),
        };
        let device_token = parts.device_token.as_ref();
        let cookie = device_token.map(|token| format!("DT={}", token.expose()));
        let is_form = matches!(purpose, Purpose::Submit | Purpose::Poll);
        let origin = (is_form && !parts.omits_origin).then(|| self.config.issuer.origin());
        let retry = self.retry.filter(|retry| retry.repeats() > 0);
        let count = retry.map(|retry| retry.repeats().to_string());
        let first_id = retry.and_then(Retry::okta_request_id);
        let headers = [
            ("Content-Type", Some(content_type.to_owned())),
            ("Accept", Some(accept.to_owned())),
            ("User-Agent", Some(agent.clone())),
            ("X-Okta-User-Agent-Extended", Some(agent)),
            ("Accept-Language", parts.accept_language.clone()),
            ("Origin", origin),
            ("Cookie", cookie),
            ("X-Okta-Retry-For", first_id.map(str::to_owned)),
            ("X-Okta-Retry-Count", count),
        ];
        let headers = headers.into_iter();
        let headers = headers.filter_map(|(name, value)| Some(Header::new(name, value?)));
        headers.chain(parts.headers.iter().cloned()).collect()
    }
}

/// The value of an optional secret, for a parameter.
pub(crate) fn secret_value(secret: &Option<Secret>) -> Option<String> {
    secret.as_ref().map(|secret| secret.expose().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::retry::RetryCause;
    use crate::wire::time::Millis;

    fn config() -> FlowConfig {
        let issuer = "https://id.acme.example/oauth2/default";
        FlowConfig::new(issuer, "client", "app:/cb").unwrap()
    }

    /// The headers of a request, one per line.
    fn headers(config: &FlowConfig, purpose: Purpose, retry: Option<&Retry>) -> String {
        let id = RequestId(1);
        let post = Post { config, id, retry };
        let request = post.json(purpose, String::new(), ION, Secret::default());
        let lines = request.headers.iter();
        let lines = lines.map(|header| format!("{}: {}", header.name, header.value));
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn all_configured_values_are_sent() {
        let config = config()
            .with_user_agent("Acme/2")
            .and_then(|config| config.with_accept_language("de-CH"))
            .and_then(|config| config.with_device_token("dt1"))
            .and_then(|config| config.with_header("X-Forwarded-For", "203.0.113.7"))
            .unwrap();
        let version = env!("CARGO_PKG_VERSION");
        let expected = format!(
            "Content-Type: application/ion+json; okta-version=1.0.0\n\
             Accept: application/ion+json; okta-version=1.0.0\n\
             User-Agent: Acme/2 idx-flow/{version}\n\
             X-Okta-User-Agent-Extended: Acme/2 idx-flow/{version}\n\
             Accept-Language: de-CH\n\
             Origin: https://id.acme.example\n\
             Cookie: DT=dt1\n\
             X-Forwarded-For: 203.0.113.7"
        );
        assert_eq!(headers(&config, Purpose::Submit, None), expected);
    }

    #[test]
    fn only_forms_have_an_origin() {
        for (purpose, has_origin) in [
            (Purpose::Interact, false),
            (Purpose::Introspect, false),
            (Purpose::Submit, true),
            (Purpose::Poll, true),
            (Purpose::Exchange, false),
        ] {
            let with_origin = headers(&config(), purpose, None);
            assert_eq!(with_origin.contains("Origin:"), has_origin, "{purpose:?}");
            let without_origin = headers(&config().without_origin(), purpose, None);
            assert!(!without_origin.contains("Origin:"), "{purpose:?}");
        }
    }

    #[test]
    fn a_retry_names_the_first_attempt() {
        let first = Retry::default();
        assert!(!headers(&config(), Purpose::Interact, Some(&first)).contains("Retry"));
        let cause = RetryCause::Status(502);
        let retry = first.of_response(Some("req1"));
        let retry = retry.after_failure(Millis::EPOCH, cause, None);
        let headers = headers(&config(), Purpose::Interact, Some(&retry));
        let expected = "\nX-Okta-Retry-For: req1\nX-Okta-Retry-Count: 1";
        assert!(headers.ends_with(expected), "{headers}");
    }
}
