//! Answers a prompt, or leaves it to the user.

use super::KnownValues;
use super::draft::Draft;
use crate::answer::Answer;
use crate::names::Severity;
use crate::prompt::Prompt;
use crate::prompt::message::Message;
use crate::prompt::remediation::{Remediation, RemediationSource};

impl KnownValues {
    /// Answers the prompt with the known values, which are then used up. `None` if the prompt must be
    /// shown to the user.
    ///
    /// Call it for each prompt of an [`Ask`](crate::Action::Ask). It answers each
    /// [version](Prompt::version) of a prompt once, so it can be called again when the prompt is redrawn.
    pub fn answer(&mut self, prompt: &Prompt) -> Option<Answer> {
        if self.has_ended || self.has_seen(prompt) {
            return None;
        }
        let is_first = self.last_version.is_none();
        self.last_version = Some(prompt.version);
        let is_clean = !has_problem(prompt);
        let form = main_form(prompt);
        let navigation = self.navigate(prompt).filter(|_| is_clean || is_first);
        let completed = navigation.and_then(Draft::complete).or_else(|| {
            let form = form.filter(|_| is_clean)?;
            self.fill_in(prompt, form)?.complete()
        });
        let Some((answer, uses)) = completed else {
            self.has_shown = true;
            if let Some(form) = form {
                self.release(prompt, form);
            }
            return None;
        };
        for used in uses {
            self.spend(used);
        }
        Some(answer)
    }

    /// Whether this prompt or a newer one was seen before. Prompts outside of a flow have no version.
    fn has_seen(&self, prompt: &Prompt) -> bool {
        prompt.version != 0 && self.last_version.is_some_and(|last| prompt.version <= last)
    }
}

/// The form of the current step. The server lists it first, and then the alternatives to it.
fn main_form(prompt: &Prompt) -> Option<&Remediation> {
    let first = prompt.remediations.first();
    first.filter(|form| form.source == RemediationSource::Remediation)
}

/// Whether the user must see the prompt: an answer may be lost or is limited, or the server reports a
/// problem.
fn has_problem(prompt: &Prompt) -> bool {
    let is_info = |message: &Message| message.severity == Some(Severity::Info);
    prompt.notice.is_some() || !prompt.all_messages().all(is_info)
}

#[cfg(test)]
mod tests {
    use super::super::goal::Goal;
    use super::super::test_util::{
        about, answers, button, challenge_password, enroll_profile, form, identify, passcode,
        prompt, response, select, select_authenticate, with_message,
    };
    use super::*;
    use crate::names::AuthenticatorKey as Key;
    use crate::prompt::notice::Notice;
    use serde_json::{Value, json};

    const FACTORS: [(&str, &[&str]); 2] = [("okta_password", &[]), ("okta_email", &["=email"])];

    fn known(goal: Goal) -> KnownValues {
        KnownValues::new(goal)
            .with_identifier("ada")
            .with_password("pw")
            .with_new_password("new")
            .with_factor(Key::OktaEmail, None)
            .with_attribute("firstName", "Ada")
            .with_attribute("email", "ada@acme.example")
    }

    fn code() -> Value {
        let form = form("challenge-authenticator", json!([passcode()]));
        about("okta_email", ["resend", "poll"], response([form]))
    }

    fn new_password(name: &str) -> Value {
        about(
            "okta_password",
            [],
            response([form(name, json!([passcode()]))]),
        )
    }

    /// The names of the answered forms.
    fn names<const N: usize>(goal: Goal, prompts: [Value; N]) -> [String; N] {
        let name = |answer: String| answer.split(' ').next().unwrap_or_default().to_owned();
        answers(&mut known(goal), prompts).map(name)
    }

    #[test]
    fn sign_in_uses_the_password_and_then_the_factor() {
        let select = "select-authenticator-authenticate";
        let password_first = [
            identify(&[passcode()]),
            select_authenticate(&FACTORS[1..]),
            code(),
        ];
        assert_eq!(
            names(Goal::SignIn, password_first),
            ["identify", select, "-"]
        );
        let identifier_first = [
            identify(&[]),
            select_authenticate(&FACTORS),
            challenge_password(),
            select_authenticate(&FACTORS[1..]),
            code(),
            new_password("reenroll-authenticator"),
        ];
        let expected = [
            "identify",
            select,
            "challenge-authenticator",
            select,
            "-",
            "reenroll-authenticator",
        ];
        assert_eq!(names(Goal::SignIn, identifier_first), expected);
    }

    #[test]
    fn a_sign_up_enrolls_the_password_and_then_the_factor() {
        let enroll =
            |factors: &[(&str, &[&str])]| select("select-authenticator-enroll", &[], factors);
        let prompts = [
            identify(&[]),
            enroll_profile(&[]),
            enroll(&FACTORS),
            new_password("enroll-authenticator"),
            enroll(&FACTORS[1..]),
            code(),
        ];
        let select = "select-authenticator-enroll";
        let first = ["select-enroll-profile", "enroll-profile", select];
        let last = ["enroll-authenticator", select, "-"];
        assert_eq!(names(Goal::Register, prompts), [first, last].concat()[..]);
    }

    #[test]
    fn a_recovery_starts_before_or_after_the_identifier() {
        let select = "select-authenticator-authenticate";
        let recover = "currentAuthenticator-recover";
        let recovery = form(
            "identify-recovery",
            json!([{"name": "identifier", "required": true}]),
        );
        let prompts = [
            about("okta_password", ["recover"], identify(&[passcode()])),
            response([recovery]),
            select_authenticate(&FACTORS[1..]),
            code(),
            new_password("reset-authenticator"),
        ];
        let expected = [
            recover,
            "identify-recovery",
            select,
            "-",
            "reset-authenticator",
        ];
        assert_eq!(names(Goal::RecoverPassword, prompts), expected);
        let prompts = [
            identify(&[]),
            select_authenticate(&FACTORS),
            challenge_password(),
            select_authenticate(&FACTORS[1..]),
            code(),
            new_password("reset-authenticator"),
        ];
        let expected = [
            "identify",
            select,
            recover,
            select,
            "-",
            "reset-authenticator",
        ];
        assert_eq!(names(Goal::RecoverPassword, prompts), expected);
    }

    #[test]
    fn an_unlock_continues_with_the_password() {
        let name = "select-authenticator-unlock-account";
        let identifier = json!({"name": "identifier", "required": true});
        let unlocked = with_message(challenge_password(), "INFO");
        let prompts = [
            identify(&[]),
            select(name, &[identifier], &FACTORS[1..]),
            code(),
            unlocked,
        ];
        let expected = ["unlock-account", name, "-", "challenge-authenticator"];
        assert_eq!(names(Goal::UnlockAccount, prompts), expected);
    }

    #[test]
    fn a_prompt_with_a_message_or_a_notice_is_shown() {
        let identify = |severity: &str| with_message(identify(&[]), severity);
        assert_eq!(names(Goal::SignIn, [identify("INFO")]), ["identify"]);
        for severity in ["ERROR", "WARNING", "OTHER"] {
            assert_eq!(
                names(Goal::SignIn, [identify(severity)]),
                ["-"],
                "{severity}"
            );
        }
        let of_field = json!({"name": "rememberMe", "messages": {"value": [{"class": "ERROR"}]}});
        assert_eq!(
            names(
                Goal::SignIn,
                [super::super::test_util::identify(&[of_field])]
            ),
            ["-"]
        );
        let mut lost = prompt(&super::super::test_util::identify(&[]));
        lost.notice = Some(Notice::AnswerMayBeLost { attempts: 1 });
        assert_eq!(known(Goal::SignIn).answer(&lost), None);
    }

    #[test]
    fn a_rejected_answer_is_not_repeated() {
        let rejected = || with_message(identify(&[passcode()]), "ERROR");
        let unknown_user = with_message(identify(&[passcode()]), "INFO");
        let prompts = [
            identify(&[passcode()]),
            rejected(),
            unknown_user,
            challenge_password(),
        ];
        assert_eq!(names(Goal::SignIn, prompts), ["identify", "-", "-", "-"]);
    }

    #[test]
    fn a_prompt_is_answered_once() {
        let mut known = known(Goal::SignIn);
        let mut first = prompt(&identify(&[]));
        first.version = 2;
        assert!(known.answer(&first).is_some());
        let mut other = prompt(&challenge_password());
        for (version, is_answered) in [(1, false), (2, false), (3, true), (3, false)] {
            other.version = version;
            assert_eq!(known.answer(&other).is_some(), is_answered, "{version}");
        }
    }

    #[test]
    fn an_alternative_to_the_form_of_the_step_is_not_answered() {
        let select = select_authenticate(&FACTORS);
        let alternative = select["remediation"]["value"][0].clone();
        let mut prompt = code();
        prompt["authenticators"] = select["authenticators"].clone();
        prompt["remediation"]["value"]
            .as_array_mut()
            .unwrap()
            .push(alternative);
        assert_eq!(names(Goal::SignIn, [prompt]), ["-"]);
        let only_actions = about(
            "okta_password",
            ["resend"],
            json!({"cancel": button("cancel")}),
        );
        assert_eq!(names(Goal::SignIn, [only_actions]), ["-"]);
    }

    /// Each value is in at most one answer, and the number of answers is finite, whatever the server
    /// sends.
    #[test]
    fn no_sequence_of_prompts_submits_a_value_twice() {
        let identifier = json!({"name": "identifier", "required": true});
        let prompts = [
            identify(&[]),
            about("okta_password", ["recover"], identify(&[passcode()])),
            response([form("identify-recovery", json!([identifier]))]),
            select_authenticate(&FACTORS),
            select("select-authenticator-enroll", &[], &FACTORS),
            select(
                "select-authenticator-unlock-account",
                &[identifier],
                &FACTORS,
            ),
            challenge_password(),
            code(),
            enroll_profile(&[passcode()]),
            new_password("reset-authenticator"),
            with_message(identify(&[passcode()]), "ERROR"),
        ];
        let prompts = prompts.map(|response| prompt(&response));
        let count = prompts.len();
        let goals = [
            Goal::SignIn,
            Goal::Register,
            Goal::RecoverPassword,
            Goal::UnlockAccount,
        ];
        let sequences = (0..count.pow(4)).flat_map(|n| goals.map(|goal| (goal, n)));
        let mut most = 0;
        for (goal, sequence) in sequences {
            let mut known = known(goal);
            let mut bodies = Vec::new();
            // four prompts, again and again
            for step in 0..24 {
                let prompt = &prompts[sequence / count.pow(step % 4) % count];
                if let Some(answer) = known.answer(prompt) {
                    let form = prompt.remediation(&answer.remediation).unwrap();
                    bodies.push(form.body(&answer).unwrap().expose().to_owned());
                }
            }
            for value in [
                r#""ada""#,
                r#""pw""#,
                r#""new""#,
                r#""Ada""#,
                "@acme",
                r#":"email""#,
            ] {
                let uses = bodies.iter().filter(|body| body.contains(value)).count();
                assert!(uses <= 1, "{goal:?} {sequence}: {value} in {bodies:?}");
            }
            most = most.max(bodies.len());
        }
        assert_eq!(most, 5);
    }
}
