use std::time::Duration;

use idx_flow::{Action, Answer, FlowConfig, Secret};
use idx_flow_ureq::{Completion, Error, Event, Runner};

/// Signs in with a username and a password. The runner sends the requests, polls and retries.
pub fn sign_in(config: FlowConfig, username: &str, password: &Secret) -> Result<Completion, Error> {
    let mut ui = |action: &Action, _wait: Option<Duration>| match action {
        Action::Ask { prompt, .. } => {
            // If the server rejects an answer, the next prompt contains an error message.
            if let Some(message) = prompt.all_messages().next() {
                println!("{}", message.text);
                return Event::Cancel;
            }
            let answer = Answer::identify(prompt, username, Some(password))
                .or_else(|_| Answer::enter_passcode(prompt, password.clone()));
            answer.map_or(Event::Cancel, Event::Answer)
        }
        Action::ShowQr { .. } | Action::Redirect { .. } => Event::Cancel, // not in this sample
        _ => Event::Timeout,                                              // a push, or a retry
    };
    let runner = Runner::new();
    let mut flow = runner.start(config)?;
    runner.run(&mut flow, &mut ui)
}
