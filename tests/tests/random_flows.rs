//! Random walks: random answers, faults, delays, restarts and late replies, with every law held at
//! every step; and from wherever a walk has led, a willing user comes to an end.
#![expect(
    clippy::indexing_slicing,
    reason = "tests say what they expect by panicking"
)]

use std::time::Duration;

use idx_flow::{Action, Answer, Channel, RequestId};
use idx_flow_sim::Setup;
use idx_flow_sim::faults::{Fault, RateLimitHint, Rule};
use idx_flow_sim::setup::{AuthenticatorKey, Enrolled, MethodType, Policy, SignIn};
use idx_flow_tests::host::{Host, Restart, returned};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

/// One thing that happens on a walk.
#[derive(Debug, Clone)]
enum Event {
    /// The user does the right thing, or the exchange goes well.
    LeadOn,
    /// The next exchange does not go well.
    Fault(Fault),
    /// The process dies, also with an answer out.
    Restart,
    /// Some remediation is answered with something.
    Answer { remediation: usize, text: String },
    /// The user wants the link another way.
    CannotScan(bool),
    /// An earlier reply comes in once more, under its own id or another.
    LateReply { which: usize, id: u64 },
    /// Nobody does anything for so many seconds.
    Pause(u64),
    /// The clock is set back by so many seconds.
    SetBack(u64),
    /// A browser comes back with something.
    Redirect(String),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        12 => Just(Event::LeadOn),
        3 => fault().prop_map(Event::Fault),
        2 => Just(Event::Restart),
        3 => (0..8usize, "[a-z0-9@.]{0,12}").prop_map(|(remediation, text)| Event::Answer { remediation, text }),
        1 => any::<bool>().prop_map(Event::CannotScan),
        2 => (0..40usize, 0..40u64).prop_map(|(which, id)| Event::LateReply { which, id }),
        2 => (0..400u64).prop_map(Event::Pause),
        1 => (0..400u64).prop_map(Event::SetBack),
        1 => "(state=[a-z]{1,3}&)?(interaction_code|error|otp)=[a-z_]{1,20}".prop_map(Event::Redirect),
    ]
}

fn fault() -> impl Strategy<Value = Fault> {
    let limited = |hint| Fault::RateLimited { after_s: 20, hint };
    prop::sample::select(vec![
        Fault::RequestLost,
        Fault::ReplyLost,
        Fault::Delayed { ms: 9_000 },
        Fault::ReplyTwice,
        limited(RateLimitHint::Reset),
        limited(RateLimitHint::RetryAfter),
        limited(RateLimitHint::Silent),
        Fault::ServerError { acted: false },
        Fault::ServerError { acted: true },
        Fault::BadGateway { acted: true },
        Fault::Unavailable,
        Fault::EmptyBody,
        Fault::CutBody,
        Fault::HandleRotated,
        Fault::UnknownRemediation,
        Fault::UnknownAuthenticator,
        Fault::UnknownField,
        Fault::HugeBody,
        Fault::SessionExpired,
        Fault::ForeignHref {
            origin: "https://evil.example".to_owned(),
        },
    ])
}

/// What the org can be like: from a password alone to enrollment and challenge in one.
fn setups() -> Vec<Setup> {
    let policy = |policy: Policy| Setup {
        policy,
        ..Setup::default()
    };
    let mut enrolled = policy(Policy::with_challenge(&[
        MethodType::Push,
        MethodType::Totp,
    ]));
    enrolled.users[0]
        .enrolled
        .push(Enrolled::OktaVerify("Ada's phone".to_owned()));
    vec![
        policy(Policy::default()),
        policy(Policy {
            sign_in: SignIn::IdentifierFirst,
            ..Policy::default()
        }),
        policy(Policy::with_required(&[AuthenticatorKey::OktaVerify])),
        policy(Policy {
            optional: vec![AuthenticatorKey::OktaVerify],
            ..Policy::default()
        }),
        policy(Policy {
            magic_link: true,
            ..Policy::with_challenge(&[MethodType::Email])
        }),
        policy(Policy {
            rotate_state_handle: true,
            ..Policy::with_required(&[AuthenticatorKey::OktaVerify])
        }),
        enrolled,
    ]
}

/// A walk, and what it has seen.
struct RandomFlow {
    host: Host,
    replies: Vec<(RequestId, idx_flow_sim::Response)>,
}

impl RandomFlow {
    fn happen(&mut self, event: Event) {
        let host = &mut self.host;
        match event {
            Event::LeadOn => self.advance(),
            Event::Fault(fault) => {
                host.faults.add(Rule::once(fault));
                self.advance();
            }
            Event::Restart => {
                host.restart = Restart::InFlight;
                self.advance();
                self.host.restart = Restart::EachStep;
                self.advance();
                self.host.restart = Restart::Never;
            }
            Event::Answer { remediation, text } => self.answer(remediation, &text),
            Event::CannotScan(by_sms) => {
                let channel = if by_sms { Channel::Sms } else { Channel::Email };
                host.cannot_scan(&channel);
            }
            Event::LateReply { which, id } => self.late_reply(which, id),
            Event::Pause(seconds) => host.now += Duration::from_secs(seconds),
            Event::SetBack(seconds) => host.now -= Duration::from_secs(seconds),
            Event::Redirect(query) => {
                let before = host.flow.clone();
                let came = host
                    .flow
                    .handle_redirect(&format!("com.example.app:/callback?{query}"));
                assert!(came.is_err(), "a forged redirect was taken");
                assert_eq!(host.flow, before);
            }
        }
    }

    /// One step; what came back for it is kept, to come in again later.
    fn advance(&mut self) {
        let action = self.host.action();
        self.host.advance();
        if let Action::Send { request } = action {
            let body = br#"{"version":"1.0.0","messages":{"value":[]}}"#.to_vec();
            self.replies.push((
                request.id,
                idx_flow_sim::Response {
                    status: 200,
                    headers: Vec::new(),
                    body,
                },
            ));
        }
    }

    fn answer(&mut self, remediation: usize, text: &str) {
        let action = self.host.action();
        let Some(page) = action.prompt() else { return };
        let Some(form) = page
            .remediations
            .get(remediation % page.remediations.len().max(1))
        else {
            return;
        };
        let asked = form.fields.iter().filter(|field| field.required);
        let answer = asked.fold(Answer::new(&form.id), |answer, field| {
            match field.choices.first() {
                Some(first) => answer.with(&field.path, first.id.as_str()),
                None => answer.with(&field.path, text),
            }
        });
        let before = self.host.flow.clone();
        if self.host.submit(answer).is_err() {
            assert_eq!(self.host.flow, before, "law 2");
        }
    }

    /// Under an id of the past a reply must change nothing, whatever it says.
    fn late_reply(&mut self, which: usize, id: u64) {
        let Some((own, response)) = self.replies.get(which % self.replies.len().max(1)) else {
            return;
        };
        let before = self.host.flow.clone();
        let now = self.host.now;
        for id in [*own, RequestId(id % own.0.max(1))] {
            self.host.flow.handle_response(id, returned(response), now);
        }
        assert_eq!(self.host.flow, before, "law 5");
    }
}

/// Failing seeds are kept beside this file; `PROPTEST_CASES` asks for more walks.
fn config() -> ProptestConfig {
    let kept = FileFailurePersistence::WithSource("proptest-regressions");
    ProptestConfig {
        failure_persistence: Some(Box::new(kept)),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_random_flow_keeps_the_invariants_and_can_end(
        setup in prop::sample::select(setups()),
        events in prop::collection::vec(event(), 0..50),
    ) {
        let mut walk = RandomFlow { host: Host::new(setup), replies: Vec::new() };
        for event in events {
            walk.happen(event);
        }
        // law 10: the sky clears, and a willing user comes to an end
        walk.host.faults.clear();
        let mut steps = 0;
        while walk.host.advance() {
            steps += 1;
            prop_assert!(steps < 400, "no end: {}", walk.host.transcript);
        }
    }
}
