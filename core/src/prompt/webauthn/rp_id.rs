//! Whose credentials they are: the relying party's id.

use url::Url;

use crate::prompt::remediation::Remediation;
use crate::wire::json::Json;

/// What the wire says (`rp.id`, `rpId`), else the host of the app id that U2F had, else the issuer's.
pub(super) fn rp_id(data: &Json<'_>, issuer: Option<&str>) -> Option<String> {
    let named = data.get("rp").and_then(|rp| rp.text("id"));
    let named = named.or_else(|| data.text("rpId"));
    let named = named.map(|id| id.trim().to_owned());
    let app_id = ["u2fParams", "extensions"]
        .into_iter()
        .find_map(|key| host(data.get(key)?.str("appid")?));
    named
        .filter(|id| !id.is_empty())
        .or(app_id)
        .or_else(|| issuer.map(str::to_owned))
}

/// The issuer's host: a flow takes no page whose forms go anywhere else.
pub(super) fn issuer(remediations: &[Remediation]) -> Option<String> {
    let forms = remediations.iter().filter(|one| one.is_form);
    forms.filter_map(|one| one.href.as_deref()).find_map(host)
}

fn host(address: &str) -> Option<String> {
    let url = Url::parse(address.trim()).ok()?;
    let is_web = matches!(url.scheme(), "https" | "http");
    url.host_str().filter(|_| is_web).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::parse;

    #[test]
    fn the_wire_comes_first_and_the_issuer_last() {
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
            let found = rp_id(&parse(data).unwrap(), Some("issuer.example"));
            assert_eq!(found.as_deref(), Some(expected), "{data}");
        }
        assert_eq!(rp_id(&parse("{}").unwrap(), None), None);
    }
}
