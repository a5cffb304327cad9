//! The invariant error-is-noop for each kind of error: the flow and its snapshot are unchanged.
//!
//! `AnswerError::NotOffered` and `AnswerError::Webauthn` occur while an answer is made, before a flow
//! receives it.
#![expect(
    clippy::unwrap_used,
    reason = "tests state their expectations by panicking"
)]

use std::time::Duration;

use idx_flow::{
    Action, Answer, AnswerError, Entropy, Flow, FlowConfig, Header, PasswordRule, Purpose,
    RedirectError, Response, Value,
};
use idx_flow_tests::fixture::{named, noon, receive};
use serde_json::{Value as Json, json};

const CALLBACK: &str = "com.acme.app:/callback?";

fn flow_at(response: &Response) -> Flow {
    let issuer = "https://id.acme.example/oauth2/default";
    let config = FlowConfig::new(issuer, "0oa1xmIF67D3PeKro9g7", "com.acme.app:/callback");
    let config = config.and_then(|config| config.with_state("state-1"));
    let mut flow = Flow::start(config.unwrap(), Entropy::new([7; 96]).unwrap());
    receive(&mut flow, &named("oauth/interact.json").response);
    receive(&mut flow, response);
    flow
}

fn form(name: &str, href: &str, value: Json) -> Json {
    json!({"name": name, "href": href, "value": value})
}

/// A prompt with a form for each mistake. The form `limited` is rate limited for 30 s.
fn flow_with_forms() -> Flow {
    let token =
        json!({"name": "captchaToken", "required": true, "visible": false, "hint": "captcha"});
    let forms = json!([
        form(
            "all-kinds",
            "/idp/idx/a",
            json!([
            {"name": "code", "required": true, "minLength": 4, "maxLength": 6},
            {"name": "keep", "type": "boolean"},
            {"name": "channel", "options": [{"label": "SMS", "value": "sms"}]},
            {"name": "fixed", "value": "x", "mutable": false}])
        ),
        form(
            "with-captcha",
            "/idp/idx/b",
            json!([
            {"name": "captchaVerify", "required": true, "form": {"value": [token]}}])
        ),
        form("foreign", "https://evil.example/c", json!([])),
        form("limited", "/idp/idx/d", json!([])),
    ]);
    let body = json!({"remediation": {"value": forms}}).to_string();
    let mut flow = flow_at(&Response::new(200, [], body.into_bytes()));
    let limited = Answer::new(flow.prompt().unwrap(), "limited");
    flow.submit(limited, noon()).unwrap();
    let headers = [Header::new("Retry-After", "30")];
    receive(&mut flow, &Response::new(429, headers, Vec::new()));
    flow
}

/// Asserts that an operation returns this error and changes nothing.
fn assert_noop<E: std::fmt::Debug + PartialEq>(
    flow: &Flow,
    operation: impl FnOnce(&mut Flow) -> Result<(), E>,
    error: E,
) {
    let mut changed = flow.clone();
    assert_eq!(operation(&mut changed), Err(error));
    assert_eq!(changed, *flow);
    assert_eq!(changed.snapshot(), flow.snapshot());
    assert_eq!(changed.next_action(noon()), flow.next_action(noon()));
}

fn assert_refused(flow: &Flow, answer: Answer, error: AnswerError) {
    assert_noop(flow, |flow| flow.submit(answer, noon()), error);
}

#[test]
fn each_refused_answer_changes_nothing() {
    let flow = flow_with_forms();
    let prompt = flow.prompt().unwrap();
    let text = |text: &str| text.to_owned();
    let filled = || Answer::new(prompt, "all-kinds").with("code", "12345");
    let short = AnswerError::TooShort {
        path: text("code"),
        min: 4,
    };
    let long = AnswerError::TooLong {
        path: text("code"),
        max: 6,
    };
    let limited = AnswerError::RateLimited {
        remediation: text("limited"),
        wait: Duration::from_secs(30),
    };
    for (answer, error) in [
        (
            Answer::for_version(0, "all-kinds"),
            AnswerError::StalePrompt,
        ),
        (
            Answer::new(prompt, "other"),
            AnswerError::UnknownRemediation(text("other")),
        ),
        (
            filled().with("other", "x"),
            AnswerError::UnknownField(text("other")),
        ),
        (
            Answer::new(prompt, "all-kinds"),
            AnswerError::Missing(text("code")),
        ),
        (
            Answer::new(prompt, "with-captcha"),
            AnswerError::Captcha(text("captchaVerify.captchaToken")),
        ),
        (
            filled().with("channel", "fax"),
            AnswerError::InvalidChoice(text("channel")),
        ),
        (
            filled().with("keep", "maybe"),
            AnswerError::WrongKind(text("keep")),
        ),
        (
            filled().with("keep", Value::from(["a"])),
            AnswerError::WrongKind(text("keep")),
        ),
        (filled().with("code", "123"), short),
        (filled().with("code", "1234567"), long),
        (
            filled().without("fixed"),
            AnswerError::NotOmittable(text("fixed")),
        ),
        (
            Answer::new(prompt, "foreign"),
            AnswerError::NoUrl(text("foreign")),
        ),
        (Answer::new(prompt, "limited"), limited),
    ] {
        assert_refused(&flow, answer, error);
    }
    assert_eq!(flow.clone().submit(filled(), noon()), Ok(()));
}

#[test]
fn a_password_that_breaks_the_policy_changes_nothing() {
    let flow = flow_at(&named("enroll/reset-password.json").response);
    let weak = Answer::enter_passcode(flow.prompt().unwrap(), "Long-enough-1 mara").unwrap();
    let strong = weak
        .clone()
        .with("credentials.passcode", "Long-enough-1 xyz");
    let refused = flow.clone().submit(weak.clone(), noon());
    assert!(
        matches!(&refused, Err(AnswerError::PasswordPolicy { rules, .. })
        if rules.contains(&PasswordRule::ExcludeFirstName)),
        "{refused:?}"
    );
    assert_refused(&flow, weak, refused.unwrap_err());
    assert_eq!(flow.clone().submit(strong, noon()), Ok(()));
}

#[test]
fn an_answer_or_redirect_that_is_not_expected_changes_nothing() {
    let submitted = {
        let mut flow = flow_at(&named("prompts/identify.json").response);
        let answer = Answer::new(flow.prompt().unwrap(), "identify").with("identifier", "mara");
        flow.submit(answer, noon()).unwrap();
        flow
    };
    let failed = flow_at(&named("terminal/session-expired.json").response);
    let exchanging = flow_at(&named("success/interaction-code.json").response);
    for flow in [submitted, exchanging, failed] {
        let version = flow.prompt().map_or(0, |prompt| prompt.version);
        let answer = Answer::for_version(version, "cancel");
        assert_refused(&flow, answer, AnswerError::NotExpected);
        let url = format!("{CALLBACK}state=state-1&interaction_code=c");
        let redirect = |flow: &mut Flow| flow.handle_redirect(&url, noon());
        assert_noop(&flow, redirect, RedirectError::NotExpected);
    }
}

#[test]
fn each_refused_redirect_changes_nothing() {
    let flow = flow_with_forms();
    for (url, error) in [
        (
            "https://evil.example/?state=state-1&interaction_code=c".to_owned(),
            RedirectError::UriMismatch,
        ),
        (
            format!("{CALLBACK}state=other&interaction_code=c"),
            RedirectError::StateMismatch { otp: None },
        ),
        (
            format!("{CALLBACK}state=other&otp=123456"),
            RedirectError::StateMismatch {
                otp: Some("123456".into()),
            },
        ),
        (
            format!("{CALLBACK}state=state-1&state=state-1&interaction_code=c"),
            RedirectError::RepeatedParameter("state"),
        ),
        (
            format!("{CALLBACK}state=state-1"),
            RedirectError::WithoutResult,
        ),
        (
            format!("{CALLBACK}state=state-1&otp=123456"),
            RedirectError::EmailCodeNotExpected,
        ),
    ] {
        assert_noop(&flow, |flow| flow.handle_redirect(&url, noon()), error);
    }
}

#[test]
fn a_code_by_email_that_is_limited_changes_nothing() {
    let mut flow = flow_at(&named("challenge/email-magic-link.json").response);
    let answer = Answer::enter_passcode(flow.prompt().unwrap(), "135790").unwrap();
    flow.submit(answer, noon()).unwrap();
    let Action::Send { request } = flow.next_action(noon()) else {
        panic!("nothing is sent")
    };
    assert_eq!(request.purpose, Purpose::Submit);
    let headers = [Header::new("Retry-After", "30")];
    receive(&mut flow, &Response::new(429, headers, Vec::new()));
    let error = RedirectError::Answer(AnswerError::RateLimited {
        remediation: "challenge-authenticator".to_owned(),
        wait: Duration::from_secs(30),
    });
    let url = format!("{CALLBACK}state=state-1&otp=123456");
    assert_noop(&flow, |flow| flow.handle_redirect(&url, noon()), error);
}
