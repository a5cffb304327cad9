//! An answer, checked and made ready to send.

use super::flow::Flow;
use super::page::Page;
use super::state::{State, Submission, Turn};
use crate::answer::{Answer, build, check};
use crate::error::InputError;
use crate::prompt::remediation::Remediation;

/// The state that an answer leads to; the flow itself is not touched.
pub(crate) fn answered(flow: &Flow, answer: &Answer) -> Result<State, InputError> {
    let (turn, page) = at_prompt(flow)?;
    let unknown = || InputError::UnknownRemediation(answer.remediation.clone());
    let chosen = page
        .prompt
        .remediation(&answer.remediation)
        .ok_or_else(unknown)?;
    check(chosen, answer)?;
    let nowhere = || InputError::NoAddress(chosen.id.clone());
    if let Some(destination) = chosen.destination() {
        flow.config
            .issuer
            .openable(destination)
            .ok_or_else(nowhere)?;
        return Ok(State::Prompt(Turn {
            redirect: Some(chosen.id.clone()),
            ..turn.clone()
        }));
    }
    let href = chosen.href.as_deref().ok_or_else(nowhere)?;
    let url = flow.config.issuer.own(href).ok_or_else(nowhere)?;
    Ok(State::Submit(submission(chosen, url, answer)))
}

/// Where answers are expected at all.
pub(crate) fn at_prompt(flow: &Flow) -> Result<(&Turn, &Page), InputError> {
    match (&flow.state, &flow.page) {
        (State::Prompt(turn), Some(page)) => Ok((turn, page)),
        _ => Err(InputError::NotExpected),
    }
}

fn submission(chosen: &Remediation, url: String, answer: &Answer) -> Submission {
    Submission {
        method: chosen.method.clone(),
        url,
        accepts: chosen.accepts.clone(),
        body: build(chosen, answer),
    }
}
