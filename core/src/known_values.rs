//! Values that an app knows before the server asks for them.

mod draft;
mod factor;
mod forms;
mod goal;
mod navigation;
mod release;
mod respond;
mod selection;
mod subject;
#[cfg(test)]
mod test_util;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use self::draft::Use;
use self::factor::Factor;
use self::goal::Step;
use crate::names::{AuthenticatorKey, MethodType};
use crate::prompt::value::Value;
use crate::secret::Secret;

pub use self::goal::Goal;

/// Values that an app knows before the server asks for them, and the user's goal.
///
/// [`answer`](Self::answer) answers a prompt with these values. As soon as something is missing, it
/// returns `None`, and the app shows the prompt to the user. The layer is optional and separate from the
/// [`Flow`](crate::Flow): it reads prompts and makes answers.
///
/// # Example
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use idx_flow::{Action, Answer, AuthenticatorKey, Flow, Goal, KnownValues, Request, Response};
///
/// # fn send(request: &Request) -> Option<Response> {
/// #     Some(Response::new(400, [], br#"{"error":"access_denied"}"#.to_vec()))
/// # }
/// # fn show(action: &Action, wait: Option<Duration>) -> Option<Answer> { None }
/// /// Runs the flow until it has ended or a URL must be opened. `send` performs a request, and `show`
/// /// shows an action until the user answers or the time is over.
/// fn sign_in(flow: &mut Flow, login: &str, password: String) -> Action {
///     let mut known = KnownValues::new(Goal::SignIn)
///         .with_identifier(login)
///         .with_password(password)
///         .with_factor(AuthenticatorKey::OktaEmail, None);
///     loop {
///         let action = flow.next_action(SystemTime::now());
///         if let Action::Send { request } = &action {
///             match send(request) {
///                 Some(response) => flow.handle_response(request.id, response, SystemTime::now()),
///                 None => flow.handle_failure(request.id, SystemTime::now()),
///             }
///             continue;
///         }
///         if let Action::Redirect { .. } | Action::Done { .. } | Action::Failed { .. } = action {
///             return action;
///         }
///         if let Action::Ask { prompt, .. } = &action
///             && let Some(answer) = known.answer(prompt)
///             && flow.submit(answer, SystemTime::now()).is_ok()
///         {
///             continue; // the known values were enough
///         }
///         if let Some(answer) = show(&action, action.wait()) {
///             // an error is shown, and the user answers again
///             let _ = flow.submit(answer, SystemTime::now());
///         }
///     }
/// }
/// # use idx_flow::{Entropy, FlowConfig};
/// # let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback")?;
/// # let mut flow = Flow::start(config, Entropy::new([7; 96])?);
/// # let end = sign_in(&mut flow, "ada@acme.example", "correct horse".to_owned());
/// # assert!(matches!(end, Action::Failed { .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Each value is used once
///
/// The first form that asks for a value uses it up: either the answer contains it, or the prompt is
/// shown and the user fills in the form. So no value is submitted twice, even if the server rejects it
/// or the answer is lost, and the number of answers is limited, whatever the server does. A value that
/// no form has asked for yet is still used later, after prompts that the user answered.
///
/// [`submit`](crate::Flow::submit) may reject an answer, for example with
/// [`AnswerError::PasswordPolicy`](crate::AnswerError::PasswordPolicy). Then show the prompt. The value
/// is used up in this case too.
///
/// # Prompts that are shown
///
/// A prompt is shown unless the known values answer its first remediation, which is the form of the
/// current step, completely:
///
/// - A required field needs a known value: the server's default is not enough. The same applies to a
///   checkbox that the server has checked. Any other optional field is left as the server sent it.
/// - A form with a captcha is shown, as is every form that the layer does not know: consent, a code, a
///   security key or passkey, Duo, a QR code, a poll, or an unknown remediation.
/// - A prompt with a [`Notice`](crate::Notice) is shown, as is one with a message of a severity other
///   than INFO. On the first prompt, this does not prevent the remediation that leads to the goal: the
///   user may choose to recover a password because it was rejected.
///
/// # Forms that use a value
///
/// - **Identifier:** `identify`, `identify-recovery`, and the forms that start an account unlock.
/// - **Password:** `identify` with the identifier, and the challenge of the password authenticator. It is
///   never submitted for another user than the identifier's, or for the goals
///   [`Register`](Goal::Register) and [`RecoverPassword`](Goal::RecoverPassword).
/// - **New password:** the sign-up form, the enrollment of the password authenticator, the replacement
///   of an expired password, and the reset of a recovered one. A password that only expires soon is
///   not replaced.
/// - **Factors:** the selection of an authenticator to verify, to enroll or to unlock the account with,
///   and the selection of its method. The first factor that the form offers is selected, unless it
///   offers it twice, as for a user with two phones. If the form offers the password authenticator, and
///   the password (or, for an enrollment, the new password) is known and not used yet, it comes first.
/// - **Attributes:** `enroll-profile` and `profile-update`. Sign-up requires the goal
///   [`Register`](Goal::Register).
///
/// If the user is asked for the identifier, the values except the factors are discarded, because they
/// may belong to another user. The user then decides how to continue, and all values are discarded, if
/// the server returns to the identifier form after the remediation that leads to the goal was
/// submitted, or if that form does not offer this remediation.
///
/// # One flow
///
/// Use known values for one flow only. They cannot be cloned or serialized, are not part of a
/// [`Snapshot`](crate::Snapshot), and are zeroized when they are used or dropped. After a restore, the
/// user is asked.
pub struct KnownValues {
    goal: Goal,
    identifier: Option<Secret>,
    password: Option<Secret>,
    new_password: Option<Secret>,
    remember_me: Option<bool>,
    /// In order of preference.
    factors: Vec<Factor>,
    attributes: BTreeMap<String, Value>,
    /// The steps that were taken.
    steps: BTreeSet<Step>,
    /// The version of the newest prompt; `None` before the first.
    last_version: Option<u64>,
    /// Whether a prompt was left to the user.
    has_shown: bool,
    /// Whether everything was discarded.
    has_ended: bool,
}

impl KnownValues {
    /// Starts without values.
    pub fn new(goal: Goal) -> Self {
        Self {
            goal,
            identifier: None,
            password: None,
            new_password: None,
            remember_me: None,
            factors: Vec::new(),
            attributes: BTreeMap::new(),
            steps: BTreeSet::new(),
            last_version: None,
            has_shown: false,
            has_ended: false,
        }
    }

    /// Sets the user's login or email address.
    #[must_use]
    pub fn with_identifier(mut self, identifier: impl Into<Secret>) -> Self {
        self.identifier = Some(identifier.into());
        self
    }

    /// Sets the user's current password. For a password to be set, use
    /// [`with_new_password`](Self::with_new_password).
    #[must_use]
    pub fn with_password(mut self, password: impl Into<Secret>) -> Self {
        self.password = Some(password.into());
        self
    }

    /// Sets the password to set in a sign-up or recovery, or if the current one has expired.
    #[must_use]
    pub fn with_new_password(mut self, password: impl Into<Secret>) -> Self {
        self.new_password = Some(password.into());
        self
    }

    /// Adds an authenticator to select, optionally with its method. Call it several times in order of
    /// preference. Each is selected at most once.
    #[must_use]
    pub fn with_factor(mut self, key: AuthenticatorKey, method: Option<MethodType>) -> Self {
        let factor = Factor::new(key, method);
        if !self.factors.contains(&factor) {
            self.factors.push(factor);
        }
        self
    }

    /// Sets an attribute of the user's profile, such as `firstName`. The name is that of the field in
    /// the group `userProfile`.
    #[must_use]
    pub fn with_attribute(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.attributes.insert(name.into(), value.into());
        self
    }

    /// Sets `rememberMe` of the `identify` form, which is empty by default.
    #[must_use]
    pub fn with_remember_me(mut self, remember: bool) -> Self {
        self.remember_me = Some(remember);
        self
    }

    /// The goal.
    pub fn goal(&self) -> Goal {
        self.goal
    }

    fn has_taken(&self, step: Step) -> bool {
        self.steps.contains(&step)
    }

    /// Discards a value that an answer contains, or notes a step that it takes.
    fn spend(&mut self, used: Use) {
        match used {
            Use::Identifier => self.identifier = None,
            Use::Password => self.password = None,
            Use::NewPassword => {
                self.new_password = None;
                self.password = None; // it is not the current one any more
            }
            Use::Attribute(name) => drop(self.attributes.remove(&name)),
            Use::Factor(factor) => self.factors.retain(|other| *other != factor),
            Use::FactorKey(factor) => {
                let found = self.factors.iter_mut().find(|other| **other == factor);
                if let Some(found) = found {
                    found.is_selected = true;
                }
            }
            Use::Step(step) => drop(self.steps.insert(step)),
        }
    }
}

/// Omits the values.
impl fmt::Debug for KnownValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KnownValues")
            .field("goal", &self.goal)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_omits_the_values() {
        let known = KnownValues::new(Goal::SignIn)
            .with_identifier("ada@acme.example")
            .with_password("hunter2")
            .with_attribute("firstName", "Ada");
        assert_eq!(format!("{known:?}"), "KnownValues { goal: SignIn, .. }");
    }
}
