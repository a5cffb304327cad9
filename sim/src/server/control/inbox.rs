//! Mail, text messages and calls, and what people do with the links in them.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refusal, body, parameter};
use crate::idx::okta_verify::activation_token;
use crate::server::ServerState;
use crate::{InboxMessage, InboxMessageKind, Opened, Request};

/// Opens a link: the one given, or the newest that was sent to someone.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    to: Option<String>,
    link: Option<String>,
    #[serde(rename = "in")]
    opened_in: OpenedIn,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum OpenedIn {
    SameBrowser,
    OtherBrowser,
}

pub(super) fn act(
    state: &mut ServerState,
    request: &Request,
    route: &str,
) -> Result<Value, Refusal> {
    match (request.method.as_str(), route) {
        ("GET", "/inbox") => Ok(messages(state, parameter(request, "to").as_deref())),
        ("POST", "/inbox/open") => open(state, body(request)?),
        _ => Err(Refusal::method()),
    }
}

fn messages(state: &ServerState, to: Option<&str>) -> Value {
    let inbox = state.org.inbox();
    let show = |sent| message(state, sent);
    let messages: Vec<Value> = match to {
        Some(to) => inbox.to(to).map(show).collect(),
        None => inbox.messages().iter().map(show).collect(),
    };
    json!({ "messages": messages })
}

fn message(state: &ServerState, message: &InboxMessage) -> Value {
    let kind = match message.kind {
        InboxMessageKind::Email => "email",
        InboxMessageKind::Sms => "sms",
        InboxMessageKind::Voice => "voice",
    };
    let org = &state.org.setup().issuer;
    let opens_on = message.link.as_deref().map(|link| {
        let activation = activation_token(link, org).is_some();
        if activation { "phone" } else { "browser" }
    });
    json!({
        "to": message.to,
        "kind": kind,
        "subject": message.subject,
        "code": message.code,
        "link": message.link,
        "opens_on": opens_on,
    })
}

fn open(state: &mut ServerState, open: Open) -> Result<Value, Refusal> {
    let now = state.now();
    let link = find_link(state, open.link, open.to.as_deref())?;
    let opened = match open.opened_in {
        OpenedIn::SameBrowser => Opened::SameClient,
        OpenedIn::OtherBrowser => Opened::Elsewhere,
    };
    let response = state.org.open_link(&link, now, opened);
    Ok(json!({
        "status": response.status,
        "location": response.header("location"),
        "body": String::from_utf8_lossy(&response.body),
    }))
}

/// The link given, or the newest that was sent to `to`.
pub(super) fn find_link(
    state: &ServerState,
    link: Option<String>,
    to: Option<&str>,
) -> Result<String, Refusal> {
    let sent = || state.org.inbox().link(to?).map(str::to_owned);
    link.or_else(sent)
        .ok_or_else(|| Refusal::new(404, "no such link in the inbox"))
}
