use std::io::{self, BufRead};
use std::sync::Arc;
use std::time::Duration;

use idx_flow::{
    Action, Answer, AuthenticatorKey, FlowConfig, MethodType, Notice, Prompt, RemediationName, Secret,
    WaitReason,
};
use idx_flow_ureq::{Completion, Error, Event, Runner, Ui};

fn main() -> Result<(), Error> {
    let (issuer, client_id) = ("http://127.0.0.1:7400", "0oa1simulatedclient7");
    let config = FlowConfig::new(issuer, client_id, "com.example.app:/callback")?;
    match sign_in(config, &mut Terminal::new(io::stdin().lock())) {
        Ok(Completion::Tokens(tokens)) => println!("Signed in. Scopes: {:?}", tokens.scopes),
        // only with `FlowConfig::stop_at_code`
        Ok(Completion::Code(_)) => println!("Received an interaction code."),
        Err(Error::Canceled) => println!("Canceled."),
        Err(error) => return Err(error),
    }
    Ok(())
}

fn sign_in(config: FlowConfig, ui: &mut impl Ui) -> Result<Completion, Error> {
    let runner = Runner::new();
    let mut flow = runner.start(config)?;
    runner.run(&mut flow, ui)
}

struct Terminal<R> {
    input: R,
    /// The prompt on the screen.
    shown: Option<Arc<Prompt>>,
}

impl<R: BufRead> Ui for Terminal<R> {
    fn on_action(&mut self, action: &Action, _wait: Option<Duration>) -> Event {
        if let Action::Wait { reason, .. } = action
            && let WaitReason::Retrying { attempt, .. } = reason
        {
            println!("The server does not respond. Trying again (attempt {attempt})…");
        }
        let Some(prompt) = action.prompt() else {
            return Event::Timeout; // there is nothing to show: the runner retries a request
        };
        // This method is called again after each poll. A prompt is printed once.
        let shown = self.shown.replace(Arc::clone(prompt));
        if shown.is_none_or(|shown| !shown.same_screen(prompt)) {
            lines(action).iter().for_each(|line| println!("{line}"));
        }
        match action {
            Action::Redirect { .. } => {
                let url = self.read("The URL that the browser returns to:");
                url.map_or(Event::Cancel, Event::RedirectReceived)
            }
            // The user acts on a phone, and the runner polls.
            Action::Wait { .. } => Event::Timeout,
            Action::ShowQr { .. } if prompt.is_polled() => {
                Event::Timeout
            }
            _ => {
                self.shown = None; // print the next prompt even if it is the same
                self.answer(prompt).map_or(Event::Cancel, Event::Answer)
            }
        }
    }
}

/// Returns the lines to print: the server's messages, the notice about the last answer, and the action
/// that the user takes elsewhere.
fn lines(action: &Action) -> Vec<String> {
    let Some(prompt) = action.prompt() else {
        return Vec::new();
    };
    let messages = prompt.all_messages();
    let mut lines: Vec<_> = messages.map(|message| message.text.clone()).collect();
    match &prompt.notice {
        Some(Notice::AnswerMayBeLost { .. }) => {
            lines.push("The last answer may not have reached the server. Send it again.".into());
        }
        Some(Notice::RateLimited { .. }) => {
            lines.push("Too many attempts. Wait before you send this answer again.".into());
        }
        _ => {}
    }
    let context = prompt.contextual_data();
    let number = context.and_then(|context| context.correct_answer.as_ref());
    match (action, number) {
        (Action::ShowQr { qr, .. }, _) => {
            lines.push(format!("{}: open {} in a browser", qr.alt, qr.href()));
        }
        (Action::Redirect { url, .. }, _) => lines.push(format!("Open {url} in a browser.")),
        // a number challenge: Okta Verify shows several numbers
        (_, Some(number)) => lines.push(format!("In Okta Verify, tap {}.", number.expose())),
        (Action::Wait { .. }, None) => lines.push("Respond on your phone.".to_owned()),
        _ => {}
    }
    lines
}

impl<R: BufRead> Terminal<R> {
    fn new(input: R) -> Self {
        Self { input, shown: None }
    }

    /// Asks for the values of a form. Returns `None` if the user cancels.
    fn answer(&mut self, prompt: &Prompt) -> Option<Answer> {
        if let Some(form) = prompt.remediation_by_name(&RemediationName::Identify) {
            let username = self.read("Username:")?;
            let mut password: Option<Secret> = None;
            // Some orgs ask for the password at a later prompt, or not at all.
            if form.field("credentials.passcode").is_some() {
                password = Some(self.read("Password:")?.into());
            }
            return Answer::identify(prompt, &username, password.as_ref()).ok();
        }
        if Answer::enter_passcode(prompt, "").is_ok() {
            return Answer::enter_passcode(prompt, self.read("Password or code:")?).ok();
        }
        let key = AuthenticatorKey::OktaVerify;
        if let Ok(push) = Answer::select_authenticator(prompt, &key, Some(&MethodType::Push)) {
            println!("Sending a push notification to Okta Verify.");
            return Some(push);
        }
        if let Ok(setup) = Answer::select_authenticator(prompt, &key, None) {
            println!("Setting up Okta Verify.");
            return Some(setup);
        }
        // an identity provider: the next action is a redirect
        let mut remediations = prompt.remediations.iter();
        let link = remediations.find(|remediation| !remediation.is_form);
        if link.is_none() {
            println!("This sample does not support this prompt.");
        }
        Some(Answer::new(prompt, &link?.id))
    }

    /// Reads a line. An empty line cancels.
    fn read(&mut self, label: &str) -> Option<String> {
        println!("{label}");
        let mut line = String::new();
        self.input.read_line(&mut line).ok()?;
        Some(line.trim().to_owned()).filter(|line| !line.is_empty())
    }
}
