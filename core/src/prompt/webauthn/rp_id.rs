//! The relying party id of a ceremony.

use url::Url;

use crate::prompt::remediation::Remediation;
use crate::wire::json::Json;

/// The relying party id: `rp.id` or `rpId`, or else the host of the U2F `appid`, or else the issuer's
/// host.
pub(super) fn rp_id(data: &Json<'_>, issuer_host: Option<&str>) -> Option<String> {
    let id = data.get("rp").and_then(|rp| rp.text("id"));
    let id = id.or_else(|| data.text("rpId"));
    let id = id.map(|id| id.trim().to_owned());
    let app_id_host = ["u2fParams", "extensions"]
        .into_iter()
        .find_map(|key| host(data.get(key)?.str("appid")?));
    id.filter(|id| !id.is_empty())
        .or(app_id_host)
        .or_else(|| issuer_host.map(str::to_owned))
}

/// The issuer's host, from the URL of a form. A flow rejects a response with a form on another origin.
pub(super) fn issuer_host(remediations: &[Remediation]) -> Option<String> {
    let forms = remediations.iter().filter(|form| form.is_form);
    forms.filter_map(|form| form.href.as_deref()).find_map(host)
}

fn host(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok()?;
    let is_http = matches!(url.scheme(), "https" | "http");
    url.host_str().filter(|_| is_http).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::parse;

    #[test]
    fn the_servers_id_has_precedence_over_the_app_id_and_the_issuer() {
        for (data, expected) in [
            (
                r#"{"rp": {"id": "acme.example"}, "u2fParams": {"appid": "https://id.acme.example"}}"#,
                "acme.example",
            ),
            (
                r#"{"rpId": "acme.example", "extensions": {"appid": "https://id.acme.example"}}"#,
                "acme.example",
            ),
            (
                r#"{"rp": {"name": "Acme"}, "u2fParams": {"appid": "http://ID.acme.example:1802"}}"#,
                "id.acme.example",
            ),
            (
                r#"{"rpId": " ", "extensions": {"appid": "https://id.acme.example/app.json"}}"#,
                "id.acme.example",
            ),
            (
                r#"{"extensions": {"appid": "android:apk-key-hash:x"}}"#,
                "issuer.example",
            ),
            (
                r#"{"extensions": {"appid": 7}, "rp": "x", "rpId": null}"#,
                "issuer.example",
            ),
        ] {
            let id = rp_id(&parse(data).unwrap(), Some("issuer.example"));
            assert_eq!(id.as_deref(), Some(expected), "{data}");
        }
        assert_eq!(rp_id(&parse("{}").unwrap(), None), None);
    }
}
