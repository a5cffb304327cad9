//! Security questions, of a list or one's own.

use serde_json::{Value, json};

use super::authenticator::with_context;
use super::context::{Outcome, RequestContext, required, text};
use super::form::{Field, option};
use super::message::{Message, Refusal};
use super::page::{Page, View};
use crate::org::account::Credential;
use crate::setup::AuthenticatorKey;

const KEY: AuthenticatorKey = AuthenticatorKey::SecurityQuestion;
const CUSTOM: &str = "custom";
const MIN_ANSWER: usize = 4;
const QUESTIONS: [(&str, &str); 3] = [
    ("first_pet_name", "What was your first pet called?"),
    ("childhood_street", "In which street did you grow up?"),
    ("favorite_book", "Which book did you love as a child?"),
];

impl View<'_> {
    pub(crate) fn question_page(&self) -> Page {
        let known = self.account().and_then(|it| it.enrollment(KEY));
        let known = known.map(|it| &it.credential);
        let Some(Credential::SecurityQuestion { key, question, .. }) = known else {
            return Page::default();
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
        Page::default()
            .form(form)
            .object("currentAuthenticatorEnrollment", current)
    }

    pub(crate) fn enroll_question_page(&self) -> Page {
        let labelled = QUESTIONS.map(|(key, question)| (question, key));
        let listed = vec![
            Field::choice("questionKey", &labelled)
                .label("Choose a security question")
                .required(),
            answer_field(),
        ];
        let own = vec![
            Field::fixed("questionKey", CUSTOM),
            Field::text("question", "Your own question").required(),
            answer_field(),
        ];
        let options = vec![
            option("Choose a security question", listed, None),
            option("Create my own security question", own, None),
        ];
        let questions = QUESTIONS.map(|(key, text)| json!({"questionKey": key, "question": text}));
        let mut keys: Vec<&str> = QUESTIONS.map(|(key, _)| key).to_vec();
        keys.push(CUSTOM);
        let context = json!({"questions": questions, "questionKeys": keys});
        let current = with_context(self.authenticator(KEY), context);
        self.enroll_page(Field::forms("credentials", options), current)
    }
}

fn answer_field() -> Field {
    Field::text("answer", "Answer").required().secret()
}

impl RequestContext<'_> {
    pub(crate) fn check_answer(&self, body: &Value) -> Outcome {
        let given = required(body, "credentials.answer")?;
        let known = self.account().and_then(|it| it.enrollment(KEY));
        let right = known.is_some_and(|it| match &it.credential {
            Credential::SecurityQuestion { answer, .. } => answer.eq_ignore_ascii_case(given),
            _ => false,
        });
        if right {
            return Ok(());
        }
        let text = "Your answer does not match. Try again.";
        let key = "authfactor.challenge.question_factor.answer_invalid";
        Err(Message::error(key, text).at(401, "credentials.answer"))
    }
}

/// The question and answer that a body enrolls.
pub(crate) fn chosen(body: &Value) -> Result<Credential, Refusal> {
    let key = required(body, "credentials.questionKey")?;
    let answer = required(body, "credentials.answer")?;
    if answer.chars().count() < MIN_ANSWER {
        let text = format!("The answer needs at least {MIN_ANSWER} characters.");
        let message = Message::error("securityQuestion.answer.tooShort.arg", text);
        return Err(message
            .param(MIN_ANSWER.to_string())
            .at(400, "credentials.answer"));
    }
    let listed = QUESTIONS.iter().find(|(known, _)| *known == key);
    let question = match listed {
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
