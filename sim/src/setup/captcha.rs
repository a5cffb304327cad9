//! Captchas.

use serde::{Deserialize, Serialize};

/// A captcha that the org requires.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Captcha {
    /// The provider.
    #[serde(rename = "type")]
    pub kind: CaptchaKind,
    /// The site key for the captcha's script.
    pub site_key: String,
    /// The pages that require the captcha.
    pub pages: Vec<CaptchaPage>,
}

/// The provider of a captcha.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "Okta's names")]
pub enum CaptchaKind {
    #[serde(rename = "RECAPTCHA_V2")]
    RecaptchaV2,
    Hcaptcha,
}

/// A page that can require a captcha, by the name in Okta's settings (`enabledPages`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CaptchaPage {
    /// The first step.
    SignIn,
    /// Self-service sign-up.
    Ssr,
    /// Self-service password recovery.
    Sspr,
}

impl CaptchaKind {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::RecaptchaV2 => "reCAPTCHA",
            Self::Hcaptcha => "hCaptcha",
        }
    }
}

impl Default for Captcha {
    fn default() -> Self {
        Self {
            kind: CaptchaKind::Hcaptcha,
            site_key: "f3c1a09e-5d27-4b8a-9e60-7a2d1c48b5f0".to_owned(),
            pages: vec![CaptchaPage::SignIn, CaptchaPage::Ssr, CaptchaPage::Sspr],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_okta_s_settings() {
        let json = serde_json::to_value(Captcha::default()).unwrap();
        assert_eq!(json["type"], "HCAPTCHA");
        assert_eq!(json["pages"], serde_json::json!(["SIGN_IN", "SSR", "SSPR"]));
        let kind = serde_json::to_value(CaptchaKind::RecaptchaV2).unwrap();
        assert_eq!(kind, "RECAPTCHA_V2");
    }
}
