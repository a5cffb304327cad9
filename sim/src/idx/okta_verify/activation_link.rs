//! Activation links of Okta Verify.

use url::Url;

/// Returns the link that activates Okta Verify. It names the org and has a one-time token.
pub(super) fn activation_link(org: &str, token: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("t", token)
        .append_pair("s", org)
        .finish();
    format!("oktaverify://email/?{query}")
}

/// Returns the token of an activation link of this org.
pub(crate) fn activation_token(link: &str, org: &str) -> Option<String> {
    let url = Url::parse(link)
        .ok()
        .filter(|url| url.scheme() == "oktaverify")?;
    let parameter = |name: &str| {
        let mut pairs = url.query_pairs();
        pairs.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
    };
    parameter("s").filter(|issuer| issuer == org)?;
    parameter("t")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_accepted_by_its_own_org_only() {
        let link = activation_link("https://org.example.com", "a-b_c");
        let token = activation_token(&link, "https://org.example.com");
        assert_eq!(token.as_deref(), Some("a-b_c"));
        assert_eq!(activation_token(&link, "https://other.example.com"), None);
        assert_eq!(activation_token("https://org.example.com/?t=x", "x"), None);
    }
}
