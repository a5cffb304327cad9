//! Random flows: random answers, faults, delays, restarts and late responses. The invariants are
//! checked at every step. From every state a cooperating user reaches the end (every-run-ends).
#![expect(
    clippy::indexing_slicing,
    reason = "tests state their expectations by panicking"
)]

use std::time::Duration;

use idx_flow::{Action, Answer, Channel, RequestId, StateName};
use idx_flow_sim::Setup;
use idx_flow_sim::faults::{Fault, RateLimitHint, Rule};
use idx_flow_sim::setup::{
    AuthenticatorKey, ChallengeMethod, Enrolled, FastPass, IdentityProvider, LoopbackListener,
    MethodType, Policy, Registration, SignIn,
};
use idx_flow_tests::host::{Host, Restart, engine_response};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

/// An event of a random flow.
#[derive(Debug, Clone)]
enum Event {
    /// A cooperating user or the host carries out the next action.
    Advance,
    /// The next HTTP exchange has this fault.
    Fault(Fault),
    /// The process is killed, also during a submission.
    Restart,
    /// The user answers some remediation with this text.
    Answer { remediation: usize, text: String },
    /// The user selects another enrollment channel: SMS (`true`) or email.
    SelectChannel(bool),
    /// An earlier response arrives again, with its own id and with another.
    LateResponse { index: usize, id: u64 },
    /// This number of seconds elapses.
    Pause(u64),
    /// The clock is set back by this number of seconds.
    SetBack(u64),
    /// A browser redirects to the app with this query.
    Redirect(String),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        12 => Just(Event::Advance),
        3 => fault().prop_map(Event::Fault),
        2 => Just(Event::Restart),
        3 => (0..8usize, "[a-z0-9@.]{0,12}").prop_map(|(remediation, text)| Event::Answer { remediation, text }),
        1 => any::<bool>().prop_map(Event::SelectChannel),
        2 => (0..40usize, 0..40u64).prop_map(|(index, id)| Event::LateResponse { index, id }),
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

/// The org's setups: from password only to enrollment with a challenge.
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
        fast_pass(ChallengeMethod::Loopback),
        fast_pass(ChallengeMethod::CustomUri),
        policy(Policy::with_required(&[AuthenticatorKey::Webauthn])),
        policy(Policy {
            registration: Some(Registration::default()),
            ..Policy::default()
        }),
        policy(Policy {
            recovery: vec![MethodType::Email],
            ..Policy::default()
        }),
        with_identity_provider(),
    ]
}

/// Okta Verify on the same device signs in, from the first prompt.
fn fast_pass(method: ChallengeMethod) -> Setup {
    let mut setup = Setup::default();
    setup.policy.okta_verify.fast_pass = Some(FastPass {
        method,
        at_sign_in: true,
        listeners: vec![LoopbackListener::signing(6511)],
        ..FastPass::default()
    });
    let laptop = Enrolled::OktaVerify("Ada's laptop".to_owned());
    setup.users[0].enrolled.push(laptop);
    setup
}

/// A social identity provider, and a code by email after it.
fn with_identity_provider() -> Setup {
    let provider = IdentityProvider {
        kind: "GOOGLE".to_owned(),
        name: "Google".to_owned(),
        login: Some("ada@example.com".to_owned()),
    };
    Setup {
        identity_providers: vec![provider],
        policy: Policy::with_challenge(&[MethodType::Email]),
        ..Setup::default()
    }
}

/// A random flow.
struct RandomFlow {
    host: Host,
    /// A response for each request that was sent.
    responses: Vec<(RequestId, idx_flow_sim::Response)>,
}

impl RandomFlow {
    fn handle(&mut self, event: Event) {
        let host = &mut self.host;
        match event {
            Event::Advance => self.advance(),
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
            Event::SelectChannel(by_sms) => {
                let channel = if by_sms { Channel::Sms } else { Channel::Email };
                host.try_channel(&channel);
            }
            Event::LateResponse { index, id } => self.deliver_again(index, id),
            Event::Pause(seconds) => host.now += Duration::from_secs(seconds),
            Event::SetBack(seconds) => {
                host.now -= Duration::from_secs(seconds);
                host.was_set_back = true;
            }
            Event::Redirect(query) => {
                let before = host.flow.clone();
                let url = format!("com.example.app:/callback?{query}");
                let result = host.flow.handle_redirect(&url, host.now);
                assert!(result.is_err(), "a forged redirect was accepted");
                assert_eq!(host.flow, before, "error-is-noop");
            }
        }
    }

    /// Carries out the next action. For a request, stores a response that can arrive again later.
    fn advance(&mut self) {
        let action = self.host.action();
        self.host.advance();
        if let Action::Send { request } = action {
            let body = br#"{"version":"1.0.0","messages":{"value":[]}}"#.to_vec();
            self.responses.push((
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
        let Some(prompt) = action.prompt() else {
            return;
        };
        let forms = &prompt.remediations;
        let Some(form) = forms.get(remediation % forms.len().max(1)) else {
            return;
        };
        let required = form.fields.iter().filter(|field| field.is_required);
        let answer = required.fold(Answer::new(prompt, &form.id), |answer, field| {
            match field.choices.first() {
                Some(first) => answer.with(&field.path, first.id.as_str()),
                None => answer.with(&field.path, text),
            }
        });
        let before = self.host.flow.clone();
        if self.host.submit(answer).is_err() {
            assert_eq!(self.host.flow, before, "error-is-noop");
        }
    }

    /// Delivers an earlier response with its own id and with an earlier id. Neither changes the flow.
    fn deliver_again(&mut self, index: usize, id: u64) {
        let count = self.responses.len().max(1);
        let Some((own_id, response)) = self.responses.get(index % count) else {
            return;
        };
        let before = self.host.flow.clone();
        let now = self.host.now;
        for id in [*own_id, RequestId(id % own_id.0.max(1))] {
            let response = engine_response(response);
            self.host.flow.handle_response(id, response, now);
        }
        assert_eq!(self.host.flow, before, "stale-id-is-noop");
    }
}

/// Without random events, a cooperating user reaches tokens in each setup. The random flows start from
/// the same states.
#[test]
fn each_setup_ends_with_tokens() {
    let mut transcripts = String::new();
    for setup in setups() {
        let mut host = Host::new(setup);
        let mut steps = 0;
        while host.advance() {
            steps += 1;
            assert!(steps < 100, "{}", host.transcript);
        }
        let is_done = host.flow.state() == StateName::Done;
        assert!(is_done, "{}", host.transcript);
        transcripts += &host.transcript.to_string();
    }
    for covered in [
        "Challenge POST :6511/challenge → 200",
        "answer launch-authenticator",
        "answer enroll-authenticator [credentials.attestation",
        "answer select-enroll-profile",
        "answer currentAuthenticator-recover",
        "redirect received",
    ] {
        assert!(transcripts.contains(covered), "{covered}: {transcripts}");
    }
}

/// Failing seeds are stored next to this file. `PROPTEST_CASES` sets the number of random flows.
fn config() -> ProptestConfig {
    let seeds = FileFailurePersistence::WithSource("proptest-regressions");
    ProptestConfig {
        failure_persistence: Some(Box::new(seeds)),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_random_flow_satisfies_the_invariants_and_can_end(
        setup in prop::sample::select(setups()),
        events in prop::collection::vec(event(), 0..50),
    ) {
        let mut random_flow = RandomFlow { host: Host::new(setup), responses: Vec::new() };
        for event in events {
            random_flow.handle(event);
        }
        let mut host = random_flow.host;
        host.faults.clear();
        let mut steps = 0;
        while host.advance() {
            steps += 1;
            prop_assert!(steps < 400, "every-run-ends: {}", host.transcript);
        }
    }
}
