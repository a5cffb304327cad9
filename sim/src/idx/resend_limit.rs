//! The limit on messages to a user.

use std::time::{Duration, SystemTime};

use super::context::{HandlerResult, RequestContext};
use super::counters::SentMessage;
use super::message::{Message, too_many_requests};
use super::step::{Challenge, Enroll, Step};
use crate::inbox::InboxMessageKind;
use crate::setup::{Channel, MethodType, ResendLimit};

impl RequestContext<'_> {
    /// Records a message to the user.
    pub(crate) fn record_message(&mut self, kind: InboxMessageKind) {
        let at = self.now;
        self.tx.sent_messages.push(SentMessage { kind, at });
    }

    /// Refuses another message of this kind if it comes too soon or too often.
    pub(crate) fn check_resend_limit(&mut self, kind: InboxMessageKind) -> HandlerResult {
        let Some(limit) = self.org_state.setup.policy.resend_limit else {
            return Ok(());
        };
        let longest = Duration::from_secs(limit.window_s.max(limit.interval_s));
        let now = self.now;
        self.tx.sent_messages.retain(|sent| sent.at + longest > now);
        let sent = self.tx.sent_messages.iter();
        let times: Vec<_> = sent
            .filter(|sent| sent.kind == kind)
            .map(|sent| sent.at)
            .collect();
        let Some(reset_at) = reset_time(&times, limit, now) else {
            return Ok(());
        };
        let rejection = limit_message(kind).reject_until(reset_at, limit.count);
        Err(match kind {
            InboxMessageKind::Voice => rejection,
            InboxMessageKind::Email | InboxMessageKind::Sms => rejection.error_only(),
        })
    }
}

/// Returns the kind of message that the current step can resend.
pub(crate) fn resendable_kind(step: &Step) -> Option<InboxMessageKind> {
    match step {
        Step::Verify(method, Challenge::Code(_)) | Step::Enroll(Enroll::Phone(method, _)) => {
            message_kind(*method)
        }
        Step::Enroll(Enroll::Email(_)) => Some(InboxMessageKind::Email),
        Step::Enroll(Enroll::OktaVerify(activation)) => match activation.channel {
            Channel::Email => Some(InboxMessageKind::Email),
            Channel::Sms => Some(InboxMessageKind::Sms),
            Channel::Qrcode | Channel::Samedevice | Channel::Devicebootstrap => None,
        },
        _ => None,
    }
}

/// Returns the kind of message that has the code of a method.
pub(crate) fn message_kind(method: MethodType) -> Option<InboxMessageKind> {
    match method {
        MethodType::Email => Some(InboxMessageKind::Email),
        MethodType::Sms => Some(InboxMessageKind::Sms),
        MethodType::Voice => Some(InboxMessageKind::Voice),
        _ => None,
    }
}

/// Returns when the next message may be sent, if not now. `times` are those of the earlier messages.
fn reset_time(times: &[SystemTime], limit: ResendLimit, now: SystemTime) -> Option<SystemTime> {
    let window = Duration::from_secs(limit.window_s);
    let by_interval = times
        .last()
        .map(|last| *last + Duration::from_secs(limit.interval_s));
    // The oldest of the latest messages that reach the limit must leave the window.
    let by_count = times.iter().rev().nth(limit.count as usize);
    let by_count = by_count.map(|oldest| *oldest + window);
    by_interval.max(by_count).filter(|reset_at| *reset_at > now)
}

fn limit_message(kind: InboxMessageKind) -> Message {
    let limit_of = |messages| {
        format!("You have reached the limit of {messages} requests, please try again later.")
    };
    match kind {
        InboxMessageKind::Email => too_many_requests(),
        InboxMessageKind::Sms => Message::error("errors.E0000150", limit_of("sms")),
        InboxMessageKind::Voice => Message::error("errors.E0000151", limit_of("call")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::UNIX_EPOCH;

    fn at(second: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(second)
    }

    #[test]
    fn the_reset_time_depends_on_the_interval_and_the_count() {
        let limit = ResendLimit {
            count: 1,
            window_s: 100,
            interval_s: 30,
        };
        let reset = |seconds: &[u64], now| {
            let times: Vec<_> = seconds.iter().map(|second| at(*second)).collect();
            reset_time(&times, limit, at(now))
        };
        assert_eq!(reset(&[], 0), None);
        assert_eq!(reset(&[10], 39), Some(at(40)));
        assert_eq!(reset(&[10], 40), None);
        assert_eq!(reset(&[10, 40], 70), Some(at(110)));
        assert_eq!(reset(&[10, 40], 110), None);
        assert_eq!(reset(&[10, 40, 110], 120), Some(at(140)));
        assert_eq!(reset(&[10, 40, 110], 140), None);
    }
}
