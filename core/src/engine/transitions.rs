//! Every transition. The table in the crate's documentation is this file in words.

use std::time::Duration;

use super::device;
use super::flow::Flow;
use super::page::{Page, PageKind};
use super::state::{Asking, Grant, Outcome, Retry, State, Turn};
use crate::exchange::reply::Reply;
use crate::failure::{Failure, FailureKind as Kind};
use crate::prompt::cancel::{RETURNED_ERROR, UNREACHABLE};
use crate::prompt::reading::{Outcome as Means, Reading};
use crate::secret::Secret;
use crate::tokens::id_token::{Expected, IdToken};
use crate::tokens::{InteractionCode, RawTokens, Tokens};
use crate::wire::ReadError;
use crate::wire::time::{Millis, Timer};

/// What a reply makes of the state that asked for it.
pub(crate) fn on_reply(flow: &mut Flow, reply: Reply, now: Millis) -> State {
    use State::{Exchange, Failed, Interact, Introspect, Prompt, Submit};
    match (flow.state.clone(), reply) {
        (state @ (State::Done(_) | Failed(_)), _) => state,
        (_, Reply::Excess(error)) => failed(excess(error)),

        (Interact(_), Reply::Handle(handle)) => {
            flow.handle = Some(handle);
            Introspect(Retry::default())
        }
        (Introspect(_) | Prompt(_) | Submit(_), Reply::Idx(reading, text)) => {
            land(flow, *reading, text, now)
        }
        (Exchange(_), Reply::Tokens(tokens)) => redeem(flow, *tokens, now),

        (Exchange(_), Reply::Refusal { code, description }) => failed(Failure {
            description,
            ..Failure::coded(Kind::TokenRejected, code)
        }),
        (_, Reply::Refusal { code, description }) => failed(Failure {
            description,
            ..Failure::coded(Kind::Denied, code)
        }),

        (Interact(_), Reply::Patience(wait)) => Interact(Retry::after(now, wait)),
        (Introspect(_) | Submit(_), Reply::Patience(wait)) => Introspect(Retry::after(now, wait)),
        (Prompt(turn), Reply::Patience(wait)) => Prompt(next_turn(flow, turn, now, wait)),
        (Exchange(grant), Reply::Patience(wait)) => Exchange(Grant {
            retry: Retry::after(now, wait),
            ..grant
        }),

        (Interact(_) | Introspect(_) | Exchange(_), Reply::Unreadable { status }) => {
            failed(Failure::coded(Kind::Protocol, status.to_string()))
        }
        (state, Reply::Broken(wait)) => after_failure(flow, state, wait, now),
        (state @ (Prompt(_) | Submit(_)), Reply::Unreadable { .. })
        | (state @ (Introspect(_) | Prompt(_) | Submit(_)), Reply::Foreign) => {
            after_failure(flow, state, None, now)
        }

        // JSON of the wrong kind for the state: the far side speaks another protocol
        (_, Reply::Idx(..) | Reply::Handle(_) | Reply::Tokens(_) | Reply::Foreign) => {
            failed(Failure::new(Kind::Protocol))
        }
    }
}

/// What the status of Okta Verify's reply on this device leads to; `None`: there was none.
pub(crate) fn on_device(flow: &mut Flow, status: Option<u16>) -> State {
    use Asking::{Challenge, Over, Probe, Unheard};
    let (State::Prompt(turn), Some(page)) = (flow.state.clone(), &flow.page) else {
        return flow.state.clone();
    };
    let step = match (flow.asked.map_or(Over, |asked| asked.step), status) {
        (Probe(at), Some(200..=299)) => Challenge(at),
        (Probe(at), _) => Probe(at.saturating_add(1)),
        (Challenge(_), Some(200..=299)) => {
            flow.set_asking(Over);
            return State::Prompt(match flow.is_first_challenge() {
                // the server knows by now: it is asked at once
                true => Turn {
                    timer: Timer::over(),
                    ..turn
                },
                false => turn,
            });
        }
        // the app may have been asleep while Okta Verify was in front: the server may know
        (Challenge(_), None) => {
            flow.set_asking(Unheard);
            let timer = Timer::over();
            return State::Prompt(Turn { timer, ..turn });
        }
        // the Okta Verify of another user of this machine
        (Challenge(at), Some(503)) => Probe(device::next_port(page, at)),
        (Challenge(_), status) => return give_up(flow, turn, RETURNED_ERROR, status),
        (step @ (Unheard | Over), _) => step,
    };
    flow.set_asking(step);
    ask_device(flow, turn)
}

/// The page, as long as there is somebody left to ask on this device, or nobody was to be asked.
fn ask_device(flow: &mut Flow, turn: Turn) -> State {
    let asking = flow.asked.map(|asked| asked.step);
    match (asking, &flow.page) {
        (Some(Asking::Probe(at)), Some(page)) if !device::has_address(page, at) => {
            give_up(flow, turn, UNREACHABLE, None)
        }
        (Some(Asking::Unheard), _) => give_up(flow, turn, RETURNED_ERROR, Some(0)),
        _ => State::Prompt(turn),
    }
}

/// Tells the server, once, that nobody on this device will answer, if it has a form for that.
fn give_up(flow: &mut Flow, turn: Turn, reason: &str, status: Option<u16>) -> State {
    flow.set_asking(Asking::Over);
    let page = flow.page.as_ref();
    match page.and_then(|page| device::end(flow, page, reason, status)) {
        Some(submission) => State::Submit(submission),
        None => State::Prompt(turn),
    }
}

/// What becomes of a state whose exchange did not complete.
pub(crate) fn after_failure(
    flow: &Flow,
    state: State,
    least: Option<Duration>,
    now: Millis,
) -> State {
    match state {
        State::Interact(retry) => State::Interact(retry.after_failure(now, least)),
        State::Introspect(retry) => State::Introspect(retry.after_failure(now, least)),
        State::Prompt(turn) => State::Prompt(next_turn(flow, turn, now, least.unwrap_or_default())),
        // it may have been done or not: ask, never guess, never send it twice
        State::Submit(_) => {
            State::Introspect(least.map_or(Retry::default(), |wait| Retry::after(now, wait)))
        }
        State::Exchange(grant) => State::Exchange(Grant {
            retry: grant.retry.after_failure(now, least),
            ..grant
        }),
        end @ (State::Done(_) | State::Failed(_)) => end,
    }
}

/// The same page again, to be polled after the interval, or later where the server says so.
fn next_turn(flow: &Flow, turn: Turn, now: Millis, least: Duration) -> Turn {
    let wait = flow.interval().max(least);
    Turn {
        timer: Timer::start(now, wait),
        ..turn
    }
}

/// Where an IDX response leads.
fn land(flow: &mut Flow, mut reading: Reading, text: Secret, now: Millis) -> State {
    let (outcome, success) = (reading.outcome, reading.success.take());
    let mut page = Page::new(reading, text);
    if !page.is_trusted(&flow.config.issuer) {
        return failed(Failure::new(Kind::Untrusted));
    }
    // a hosted flow ends at an address
    let leads_on = outcome == Means::Prompt || matches!(page.kind, PageKind::Redirect(_));
    match outcome {
        Means::Prompt | Means::Terminal if leads_on => {
            flow.meet_challenge(&mut page);
            flow.enter(page, now);
            let turn = flow.turn_from(now);
            ask_device(flow, turn)
        }
        Means::Prompt | Means::Terminal => {
            let failure = terminal(&page);
            flow.page = Some(page);
            failed(failure)
        }
        Means::Success => match success.and_then(|success| Some((success.code?, success.href))) {
            None => failed(Failure::new(Kind::Protocol)),
            Some((_, Some(href))) if flow.config.issuer.own(&href).is_none() => {
                failed(Failure::new(Kind::Untrusted))
            }
            Some((code, _)) => granted(flow, code),
        },
    }
}

/// What an interaction code leads to.
pub(crate) fn granted(flow: &Flow, code: Secret) -> State {
    if !flow.config.parts.stop_at_code {
        return State::Exchange(Grant {
            code,
            retry: Retry::default(),
        });
    }
    let code = InteractionCode {
        code,
        code_verifier: flow.keys.verifier.clone(),
        nonce: flow.keys.nonce.clone(),
    };
    State::Done(Outcome::Code(Box::new(code)))
}

/// Believes tokens only where their claims hold.
fn redeem(flow: &Flow, raw: RawTokens, now: Millis) -> State {
    let reject = |what: &str| failed(Failure::coded(Kind::TokenRejected, what));
    let Some(access_token) = raw.access_token else {
        return reject("access_token");
    };
    let parts = &flow.config.parts;
    let expected = Expected {
        issuer: flow.config.issuer.identifier(),
        client_id: &parts.client_id,
        nonce: Some(&flow.keys.nonce),
        max_age: parts.max_age,
        access_token: &access_token,
        now: flow.server_time(now),
    };
    let id_token = match raw
        .id_token
        .map(|raw| IdToken::check(raw, &expected))
        .transpose()
    {
        Err(claim) => return reject(claim),
        Ok(None) if parts.scopes.iter().any(|scope| scope == "openid") => {
            return reject("id_token");
        }
        Ok(id_token) => id_token,
    };
    // RFC 6749 section 5.1: as asked for, where nothing is said
    let scopes = raw.scopes.unwrap_or_else(|| parts.scopes.clone());
    let tokens = Tokens {
        token_type: raw.token_type.unwrap_or_else(|| "Bearer".to_owned()),
        refresh_token: raw.refresh_token,
        device_secret: raw.device_secret,
        id_token,
        ..Tokens::new(access_token, scopes).living(raw.expires_in, now)
    };
    State::Done(Outcome::Tokens(Box::new(tokens)))
}

/// A response with nothing to do: some say that the session has expired.
fn terminal(page: &Page) -> Failure {
    let expired = page.prompt.messages.iter().any(|message| {
        matches!(
            message.key.as_deref(),
            Some("idx.session.expired" | "error.expired.session")
        )
    });
    let kind = if expired {
        Kind::Expired
    } else {
        Kind::Terminal
    };
    Failure {
        messages: page.prompt.messages.clone(),
        ..Failure::new(kind)
    }
}

fn excess(error: ReadError) -> Failure {
    Failure {
        description: Some(error.to_string()),
        ..Failure::coded(Kind::Protocol, "limits")
    }
}

fn failed(failure: Failure) -> State {
    State::Failed(Box::new(failure))
}

#[cfg(test)]
mod tests {
    use super::super::state::StateName;
    use super::super::trial::{at, on, polled, reply, sent, start, waits};
    use crate::exchange::Purpose;

    #[test]
    fn what_fails_is_tried_again_ever_later() {
        let mut flow = start();
        let mut now = 0.0;
        for wait in [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0] {
            let id = sent(&flow, now).id;
            flow.handle_failure(id, at(now));
            assert_eq!(waits(&flow, now), Some(wait));
            now += wait;
        }
        assert_eq!(sent(&flow, now).purpose, Purpose::Interact);
    }

    #[test]
    fn a_poll_that_fails_comes_again_after_its_interval() {
        let mut flow = on(&polled());
        for poll in 1..50 {
            let now = f64::from(poll) * 4.0;
            let request = sent(&flow, now);
            assert!(request.background);
            flow.handle_failure(request.id, at(now));
            assert_eq!(waits(&flow, now), Some(4.0));
        }
    }

    #[test]
    fn patience_is_kept_with_the_page_on_the_screen() {
        let mut flow = on(&polled());
        reply(&mut flow, 4.0, 429, &[("Retry-After", "25")], "");
        assert_eq!(waits(&flow, 4.0), Some(25.0));
        assert!(flow.next_action(at(4.0)).prompt().is_some());
        assert_eq!(sent(&flow, 29.0).purpose, Purpose::Poll);
    }

    #[test]
    fn a_lost_answer_is_asked_for_and_not_sent_again() {
        let mut flow = on(&polled());
        flow.submit(crate::Answer::new("skip")).unwrap();
        let request = sent(&flow, 1.0);
        flow.handle_failure(request.id, at(1.0));
        assert_eq!(sent(&flow, 1.0).purpose, Purpose::Introspect);
    }

    #[test]
    fn an_answer_overtakes_a_poll() {
        let mut flow = on(&polled());
        let poll = sent(&flow, 4.0);
        flow.submit(crate::Answer::new("skip")).unwrap();
        let before = flow.clone();
        flow.handle_failure(poll.id, at(5.0));
        assert_eq!(flow, before);
        assert_eq!(flow.state(), StateName::Submit);
    }
}
