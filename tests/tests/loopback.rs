//! Journeys over real HTTP: the adapter for ureq on one side, the simulated org on the other, and a
//! person who looks at the screen and has a phone in the hand.
#![expect(
    clippy::unwrap_used,
    reason = "tests say what they expect by panicking"
)]

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use idx_flow::{
    Action, Answer, AuthenticatorKey as Key, Channel, Config, MethodType, Prompt, Purpose,
    RemediationName as Name, Request, Response, Secret, Tokens,
};
use idx_flow_sim::Setup;
use idx_flow_sim::server::{Server, World};
use idx_flow_sim::setup::{AuthenticatorKey, Enrolled, MethodType as Method, Policy, SignIn, User};
use idx_flow_ureq::{Completed, Event, Runner, TransportError, Ui};

const LOGIN: &str = "ada@example.com";
const PASSWORD: &str = "Correct-Horse-1";

/// E1.
#[test]
fn okta_verify_is_enrolled_by_the_picture_on_the_screen() {
    let policy = Policy::with_required(&[AuthenticatorKey::OktaVerify]);
    let person = sign_in(policy, User::default(), Person::default());
    assert_eq!(person.scanned, 1);
    assert!(person.sent(Purpose::Poll) >= 2, "{:?}", person.trace);
    assert_eq!(person.sent(Purpose::Submit), 2, "{:?}", person.trace);
}

/// E3.
#[test]
fn okta_verify_is_enrolled_by_a_link_in_a_mail() {
    let policy = Policy::with_required(&[AuthenticatorKey::OktaVerify]);
    let cannot_scan = Person {
        cannot_scan: true,
        ..Person::default()
    };
    let person = sign_in(policy, User::default(), cannot_scan);
    assert_eq!((person.scanned, person.opened), (0, 1));
    assert!(person.sent(Purpose::Poll) >= 1, "{:?}", person.trace);
}

/// C1.
#[test]
fn a_push_is_approved() {
    let user = User {
        enrolled: vec![Enrolled::OktaVerify("Ada's phone".to_owned())],
        ..User::default()
    };
    let policy = Policy::with_challenge(&[Method::Push]);
    let person = sign_in(policy, user, Person::default());
    assert_eq!(person.approved, 1);
    assert!(person.sent(Purpose::Poll) >= 1, "{:?}", person.trace);
}

/// P1.
#[test]
fn a_password_is_enough() {
    let person = sign_in(Policy::default(), User::default(), Person::default());
    let expected = [
        Purpose::Interact,
        Purpose::Introspect,
        Purpose::Submit,
        Purpose::Exchange,
    ];
    assert_eq!(person.trace, expected);
}

/// P3.
#[test]
fn a_wrong_password_is_said_at_its_field() {
    let policy = Policy {
        sign_in: SignIn::IdentifierFirst,
        ..Policy::default()
    };
    let hasty = Person {
        mistakes: 1,
        ..Person::default()
    };
    let person = sign_in(policy, User::default(), hasty);
    assert_eq!(person.told, ["incorrectPassword at credentials.passcode"]);
    assert_eq!(person.sent(Purpose::Submit), 3, "{:?}", person.trace);
}

/// Serves the org on loopback and drives a flow to its tokens.
fn sign_in(policy: Policy, user: User, person: Person) -> Person {
    let policy = Policy {
        poll_interval_ms: 1000,
        ..policy
    };
    let setup = Setup {
        policy,
        users: vec![user],
        ..Setup::default()
    };
    let server = Server::start(setup).unwrap();
    let invitation = server.invitation();
    let redirect_uri = invitation.redirect_uri.unwrap();
    let config = Config::new(server.issuer(), &invitation.client_id, redirect_uri).unwrap();
    let runner = Runner::new();
    let mut flow = runner.start(config).unwrap();
    let mut person = Person {
        world: Some(server.shared_world()),
        ..person
    };
    let completed = runner.run(&mut flow, &mut person);
    let Ok(Completed::Tokens(tokens)) = completed else {
        panic!("{completed:?} after {:?}", person.trace);
    };
    assert!(is_adas(&tokens));
    person
}

fn is_adas(tokens: &Tokens) -> bool {
    let id_token = tokens.id_token.as_ref().unwrap();
    id_token.preferred_username.as_deref() == Some(LOGIN) && !tokens.access_token.is_empty()
}

/// Someone who wants to sign in, and what they have done so far.
#[derive(Default)]
struct Person {
    world: Option<Arc<Mutex<World>>>,
    cannot_scan: bool,
    mistakes: u32,
    scanned: u32,
    opened: u32,
    approved: u32,
    told: Vec<String>,
    trace: Vec<Purpose>,
}

impl Ui for Person {
    fn show(&mut self, action: &Action, _wait: Option<Duration>) -> Event {
        let Some(prompt) = action.prompt().map(Arc::clone) else {
            return Event::Elapsed;
        };
        for message in prompt.all_messages() {
            let key = message.key.as_deref().unwrap_or_default();
            let field = message.field.as_deref().unwrap_or("the top");
            self.told.push(format!("{key} at {field}"));
        }
        match action {
            Action::ShowQr { .. } if self.cannot_scan => {
                Event::Answer(Answer::channel(&prompt, &Channel::Email).unwrap())
            }
            Action::ShowQr { qr, .. } => {
                self.scan(&qr.png().unwrap());
                Event::Elapsed
            }
            Action::Wait { .. } => {
                self.look_at_phone();
                Event::Elapsed
            }
            _ => Event::Answer(self.fill_in(&prompt)),
        }
    }

    fn exchanged(&mut self, request: &Request, outcome: Result<&Response, &TransportError>) {
        assert!(outcome.is_ok(), "{request:?}: {outcome:?}");
        self.trace.push(request.purpose);
    }
}

impl Person {
    fn sent(&self, purpose: Purpose) -> usize {
        self.trace.iter().filter(|sent| **sent == purpose).count()
    }

    fn fill_in(&mut self, prompt: &Prompt) -> Answer {
        if prompt.named(&Name::Identify).is_some() {
            let password = Secret::from(PASSWORD);
            return Answer::identify(prompt, LOGIN, Some(&password)).unwrap();
        }
        if let Some(form) = prompt.named(&Name::EnrollmentChannelData) {
            return Answer::new(&form.id).with("email", LOGIN);
        }
        if let Ok(answer) = Answer::passcode(prompt, PASSWORD) {
            let mistaken = self.mistakes > 0;
            self.mistakes = self.mistakes.saturating_sub(1);
            let wrong = Answer::passcode(prompt, "Wrong-Horse-1").unwrap();
            return if mistaken { wrong } else { answer };
        }
        let push = Answer::authenticator(prompt, &Key::OktaVerify, Some(&MethodType::Push));
        let any = || Answer::authenticator(prompt, &Key::OktaVerify, None);
        push.or_else(|_| any()).unwrap()
    }

    /// The first time they see it; one scan is enough.
    fn scan(&mut self, png: &[u8]) {
        if self.scanned == 0 && self.sent(Purpose::Poll) > 0 {
            self.in_world(|world| {
                let now = world.now();
                let (org, phone) = world.phone(None);
                phone.scan(org, png, now).unwrap();
            });
            self.scanned += 1;
        }
    }

    /// A push, or a mail with a link: yes to either.
    fn look_at_phone(&mut self) {
        let (opened, approved) = self.in_world(|world| {
            let now = world.now();
            let link = world.org.inbox().link(LOGIN).map(str::to_owned);
            let (org, phone) = world.phone(None);
            let approves = phone.pending(org, now).is_some();
            if approves {
                phone.approve(org, now).unwrap();
            }
            let opens = link.is_some_and(|link| phone.open_link(org, &link, now).is_ok());
            (opens, approves)
        });
        self.opened += u32::from(opened);
        self.approved += u32::from(approved);
    }

    /// The server waits meanwhile; nothing is on its way to it.
    fn in_world<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        let world = self.world.as_ref().unwrap();
        act(&mut world.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
