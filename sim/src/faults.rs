//! Rough weather between a client and the org, and an org that has more to say than expected.
//!
//! A [`Faults`] stands before an [`Org`] and passes exchanges on, until one of its rules strikes.
//! Nothing is random and nothing sleeps: the same rules do the same to the same exchanges.

mod edit;
mod replies;

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::http::{Request, Response};
use crate::org::Org;

/// The rules that are still to strike, in order. The default is fine weather.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Faults {
    rules: Vec<Rule>,
}

/// Which exchanges a fault strikes.
///
/// Where two rules would strike the same exchange, the first does and the other waits. CORS
/// preflights are never struck and never counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The end of the request's path, such as `/challenge/poll`. `None`: any.
    #[serde(default)]
    pub path: Option<String>,
    /// How many matching exchanges go well before.
    #[serde(default)]
    pub skip: u32,
    /// How many matching exchanges it strikes.
    #[serde(default = "once")]
    pub times: u32,
    /// What happens to them.
    pub fault: Fault,
}

/// What goes wrong with an exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// The request is lost: the org never sees it.
    RequestLost,
    /// The org acts, and its reply is lost.
    ReplyLost,
    /// The org acts at once; its reply takes its time.
    Delayed {
        /// Milliseconds.
        ms: u64,
    },
    /// The org acts once; its reply arrives twice.
    ReplyTwice,
    /// The request arrives twice, as when a proxy tries again. The client sees the second reply.
    RequestTwice,
    /// Status 429, and the org does not act.
    RateLimited {
        /// Seconds until it will.
        after_s: u64,
        /// How the reply says so.
        #[serde(default)]
        hint: RateLimitHint,
    },
    /// Status 500 with Okta's JSON error.
    ServerError {
        /// Whether the org acted all the same.
        #[serde(default)]
        acted: bool,
    },
    /// Status 502 with a proxy's HTML.
    BadGateway {
        /// Whether the org acted all the same.
        #[serde(default)]
        acted: bool,
    },
    /// Status 503 without a body, and the org does not act.
    Unavailable,
    /// The org acts; of its reply only the head arrives.
    EmptyBody,
    /// The org acts; of its reply's body only the first half arrives.
    CutBody,
    /// The org acts; its JSON reply is blown up to more than 2 MB.
    HugeBody,
    /// Every `href` of the reply leads to another origin.
    ForeignHref {
        /// Scheme, host and port.
        #[serde(default = "foreign_origin")]
        origin: String,
    },
    /// The reply has one remediation more, first in line, of a name nobody knows.
    UnknownRemediation,
    /// The reply has one authenticator more, of a key, type and method nobody knows, and the
    /// form that chooses one offers it.
    UnknownAuthenticator,
    /// The first form of the reply has one field more, optional, of a type nobody knows.
    UnknownField,
}

/// How a reply with status 429 says how long to wait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateLimitHint {
    /// `X-Rate-Limit-Reset`, in seconds since 1970, as Okta does.
    #[default]
    Reset,
    /// `Retry-After` in seconds (RFC 9110, section 10.2.3).
    RetryAfter,
    /// Not at all.
    Silent,
}

/// What the client gets of an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A reply, at once.
    Reply(Response),
    /// Nothing: the connection breaks.
    Lost,
    /// A reply, later.
    Late {
        /// When it arrives.
        at: SystemTime,
        /// The reply, as the org gave it before.
        response: Response,
    },
    /// The same reply two times.
    Twice(Response),
}

impl Faults {
    /// Adds a rule after the others.
    pub fn add(&mut self, rule: Rule) {
        self.rules.push(rule);
    }

    /// Back to fine weather.
    pub fn clear(&mut self) {
        self.rules.clear();
    }

    /// What is still to come: `skip` and `times` count down.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Carries out one exchange with the org, or what becomes of it in this weather.
    ///
    /// A fault that changes the org's JSON strikes only a reply that it can change; until there
    /// is one, it waits.
    pub fn handle(&mut self, org: &mut Org, request: &Request, now: SystemTime) -> Outcome {
        let Some(rule) = self.due(request) else {
            return Outcome::Reply(org.handle(request, now));
        };
        let (outcome, struck) = strike(&rule.fault, org, request, now);
        if struck {
            rule.times = rule.times.saturating_sub(1);
            self.rules.retain(|rule| rule.times > 0);
        }
        outcome
    }

    fn due(&mut self, request: &Request) -> Option<&mut Rule> {
        let mut due = None;
        for rule in &mut self.rules {
            if !rule.matches(request) {
                continue;
            }
            if rule.skip > 0 {
                rule.skip -= 1;
            } else if due.is_none() {
                due = Some(rule);
            }
        }
        due
    }
}

impl Rule {
    /// Strikes the next exchange, whatever it is.
    pub fn once(fault: Fault) -> Self {
        Self {
            path: None,
            skip: 0,
            times: once(),
            fault,
        }
    }

    /// Only exchanges whose path ends like this.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Only after so many matching exchanges went well.
    #[must_use]
    pub fn after(mut self, exchanges: u32) -> Self {
        self.skip = exchanges;
        self
    }

    /// So many matching exchanges.
    #[must_use]
    pub fn times(mut self, exchanges: u32) -> Self {
        self.times = exchanges;
        self
    }

    fn matches(&self, request: &Request) -> bool {
        let path = self.path.as_deref().unwrap_or_default();
        self.times > 0 && request.method != "OPTIONS" && request.path().ends_with(path)
    }
}

/// What becomes of the exchange, and whether the fault found something to strike.
fn strike(fault: &Fault, org: &mut Org, request: &Request, now: SystemTime) -> (Outcome, bool) {
    let mut act = || org.handle(request, now);
    let outcome = match fault {
        Fault::RequestLost => Outcome::Lost,
        Fault::ReplyLost => {
            act();
            Outcome::Lost
        }
        Fault::Delayed { ms } => Outcome::Late {
            at: now + Duration::from_millis(*ms),
            response: act(),
        },
        Fault::ReplyTwice => Outcome::Twice(act()),
        Fault::RequestTwice => {
            act();
            Outcome::Reply(act())
        }
        Fault::RateLimited { after_s, hint } => {
            Outcome::Reply(replies::rate_limited(*after_s, *hint, now))
        }
        Fault::ServerError { acted } => {
            acted.then(act);
            Outcome::Reply(replies::server_error())
        }
        Fault::BadGateway { acted } => {
            acted.then(act);
            Outcome::Reply(replies::bad_gateway())
        }
        Fault::Unavailable => Outcome::Reply(Response::empty(503)),
        Fault::EmptyBody => Outcome::Reply(act().with_body(Vec::new())),
        Fault::CutBody => Outcome::Reply(replies::cut(act())),
        Fault::HugeBody => return edited(act(), edit::inflate),
        Fault::ForeignHref { origin } => {
            return edited(act(), |body| edit::move_hrefs(body, origin));
        }
        Fault::UnknownRemediation => return edited(act(), edit::add_remediation),
        Fault::UnknownAuthenticator => return edited(act(), edit::add_authenticator),
        Fault::UnknownField => return edited(act(), edit::add_field),
    };
    (outcome, true)
}

/// The reply with its JSON changed, and whether there was something to change.
fn edited(
    response: Response,
    edit: impl FnOnce(&mut serde_json::Value) -> bool,
) -> (Outcome, bool) {
    let mut body = response.body_json();
    let changed = edit(&mut body);
    let response = if changed {
        response.with_body(body.to_string().into_bytes())
    } else {
        response
    };
    (Outcome::Reply(response), changed)
}

fn once() -> u32 {
    1
}

fn foreign_origin() -> String {
    "https://elsewhere.example.net".to_owned()
}
