use std::io::{self, BufRead};
use std::sync::Arc;
use std::time::Duration;

use idx_flow::{Action, Answer, AuthenticatorKey, FlowConfig, MethodType, Prompt};
use idx_flow_ureq::{Completion, Error, Event, Runner, Ui};

fn main() -> Result<(), Error> {
    let issuer = "https://id.acme.example/oauth2/default";
    let config = FlowConfig::new(issuer, "0oa1client", "com.acme.app:/callback")?;
    match sign_in(config, &mut Terminal::new(io::stdin().lock())) {
        Ok(Completion::Tokens(tokens)) => println!("Signed in. Scopes: {:?}", tokens.scopes),
        Ok(Completion::Code(_)) => println!("Received an interaction code."), // stop_at_code
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
    shown: Option<Arc<Prompt>>,
}

impl<R: BufRead> Ui for Terminal<R> {
    fn on_action(&mut self, action: &Action, _wait: Option<Duration>) -> Event {
        let Some(prompt) = action.prompt() else {
            return Event::Timeout; // the runner retries a request: nothing to show
        };
        let shown = self.shown.replace(Arc::clone(prompt));
        if shown.is_none_or(|shown| !shown.same_screen(prompt)) {
            for message in prompt.all_messages() {
                println!("{}", message.text); // for example: the password is wrong
            }
            if let Action::ShowQr { qr, .. } = action {
                println!("{}: open {} in a browser", qr.alt, qr.href());
            }
        }
        match action {
            Action::Redirect { url, .. } => {
                println!("Open {url} in a browser.");
                let url = self.read("The URL that the browser returns to:");
                url.map_or(Event::Cancel, Event::RedirectReceived)
            }
            // a push or a QR code: the runner polls
            Action::Wait { .. } | Action::ShowQr { wait: Some(_), .. } => Event::Timeout,
            _ => {
                self.shown = None; // show the next prompt even if it is the same
                self.answer(prompt).map_or(Event::Cancel, Event::Answer)
            }
        }
    }
}

impl<R: BufRead> Terminal<R> {
    fn new(input: R) -> Self {
        Self { input, shown: None }
    }

    /// Asks for the values of a form. Returns `None` if the user cancels.
    fn answer(&mut self, prompt: &Prompt) -> Option<Answer> {
        if Answer::identify(prompt, "", None).is_ok() {
            let username = self.read("Username:")?;
            let password = self.read("Password:")?.into();
            return Answer::identify(prompt, &username, Some(&password)).ok();
        }
        if Answer::enter_passcode(prompt, "").is_ok() {
            return Answer::enter_passcode(prompt, self.read("Password or code:")?).ok();
        }
        let key = AuthenticatorKey::OktaVerify;
        let push = Answer::select_authenticator(prompt, &key, Some(&MethodType::Push));
        let answer = push.or_else(|_| Answer::select_authenticator(prompt, &key, None));
        answer.ok().or_else(|| {
            // an identity provider: the next action is a redirect
            let mut remediations = prompt.remediations.iter();
            let link = remediations.find(|remediation| !remediation.is_form)?;
            Some(Answer::new(prompt, &link.id))
        })
    }

    /// Reads a line. An empty line cancels.
    fn read(&mut self, label: &str) -> Option<String> {
        println!("{label}");
        let mut line = String::new();
        self.input.read_line(&mut line).ok()?;
        Some(line.trim().to_owned()).filter(|line| !line.is_empty())
    }
}
