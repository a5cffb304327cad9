//! Captchas: which, and where.

use serde::{Deserialize, Serialize};

/// A captcha that the org asks to be solved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Captcha {
    /// Whose it is.
    #[serde(rename = "type")]
    pub kind: CaptchaKind,
    /// The key of the site, for the captcha's script.
    pub site_key: String,
    /// The pages that ask for it.
    pub pages: Vec<CaptchaPage>,
}

/// Whose captcha it is, in the wire's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the wire's own names")]
pub enum CaptchaKind {
    #[serde(rename = "RECAPTCHA_V2")]
    RecaptchaV2,
    Hcaptcha,
}

/// A page that may ask for a captcha, in the words of Okta's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CaptchaPage {
    /// The first page.
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
    fn the_words_are_okta_s() {
        let json = serde_json::to_value(Captcha::default()).unwrap();
        assert_eq!(json["type"], "HCAPTCHA");
        assert_eq!(json["pages"], serde_json::json!(["SIGN_IN", "SSR", "SSPR"]));
        let kind = serde_json::to_value(CaptchaKind::RecaptchaV2).unwrap();
        assert_eq!(kind, "RECAPTCHA_V2");
    }
}
