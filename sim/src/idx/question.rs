//! The security question authenticator.

use serde_json::{Value, json};

use super::authenticator::with_context;
use super::body::{required, text};
use super::context::{HandlerResult, RequestContext};
use super::form::{Field, option};
use super::message::Message;
use super::rejection::Rejection;
use super::response::{ResponseBuilder, TransactionView};
use crate::setup::AuthenticatorKey;
use crate::state::Credential;

const KEY: AuthenticatorKey = AuthenticatorKey::SecurityQuestion;
const CUSTOM: &str = "custom";
const MIN_ANSWER_LENGTH: usize = 4;
const QUESTIONS: [(&str, &str); 3] = [
    ("first_pet_name", "What was your first pet called?"),
    ("childhood_street", "In which street did you grow up?"),
    ("favorite_book", "Which book did you love as a child?"),
];

impl TransactionView<'_> {
    pub(crate) fn question_response(&self) -> ResponseBuilder {
        let enrollment = self.account().and_then(|account| account.enrollment(KEY));
        let credential = enrollment.map(|enrollment| &enrollment.credential);
        let Some(Credential::SecurityQuestion { key, question, .. }) = credential else {
            return ResponseBuilder::default();
        };
        let fields = vec![
            Field::fixed("questionKey", key.as_str())
                .label(question)
                .hidden(),
            answer_field(),
        ];
        let form = self
            .form("challenge-authenticator", "/challenge/answer")
            .relates_to("$.currentAuthenticatorEnrollment")
            .field(Field::object("credentials", fields).required());
        let context = json!({"enrolledQuestion": {"questionKey": key, "question": question}});
        let current = with_context(self.enrollment(KEY), context);
        ResponseBuilder::default()
            .form(form)
            .object("currentAuthenticatorEnrollment", current)
    }

    pub(crate) fn enroll_question_response(&self) -> ResponseBuilder {
        let labeled = QUESTIONS.map(|(key, question)| (question, key));
        let predefined = vec![
            Field::choice("questionKey", &labeled)
                .label("Choose a security question")
                .required(),
            answer_field(),
        ];
        let custom = vec![
            Field::fixed("questionKey", CUSTOM),
            Field::text("question", "Your own question").required(),
            answer_field(),
        ];
        let options = vec![
            option("Choose a security question", predefined, None),
            option("Create my own security question", custom, None),
        ];
        let questions = QUESTIONS.map(|(key, text)| json!({"questionKey": key, "question": text}));
        let mut keys: Vec<&str> = QUESTIONS.map(|(key, _)| key).to_vec();
        keys.push(CUSTOM);
        let context = json!({"questions": questions, "questionKeys": keys});
        let current = with_context(self.authenticator(KEY), context);
        self.enroll_authenticator_response(Field::forms("credentials", options), current)
    }
}

fn answer_field() -> Field {
    Field::text("answer", "Answer").required().secret()
}

impl RequestContext<'_> {
    pub(crate) fn check_security_answer(&self, body: &Value) -> HandlerResult {
        let candidate = required(body, "credentials.answer")?;
        let enrollment = self.account().and_then(|account| account.enrollment(KEY));
        let is_correct = enrollment.is_some_and(|enrollment| match &enrollment.credential {
            Credential::SecurityQuestion { answer, .. } => answer.eq_ignore_ascii_case(candidate),
            _ => false,
        });
        if is_correct {
            return Ok(());
        }
        let text = "Your answer does not match. Try again.";
        let key = "authfactor.challenge.question_factor.answer_invalid";
        Err(Message::error(key, text).reject_field(401, "credentials.answer"))
    }
}

/// Returns the question and answer of an enrollment request.
pub(crate) fn enrolled_question(body: &Value) -> Result<Credential, Rejection> {
    let key = required(body, "credentials.questionKey")?;
    let answer = required(body, "credentials.answer")?;
    if answer.chars().count() < MIN_ANSWER_LENGTH {
        let text = format!("The answer needs at least {MIN_ANSWER_LENGTH} characters.");
        let message = Message::error("securityQuestion.answer.tooShort.arg", text);
        return Err(message
            .param(MIN_ANSWER_LENGTH.to_string())
            .reject_field(400, "credentials.answer"));
    }
    let predefined = QUESTIONS.iter().find(|(known, _)| *known == key);
    let question = match predefined {
        Some((_, question)) => *question,
        None if key == CUSTOM => required(body, "credentials.question")?,
        None => text(body, "credentials.question").unwrap_or(key),
    };
    Ok(Credential::SecurityQuestion {
        key: key.to_owned(),
        question: question.to_owned(),
        answer: answer.to_owned(),
    })
}
