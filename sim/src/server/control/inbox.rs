//! `/inbox`: lists the messages that the org sent and opens the links in them.

use serde::Deserialize;
use serde_json::{Value, json};

use super::api::{ApiError, parse_body, query_parameter};
use crate::idx::okta_verify::activation_token;
use crate::server::state::ServerState;
use crate::{InboxMessage, InboxMessageKind, LinkBrowser, Request};

/// Opens `link`, or the latest link that was sent to `to`.
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

pub(super) fn handle(
    state: &mut ServerState,
    request: &Request,
    endpoint: &str,
) -> Result<Value, ApiError> {
    match (request.method.as_str(), endpoint) {
        ("GET", "/inbox") => Ok(messages(state, query_parameter(request, "to").as_deref())),
        ("POST", "/inbox/open") => open(state, parse_body(request)?),
        _ => Err(ApiError::method_not_allowed()),
    }
}

fn messages(state: &ServerState, to: Option<&str>) -> Value {
    let inbox = state.org.inbox();
    let to_json = |message| to_json(state, message);
    let messages: Vec<Value> = match to {
        Some(to) => inbox.to(to).map(to_json).collect(),
        None => inbox.messages().iter().map(to_json).collect(),
    };
    json!({ "messages": messages })
}

fn to_json(state: &ServerState, message: &InboxMessage) -> Value {
    let kind = match message.kind {
        InboxMessageKind::Email => "email",
        InboxMessageKind::Sms => "sms",
        InboxMessageKind::Voice => "voice",
    };
    let issuer = &state.org.setup().issuer;
    let opens_on = message.link.as_deref().map(|link| {
        let is_activation = activation_token(link, issuer).is_some();
        if is_activation { "phone" } else { "browser" }
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

fn open(state: &mut ServerState, open: Open) -> Result<Value, ApiError> {
    let now = state.now();
    let link = find_link(state, open.link, open.to.as_deref())?;
    let opened = match open.opened_in {
        OpenedIn::SameBrowser => LinkBrowser::Same,
        OpenedIn::OtherBrowser => LinkBrowser::Other,
    };
    let response = state.org.open_link(&link, now, opened);
    Ok(json!({
        "status": response.status,
        "location": response.header("location"),
        "body": String::from_utf8_lossy(&response.body),
    }))
}

/// Returns `link`, or the latest link that was sent to `to`.
pub(super) fn find_link(
    state: &ServerState,
    link: Option<String>,
    to: Option<&str>,
) -> Result<String, ApiError> {
    let latest_link = || state.org.inbox().link(to?).map(str::to_owned);
    link.or_else(latest_link).ok_or_else(|| {
        let message = "no link found: set `link`, or set `to` to a recipient of one";
        ApiError::new(404, message)
    })
}
