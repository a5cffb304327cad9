//! Mail, text messages and calls, and what people do with the links in them.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refusal, body, parameter};
use crate::idx::okta_verify::activation_token;
use crate::server::World;
use crate::{Letter, LetterKind, Opened, Request};

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

pub(super) fn act(world: &mut World, request: &Request, route: &str) -> Result<Value, Refusal> {
    match (request.method.as_str(), route) {
        ("GET", "/inbox") => Ok(letters(world, parameter(request, "to").as_deref())),
        ("POST", "/inbox/open") => open(world, body(request)?),
        _ => Err(Refusal::method()),
    }
}

fn letters(world: &World, to: Option<&str>) -> Value {
    let inbox = world.org.inbox();
    let show = |sent| letter(world, sent);
    let letters: Vec<Value> = match to {
        Some(to) => inbox.to(to).map(show).collect(),
        None => inbox.letters().iter().map(show).collect(),
    };
    json!({ "letters": letters })
}

fn letter(world: &World, letter: &Letter) -> Value {
    let kind = match letter.kind {
        LetterKind::Email => "email",
        LetterKind::Sms => "sms",
        LetterKind::Voice => "voice",
    };
    let org = &world.org.setup().issuer;
    let opens_on = letter.link.as_deref().map(|link| {
        let activation = activation_token(link, org).is_some();
        if activation { "phone" } else { "browser" }
    });
    json!({
        "to": letter.to,
        "kind": kind,
        "subject": letter.subject,
        "code": letter.code,
        "link": letter.link,
        "opens_on": opens_on,
    })
}

fn open(world: &mut World, open: Open) -> Result<Value, Refusal> {
    let now = world.now();
    let link = find_link(world, open.link, open.to.as_deref())?;
    let opened = match open.opened_in {
        OpenedIn::SameBrowser => Opened::SameClient,
        OpenedIn::OtherBrowser => Opened::Elsewhere,
    };
    let response = world.org.open_link(&link, now, opened);
    Ok(json!({
        "status": response.status,
        "location": response.header("location"),
        "body": String::from_utf8_lossy(&response.body),
    }))
}

/// The link given, or the newest that was sent to `to`.
pub(super) fn find_link(
    world: &World,
    link: Option<String>,
    to: Option<&str>,
) -> Result<String, Refusal> {
    let sent = || world.org.inbox().link(to?).map(str::to_owned);
    link.or_else(sent)
        .ok_or_else(|| Refusal::new(404, "no such link in the inbox"))
}
