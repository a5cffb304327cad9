//! Signs in to an Okta org from the terminal and enrolls Okta Verify: `enroll --help`.

mod arguments;
#[path = "../shared/claims.rs"]
mod claims;
mod demo;
mod labels;
mod menu;
mod page;
mod qr;
mod screen;
#[path = "../shared/sentence.rs"]
mod sentence;
mod success;
mod terminal;
mod trace;
mod unattended;

use std::io::{IsTerminal as _, Write as _, stderr, stdin, stdout};
use std::process::ExitCode;
use std::time::SystemTime;

use clap::Parser as _;
use idx_flow::{FlowConfig, InputError};
use idx_flow_ureq::{Completed, Error, Runner, Ui};

use arguments::Arguments;
use demo::Demo;
use screen::Screen;
use terminal::say;
use trace::Trace;
use unattended::Unattended;

/// The exit code of what Ctrl-C ended, as shells have it.
pub(crate) const CANCELED: u8 = 130;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let is_attended = stdin().is_terminal() && stdout().is_terminal();
    terminal::restore_at_exit();
    match run(&arguments, is_attended) {
        Ok(()) => ExitCode::SUCCESS,
        Err(End::Canceled) => {
            say("Canceled.");
            ExitCode::from(CANCELED)
        }
        Err(End::Failed(reason)) => {
            let _ = writeln!(stderr(), "Not signed in: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// An end without tokens.
enum End {
    Canceled,
    Failed(String),
}

fn run(arguments: &Arguments, is_attended: bool) -> Result<(), End> {
    let demo = match arguments.issuer {
        None => Some(Demo::start().map_err(|error| End::Failed(error.to_string()))?),
        Some(_) => None,
    };
    let config = config(arguments, demo.as_ref()).map_err(|it| End::Failed(it.to_string()))?;
    let trace = arguments.trace.then(Trace::new);
    demo.iter().for_each(greet);
    match (&demo, is_attended) {
        (demo, true) => sign_in(config, &mut Screen::new(demo.as_ref(), trace)),
        (Some(demo), false) => match sign_in(config, &mut Unattended::new(demo, trace)) {
            Err(End::Canceled) => Err(End::Failed("nobody is there to answer".to_owned())),
            other => other,
        },
        (None, false) => Err(End::Failed(
            "a real org needs somebody at a terminal".to_owned(),
        )),
    }
}

fn config(arguments: &Arguments, demo: Option<&Demo>) -> Result<FlowConfig, InputError> {
    let config = match demo {
        Some(demo) => demo.config()?,
        None => FlowConfig::new(
            arguments.issuer.as_deref().unwrap_or_default(),
            arguments.client_id.as_deref().unwrap_or_default(),
            arguments.redirect_uri.as_deref().unwrap_or_default(),
        )?,
    };
    Ok(config.scopes(&arguments.scopes))
}

fn greet(demo: &Demo) {
    say(format!(
        "A simulated Okta org runs at {}, with a simulated phone.\n\
         Its user is {}, her password {}.",
        demo.address(),
        demo.login(),
        demo.password()
    ));
}

fn sign_in(config: FlowConfig, ui: &mut dyn Ui) -> Result<(), End> {
    let runner = Runner::new();
    let mut flow = runner.start(config)?;
    match runner.run(&mut flow, ui)? {
        Completed::Tokens(tokens) => {
            say("");
            success::lines(&tokens, SystemTime::now())
                .iter()
                .for_each(say);
        }
        Completed::Code(_) => say("Signed in, up to the interaction code."),
    }
    Ok(())
}

impl From<Error> for End {
    fn from(error: Error) -> Self {
        match error {
            Error::Canceled => Self::Canceled,
            Error::Failed(failure) => Self::Failed(labels::failure(&failure)),
            other => Self::Failed(other.to_string()),
        }
    }
}
