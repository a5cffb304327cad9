//! Compatibility with saved snapshots. `fixtures/snapshots` has a snapshot of schema 3 for each state of
//! a flow. NEVER edit or regenerate these files: devices store such snapshots in their keychains. If a
//! test fails, the engine must be changed to read them.
#![expect(
    clippy::unwrap_used,
    reason = "tests state their expectations by panicking"
)]

use std::time::Duration;

use idx_flow::{Action, Answer, AnswerError, Flow, Notice, RestoreError, Snapshot};
use idx_flow_tests::describe;
use idx_flow_tests::fixture::{folder, noon};
use serde_json::{Map, Value, json};

/// The name of the file, the state and the next action, and the next request with its secrets.
const SAVED: [(&str, &str, &str); 10] = [
    (
        "interact",
        "Interact: send Interact",
        "#1 https://id.acme.example/oauth2/default/v1/interact \
         client_id=0oa1xmIF67D3PeKro9g7&scope=openid+offline_access\
         &redirect_uri=com.acme.app%3A%2Fcallback\
         &code_challenge=3Ev4DHdHPRMPoN6GukAY_pi7IUAF5qWJHRK6kURvnoE&code_challenge_method=S256\
         &state=a+state+of+the+host%27s+own&nonce=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc\
         &client_secret=kept+between+us&activation_token=activation&recovery_token=recovery\
         &acr_values=urn%3Aokta%3Aloa%3A2fa%3Aany&login_hint=mara&max_age=3600",
    ),
    (
        "introspect-retry",
        "Introspect: wait 7s",
        "#3 https://id.acme.example/idp/idx/introspect \
         {\"interactionHandle\":\"K7FuZ5ZUBljqN6cQQPfCpvfgZ5l_fOZslOZgGSOHWIy\"}",
    ),
    (
        "prompt-qr",
        "Prompt: show \"QR code to scan with Okta Verify\", a PNG of 1066 bytes, poll in 4s",
        "#3 https://id.acme.example/idp/idx/challenge/poll \
         {\"stateHandle\":\"02.id.cdMwQJYfRrbZJfCaNyOLLpMI05oD61U-JV3plr6g\"}",
    ),
    (
        "prompt-redirect",
        "Prompt: open https://id.acme.example/sso/idps/0oa1xcOF3PDMobIqYDg7\
         ?stateToken=02.id.-H1ZWhvhObOyaibfCAqYIUSp2WE7-8hN2lCEW3FW",
        "",
    ),
    (
        "prompt-lost-answer",
        "Prompt: ask, poll in 4s",
        "#7 https://id.acme.example/idp/idx/challenge/poll \
         {\"stateHandle\":\"02.id.lzHsuQS5yfk7Onb0JSBPkg8jrHInUa1npo3WPVce\"}",
    ),
    (
        "prompt-limited",
        "Prompt: ask, poll in 30s",
        "#10 https://id.acme.example/idp/idx/challenge/poll \
         {\"stateHandle\":\"02.id.lzHsuQS5yfk7Onb0JSBPkg8jrHInUa1npo3WPVce\"}",
    ),
    (
        "exchange",
        "Exchange: wait 1s",
        "#4 https://id.acme.example/oauth2/default/v1/token \
         grant_type=interaction_code&client_id=0oa1xmIF67D3PeKro9g7\
         &interaction_code=3sordAnvQNpOZNfIAHnEh33phgR1KPSNZPgRVrRkKOR\
         &code_verifier=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc\
         &redirect_uri=com.acme.app%3A%2Fcallback",
    ),
    (
        "done-tokens",
        "Done: Bearer [\"openid\", \"profile\", \"email\", \"offline_access\", \"device_sso\"] \
         for Some(3600s), ID token Some((\"00u1xTRt3fvGi0ceecg7\", Some(\"Mara Lindqvist\"), \
         Some(\"mara.lindqvist@acme.example\"))), refresh token true, device secret true",
        "",
    ),
    ("done-code", "Done: code", ""),
    ("failed", "Failed: Terminal", ""),
];

#[test]
fn saved_snapshots_are_restored() {
    for (name, outcome, request) in SAVED {
        let flow = restored(&text(name)).unwrap();
        assert_eq!(describe::outcome(&flow), outcome, "{name}");
        assert_eq!(next_request(&flow), request, "{name}");
    }
    assert_eq!(
        std::fs::read_dir(folder().join("snapshots"))
            .unwrap()
            .count(),
        SAVED.len()
    );
}

#[test]
fn a_restored_prompt_can_be_answered() {
    let mut flow = restored(&text("prompt-qr")).unwrap();
    let action = flow.next_action(noon());
    let prompt = action.prompt().unwrap();
    let user = prompt.user.as_ref().unwrap();
    assert_eq!(user.first_name.as_deref(), Some("Mara"));
    let by_email = Answer::select_channel(prompt, &idx_flow::Channel::Email).unwrap();
    flow.submit(by_email, noon()).unwrap();
    assert!(next_request(&flow).contains(r#"{"authenticator":{"channel":"email","id":"#));

    // The browser is still at the identity provider.
    let mut flow = restored(&text("prompt-redirect")).unwrap();
    let state = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
    let redirect = format!("com.acme.app:/callback?interaction_code=code-1&state={state}");
    flow.handle_redirect(&redirect, noon()).unwrap();
    assert!(next_request(&flow).contains("interaction_code=code-1"));
}

#[test]
fn the_result_of_an_ended_flow_is_restored() {
    let Action::Done { tokens } = end("done-tokens") else {
        panic!("no tokens")
    };
    let refresh = tokens.refresh_token.as_ref().unwrap();
    assert!(refresh.expose().starts_with("B80v8MOy2qy4"));
    let id_token = tokens.id_token.as_ref().unwrap();
    assert!(
        id_token
            .claims
            .expose()
            .contains("mara.lindqvist@acme.example")
    );
    assert_eq!(tokens.expires_at, Some(noon() + Duration::from_secs(3600)));

    let Action::DoneWithCode { code } = end("done-code") else {
        panic!("no code")
    };
    assert!(code.code.expose().starts_with("3sordAnvQNpOZNf"));
    assert_eq!(code.code_verifier, code.nonce);

    let Action::Failed { failure } = end("failed") else {
        panic!("no failure")
    };
    assert_eq!(failure.messages.len(), 3);
    assert_eq!(
        failure.messages[2].links[0].url,
        "https://help.acme.example/disk"
    );
}

/// A newer library with the same schema may add members. Here, every object has an additional one.
#[test]
fn additional_members_are_ignored() {
    for (name, ..) in SAVED {
        let mut later: Value = serde_json::from_str(&text(name)).unwrap();
        add_to_all(&mut later, false);
        assert!(later["flow"]["config"]["later"].is_object());
        let flow = restored(&later.to_string());
        assert_eq!(flow, restored(&text(name)), "{name}");
        assert!(flow.is_ok(), "{name}");
    }
}

#[test]
fn a_newer_schema_is_reported_as_unsupported() {
    for (name, ..) in SAVED {
        let mut later: Value = serde_json::from_str(&text(name)).unwrap();
        later["schema"] = json!(4);
        let newer = Err(RestoreError::UnsupportedSchema {
            found: 4,
            supported: 3,
        });
        assert_eq!(restored(&later.to_string()), newer, "{name}");
        later["flow"] = json!("another format");
        assert_eq!(restored(&later.to_string()), newer, "{name}");
    }
}

/// Version 0.1 wrote schema 2 before its release.
#[test]
fn an_older_schema_is_reported_as_unsupported() {
    let older = r#"{"schema":2,"flow":{"state":{"Interact":{"failures":0,"timer":null}}}}"#;
    let error = RestoreError::UnsupportedSchema {
        found: 2,
        supported: 3,
    };
    assert_eq!(restored(older), Err(error));
}

#[test]
fn the_notice_of_an_answer_is_restored() {
    let notice = |name: &str| {
        restored(&text(name))
            .unwrap()
            .prompt()
            .unwrap()
            .notice
            .clone()
    };
    let lost = Notice::AnswerMayBeLost { attempts: 1 };
    assert_eq!(notice("prompt-lost-answer"), Some(lost));
    let limited = Notice::RateLimited {
        remediation: "challenge-authenticator".to_owned(),
        retry_at: noon() + Duration::from_secs(30),
    };
    assert_eq!(notice("prompt-limited"), Some(limited));
    let mut flow = restored(&text("prompt-limited")).unwrap();
    let code = Answer::enter_passcode(flow.prompt().unwrap(), "123456").unwrap();
    let refused = flow.submit(code.clone(), noon());
    assert!(matches!(refused, Err(AnswerError::RateLimited { .. })));
    assert_eq!(flow.submit(code, noon() + Duration::from_secs(30)), Ok(()));
}

#[test]
fn an_invalid_snapshot_is_rejected() {
    for (name, ..) in SAVED {
        let saved = text(name);
        for at in (0..saved.len())
            .filter(|at| saved.is_char_boundary(*at))
            .step_by(97)
        {
            assert_eq!(
                restored(&saved[..at]),
                Err(RestoreError::Invalid),
                "{name} truncated at {at}"
            );
        }
        let mut edited: Value = serde_json::from_str(&saved).unwrap();
        for schema in [json!(-1), json!("1"), json!(null), json!(1.5)] {
            edited["schema"] = schema;
            assert_eq!(
                restored(&edited.to_string()),
                Err(RestoreError::Invalid),
                "{name}"
            );
        }
    }
    for garbage in [
        "",
        "null",
        "[]",
        "{}",
        "\0",
        "schema",
        r#"{"schema":3}"#,
        r#"{"schema":3,"flow":{}}"#,
    ] {
        assert_eq!(restored(garbage), Err(RestoreError::Invalid), "{garbage}");
    }
}

/// The response and the configuration in a snapshot are validated as on their first use.
#[test]
fn invalid_data_in_a_snapshot_is_rejected() {
    let too_deep = format!(r#"{{"remediation":{}{}}}"#, "[".repeat(65), "]".repeat(65));
    let too_large = format!(r#"{{"version":"{}"}}"#, "x".repeat(idx_flow::MAX_BODY));
    for (pointer, value) in [
        ("/flow/response", too_deep),
        ("/flow/response", too_large),
        ("/flow/response", "<html>".to_owned()),
        ("/flow/config/issuer", "http://id.evil.example".to_owned()),
        ("/flow/config/user_agent", "x\r\nCookie: y".to_owned()),
        ("/flow/state", "Submit".to_owned()),
    ] {
        let mut edited: Value = serde_json::from_str(&text("prompt-qr")).unwrap();
        *edited.pointer_mut(pointer).unwrap() = value.into();
        assert_eq!(
            restored(&edited.to_string()),
            Err(RestoreError::Invalid),
            "{pointer}"
        );
    }
}

fn text(name: &str) -> String {
    std::fs::read_to_string(folder().join(format!("snapshots/{name}.json"))).unwrap()
}

fn restored(text: &str) -> Result<Flow, RestoreError> {
    Flow::restore(&Snapshot::new(text))
}

fn end(name: &str) -> Action {
    restored(&text(name)).unwrap().next_action(noon())
}

/// The request that the flow sends within the next minute, with its secrets.
fn next_request(flow: &Flow) -> String {
    match flow.next_action(noon() + Duration::from_secs(60)) {
        Action::Send { request } => {
            format!(
                "#{} {} {}",
                request.id.0,
                request.url,
                request.body.expose()
            )
        }
        _ => String::new(),
    }
}

/// Adds a member to every object, except to enum variants and to times.
fn add_to_all(json: &mut Value, is_variant: bool) {
    match json {
        Value::Array(items) => items.iter_mut().for_each(|item| add_to_all(item, false)),
        Value::Object(members) => {
            let is_time = members.contains_key("secs_since_epoch") || members.contains_key("secs");
            for (key, value) in &mut *members {
                let is_enum = ["state", "Done", "reason", "cause", "notice", "detail"];
                add_to_all(value, is_enum.contains(&key.as_str()));
            }
            if !is_variant && !is_time {
                members.insert("later".to_owned(), Value::Object(Map::new()));
            }
        }
        _ => {}
    }
}
