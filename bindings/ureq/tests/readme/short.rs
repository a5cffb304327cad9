use std::time::Duration;

use idx_flow::{Action, Answer, FlowConfig, Secret, Severity};
use idx_flow_ureq::{Completion, Error, Event, Runner};

fn main() -> Result<(), Error> {
    let (issuer, client_id) = ("http://127.0.0.1:7400", "0oa1simulatedclient7");
    let config = FlowConfig::new(issuer, client_id, "com.example.app:/callback")?;
    let password = Secret::from("Correct-Horse-1");
    if let Completion::Tokens(tokens) = sign_in(config, "ada@example.com", &password)? {
        println!("Signed in with the scopes {:?}", tokens.scopes);
    }
    Ok(())
}

/// Signs in with a username and a password. The runner sends the requests, polls and retries.
pub fn sign_in(config: FlowConfig, username: &str, password: &Secret) -> Result<Completion, Error> {
    let mut ui = |action: &Action, _wait: Option<Duration>| match action {
        Action::Ask { prompt, .. } => {
            // If the server rejects an answer, the next prompt contains an error message.
            let mut messages = prompt.all_messages();
            if let Some(error) = messages.find(|message| message.severity == Some(Severity::Error))
            {
                println!("{}", error.text);
                return Event::Cancel;
            }
            // If an answer is lost, the next prompt has a notice. It is never sent again automatically.
            if prompt.notice.is_some() {
                println!("The server did not respond. Try again later.");
                return Event::Cancel;
            }
            let answer = Answer::identify(prompt, username, Some(password))
                .or_else(|_| Answer::enter_passcode(prompt, password.clone()));
            answer.map_or(Event::Cancel, Event::Answer)
        }
        action if action.prompt().is_some() => {
            println!("This sample supports only a username and a password.");
            Event::Cancel
        }
        // There is nothing to show: the runner waits, and then retries a request.
        _ => Event::Timeout,
    };
    let runner = Runner::new();
    let mut flow = runner.start(config)?;
    runner.run(&mut flow, &mut ui)
}
