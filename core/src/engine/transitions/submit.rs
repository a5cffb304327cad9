//! Transitions of an answer: submitted, rejected or lost.

use std::time::Duration;

use super::super::challenge;
use super::super::flow::Flow;
use super::super::state::{Introspection, PromptState, State, Submission};
use super::super::submission::{self, Checked};
use crate::answer::Answer;
use crate::error::AnswerError;
use crate::prompt::message::Message;
use crate::retry::{Retry, RetryCause};
use crate::wire::time::Millis;

/// The state after an answer to the prompt.
pub(in super::super) fn on_answer(
    flow: &mut Flow,
    answer: &Answer,
    now: Millis,
) -> Result<State, AnswerError> {
    let checked = submission::check_answer(flow, answer, now)?;
    let state = match (checked, &flow.state) {
        (Checked::Form(submission), _) => State::Submit(submission),
        (Checked::Navigate(id), State::Prompt(state)) => State::Prompt(PromptState {
            redirect: Some(id),
            ..state.clone()
        }),
        (Checked::Navigate(_), _) => return Err(AnswerError::NotExpected),
    };
    challenge::reset_challenge_budget(flow, answer);
    Ok(state)
}

/// The server rejected the answer with messages and without a form: asks for the current step, and
/// shows it with these messages.
pub(super) fn on_rejection(
    flow: &mut Flow,
    submission: &Submission,
    messages: Vec<Message>,
) -> State {
    let mut introspection = Introspection::default();
    if submission.is_user {
        flow.lost_answers = 0;
        introspection.messages = messages;
    }
    State::Introspect(introspection)
}

/// The server may or may not have processed the answer: asks for the current step. The answer is never
/// sent again.
pub(super) fn on_loss(
    flow: &mut Flow,
    submission: &Submission,
    cause: RetryCause,
    min_wait: Option<Duration>,
    messages: Vec<Message>,
    now: Millis,
) -> State {
    if submission.is_user {
        flow.lost_answers = flow.lost_answers.saturating_add(1);
    }
    State::Introspect(Introspection {
        retry: Retry::after_loss(now, flow.lost_answers, cause, min_wait),
        messages,
        follows_loss: submission.is_user,
        follows_automatic: !submission.is_user,
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::test_util::{
        CODE, answer, at, challenge, flow_at, messages, reply, request, shown, submit, wait,
    };
    use super::*;
    use crate::exchange::{Purpose, Response};
    use crate::failure::FailureKind;
    use crate::prompt::notice::Notice;
    use crate::{Action, StateName};
    use serde_json::json;

    fn failure(flow: &Flow) -> Option<FailureKind> {
        match flow.next_action(at(0.0)) {
            Action::Failed { failure } => Some(failure.kind),
            _ => None,
        }
    }

    #[test]
    fn a_rejected_answer_can_be_corrected() {
        let api = r#"{"errorCode":"E0000068","errorSummary":"Invalid Passcode/Answer"}"#;
        for (body, text) in [
            (
                messages("Invalid code.", "idx.invalid.device.code"),
                "Invalid code.",
            ),
            (api.to_owned(), "Invalid Passcode/Answer"),
        ] {
            let mut flow = flow_at(&challenge());
            let before = shown(&flow, 0.0);
            submit(&mut flow, CODE, 0.0).unwrap();
            reply(&mut flow, 0.0, 400, &[], &body);
            assert_eq!(request(&flow, 0.0).purpose, Purpose::Introspect);
            reply(&mut flow, 0.0, 200, &[], &challenge().to_string());
            let after = shown(&flow, 0.0);
            assert_eq!(after.messages[0].text, text);
            assert_eq!(after.notice, None);
            assert!(after.version > before.version);
            // a poll with the same step keeps the message, and the next answer removes it
            reply(&mut flow, 4.0, 200, &[], &challenge().to_string());
            assert_eq!(shown(&flow, 4.0).version, after.version);
            submit(&mut flow, CODE, 4.0).unwrap();
            reply(&mut flow, 4.0, 200, &[], &challenge().to_string());
            assert_eq!(shown(&flow, 4.0).messages, []);
        }
    }

    #[test]
    fn a_message_about_the_transaction_ends_it() {
        for (key, kind) in [
            ("idx.session.expired", FailureKind::Expired),
            (
                "core.system.transaction_resource_not_found",
                FailureKind::Expired,
            ),
            ("idx.operation.cancelled.by.user", FailureKind::Terminal),
            ("security.access_denied", FailureKind::Terminal),
        ] {
            let mut flow = flow_at(&challenge());
            submit(&mut flow, CODE, 0.0).unwrap();
            reply(&mut flow, 0.0, 400, &[], &messages("The end.", key));
            assert_eq!(failure(&flow), Some(kind), "{key}");
        }
    }

    #[test]
    fn the_flow_ends_if_the_current_step_is_an_end_too() {
        let mut flow = flow_at(&challenge());
        submit(&mut flow, CODE, 0.0).unwrap();
        reply(&mut flow, 0.0, 400, &[], &messages("Rejected.", "rejected"));
        reply(
            &mut flow,
            0.0,
            401,
            &[],
            &messages("Gone.", "idx.session.expired"),
        );
        let Action::Failed { failure } = flow.next_action(at(0.0)) else {
            panic!("the flow has not ended")
        };
        assert_eq!(failure.kind, FailureKind::Expired);
        let texts: Vec<_> = failure
            .messages
            .iter()
            .map(|message| &message.text)
            .collect();
        assert_eq!(texts, ["Rejected.", "Gone."]);
    }

    #[test]
    fn lost_answers_are_counted_and_the_delay_grows() {
        let mut flow = flow_at(&challenge());
        let mut seconds = 0.0;
        for (attempts, delay) in [(1, None), (2, Some(1.0)), (3, Some(2.0)), (4, Some(4.0))] {
            submit(&mut flow, CODE, seconds).unwrap();
            let lost = request(&flow, seconds);
            match attempts {
                1 => flow.handle_failure(lost.id, at(seconds)),
                2 => reply(&mut flow, seconds, 502, &[], "<html>"),
                3 => reply(&mut flow, seconds, 403, &[], "<html>"),
                _ => reply(&mut flow, seconds, 200, &[], "<html>"),
            }
            assert_eq!(wait(&flow, seconds), delay, "{attempts}");
            seconds += delay.unwrap_or_default();
            assert_eq!(request(&flow, seconds).purpose, Purpose::Introspect);
            reply(&mut flow, seconds, 200, &[], &challenge().to_string());
            let notice = Notice::AnswerMayBeLost { attempts };
            assert_eq!(shown(&flow, seconds).notice, Some(notice));
        }
        // a reply to an answer resets the count
        submit(&mut flow, CODE, seconds).unwrap();
        reply(&mut flow, seconds, 400, &[], &challenge().to_string());
        assert_eq!(shown(&flow, seconds).notice, None);
        submit(&mut flow, CODE, seconds).unwrap();
        flow.handle_failure(request(&flow, seconds).id, at(seconds));
        assert_eq!(wait(&flow, seconds), None);
    }

    #[test]
    fn an_answer_that_reached_the_server_was_not_lost() {
        let mut flow = flow_at(&challenge());
        submit(&mut flow, CODE, 0.0).unwrap();
        flow.handle_failure(request(&flow, 0.0).id, at(0.0));
        let next = json!({"remediation": {"value": [{"name": "skip", "href": "/s", "value": []}]}});
        reply(&mut flow, 0.0, 200, &[], &next.to_string());
        assert_eq!(shown(&flow, 0.0).notice, None);
    }

    #[test]
    fn the_messages_of_a_server_error_are_kept() {
        let mut flow = flow_at(&challenge());
        submit(&mut flow, CODE, 0.0).unwrap();
        reply(&mut flow, 0.0, 500, &[], &messages("Try again.", "oops"));
        reply(&mut flow, 0.0, 200, &[], &challenge().to_string());
        let prompt = shown(&flow, 0.0);
        assert_eq!(prompt.messages[0].text, "Try again.");
        assert_eq!(prompt.notice, Some(Notice::AnswerMayBeLost { attempts: 1 }));
    }

    #[test]
    fn an_answer_to_an_earlier_prompt_is_refused() {
        let mut flow = flow_at(&challenge());
        let early = answer(&flow, CODE);
        let mut rotated = challenge();
        rotated["stateHandle"] = json!("02other");
        reply(&mut flow, 4.0, 200, &[], &rotated.to_string());
        let same_screen = flow.clone().submit(early.clone(), at(4.0));
        assert_eq!(same_screen, Ok(()));
        let mut other = challenge();
        other["messages"] = json!({"value": [{"message": "Another step."}]});
        let id = request(&flow, 8.0).id;
        flow.handle_response(id, Response::of(200, &[], &other.to_string()), at(8.0));
        assert_eq!(flow.submit(early, at(8.0)), Err(AnswerError::StalePrompt));
        assert_eq!(flow.state(), StateName::Prompt);
    }
}
