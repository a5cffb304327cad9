//! Removes the untrusted URLs of a prompt.

use super::poll::find_poll;
use crate::issuer::Issuer;
use crate::names::RemediationName as Name;
use crate::prompt::Prompt;
use crate::prompt::remediation::{Remediation, RemediationSource};

/// Removes the URLs that the engine must not request or open, and notes each in the diagnostics. The
/// other remediations stay usable. Returns the id of a remediation whose removed URL makes the whole
/// prompt unusable: the poll, or each of those that the server offers.
pub(super) fn remove_untrusted_urls(prompt: &mut Prompt, issuer: &Issuer) -> Option<String> {
    let poll = find_poll(prompt).map(|poll| poll.index);
    let mut untrusted = Vec::new();
    for (index, remediation) in prompt.remediations.iter_mut().enumerate() {
        if remove_untrusted_url(remediation, issuer) {
            untrusted.push(index);
        }
    }
    let id = |index: &usize| {
        let remediation = prompt.remediations.get(*index)?;
        Some(remediation.id.clone())
    };
    for id in untrusted.iter().filter_map(id).filter(|id| is_plain(id)) {
        prompt
            .diagnostics
            .push(format!("the URL of the remediation {id} is not trusted"));
    }
    let first = untrusted.first().and_then(id)?;
    let poll = poll.filter(|index| untrusted.contains(index));
    if let Some(poll) = poll {
        return id(&poll);
    }
    is_unusable(prompt).then_some(first)
}

/// Whether the remediation had a URL that is not trusted.
fn remove_untrusted_url(remediation: &mut Remediation, issuer: &Issuer) -> bool {
    if let Some(destination) = remediation.destination() {
        let is_untrusted = issuer.resolve_navigable(destination).is_none();
        if is_untrusted {
            remediation.link = None;
            remediation.href = None;
        }
        return is_untrusted;
    }
    let href = remediation.href.as_deref();
    let is_untrusted = href.is_some_and(|href| issuer.resolve_form(href).is_none());
    if is_untrusted {
        remediation.href = None;
    }
    is_untrusted
}

/// Whether none of the remediations that the server offers has a URL. If the server offers nothing
/// else, the redirect that ends a hosted flow counts. Messages without an offer end the flow: they need
/// no URL.
fn is_unusable(prompt: &Prompt) -> bool {
    let has_url = |form: &&Remediation| form.href.is_some() || form.link.is_some();
    let all = prompt.remediations.iter();
    let mut offered = all
        .clone()
        .filter(|form| form.source == RemediationSource::Remediation);
    match offered.clone().next() {
        Some(_) => !offered.any(|form| has_url(&form)),
        None => {
            let is_end = |form: &Remediation| {
                matches!(form.name, Name::SuccessRedirect | Name::FailureRedirect)
            };
            let needs_url = prompt.messages.is_empty() || all.clone().any(is_end);
            needs_url && !all.clone().any(|form| has_url(&form))
        }
    }
}

/// Whether an id is safe to print: no other text of the server belongs in the diagnostics.
fn is_plain(id: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'#');
    (1..=64).contains(&id.len()) && id.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::super::test_util::parse;
    use serde_json::json;

    const FOREIGN: &str = "https://evil.example/x";

    #[test]
    fn a_foreign_url_makes_only_its_own_remediation_unusable() {
        for (remediation, kept) in [
            (
                json!({"name": "cancel-new", "href": FOREIGN, "value": []}),
                None,
            ),
            (
                json!({"name": "broken", "href": "https: //x", "value": []}),
                None,
            ),
            (
                json!({"name": "redirect-idp", "href": "javascript:alert(1)"}),
                None,
            ),
            (
                json!({"name": "api", "href": "/api/v1/users/me", "value": []}),
                None,
            ),
            (
                json!({"name": "redirect-future", "href": FOREIGN}),
                Some(FOREIGN),
            ),
        ] {
            let identify = json!({"name": "identify", "href": "/identify", "value": []});
            let parsed = parse(&json!({"remediation": {"value": [identify, remediation]}}));
            assert_eq!(parsed.untrusted, None, "{remediation}");
            let [identify, other] = &parsed.prompt.remediations[..] else {
                panic!("expected two remediations");
            };
            assert_eq!(identify.href.as_deref(), Some("/identify"));
            assert_eq!(other.href.as_deref(), kept);
            let has_diagnostic = !parsed.prompt.diagnostics.is_empty();
            assert_eq!(has_diagnostic, kept.is_none(), "{remediation}");
        }
    }

    #[test]
    fn a_foreign_poll_makes_the_prompt_unusable() {
        let parsed = parse(&json!({"remediation": {"value": [
            {"name": "enroll-poll", "href": FOREIGN, "refresh": 4000, "value": []},
            {"name": "skip", "href": "/skip", "value": []}]}}));
        assert_eq!(parsed.untrusted.as_deref(), Some("enroll-poll"));
    }

    #[test]
    fn a_prompt_without_any_trusted_url_is_unusable() {
        let parsed = parse(&json!({"remediation": {"value": [
            {"name": "identify", "href": FOREIGN, "value": []},
            {"name": "skip", "href": FOREIGN, "value": []}]}}));
        assert_eq!(parsed.untrusted.as_deref(), Some("identify"));
        let end = parse(&json!({"success": {"name": "success-redirect", "href": "data:x"}}));
        assert_eq!(end.untrusted.as_deref(), Some("success-redirect"));
    }

    #[test]
    fn messages_without_an_offer_need_no_url() {
        let cancel = json!({"name": "cancel", "href": FOREIGN, "value": []});
        let messages =
            json!({"value": [{"message": "Your account is unlocked.", "class": "INFO"}]});
        let parsed = parse(&json!({"cancel": cancel, "messages": messages}));
        assert_eq!(parsed.untrusted, None);
        assert_eq!(parsed.prompt.remediations[0].href, None);
        let redirect = json!({"name": "failure-redirect", "href": "data:x"});
        let parsed = parse(&json!({"failure": redirect, "messages": messages}));
        assert_eq!(parsed.untrusted.as_deref(), Some("failure-redirect"));
        let parsed = parse(&json!({"cancel": cancel}));
        assert_eq!(parsed.untrusted.as_deref(), Some("cancel"));
    }
}
