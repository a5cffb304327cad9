//! Signs in to an Okta org from the terminal and enrolls Okta Verify. See `enroll --help`.

mod arguments;
#[path = "../shared/claims.rs"]
mod claims;
mod demo;
#[path = "../shared/duration.rs"]
mod duration;
#[path = "../shared/enrollment.rs"]
mod enrollment;
#[path = "../shared/labels.rs"]
mod labels;
mod menu;
#[path = "../shared/notice.rs"]
mod notice;
#[path = "../shared/password_rule.rs"]
mod password_rule;
mod problem;
mod prompt_text;
mod qr;
mod rate_limit;
mod screen;
#[path = "../shared/sentence_case.rs"]
mod sentence_case;
mod success;
mod terminal;
mod text;
mod trace;
mod unattended;

use std::io::{IsTerminal as _, Write as _, stderr, stdin, stdout};
use std::process::ExitCode;
use std::time::SystemTime;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser as _};
use idx_flow::{ConfigError, FlowConfig};
use idx_flow_ureq::{Completion, Error, Runner, Ui};

use arguments::Arguments;
use demo::Demo;
use screen::Screen;
use terminal::{EXIT_CANCELED, print_line};
use trace::Trace;
use unattended::Unattended;

/// The exit code for wrong arguments, as clap has it.
const EXIT_USAGE: u8 = 2;

/// The reason why the program ends without tokens.
enum ExitError {
    Canceled,
    /// The arguments contain an invalid value.
    Usage(ConfigError),
    Failed(String),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let is_attended = stdin().is_terminal() && stdout().is_terminal();
    terminal::restore_at_exit();
    match run(&arguments, is_attended) {
        Ok(()) => ExitCode::SUCCESS,
        Err(ExitError::Canceled) => {
            print_line("Canceled.");
            ExitCode::from(EXIT_CANCELED)
        }
        Err(ExitError::Usage(error)) => {
            let _ = Arguments::command()
                .error(ErrorKind::ValueValidation, error)
                .print();
            ExitCode::from(EXIT_USAGE)
        }
        Err(ExitError::Failed(reason)) => {
            let _ = writeln!(stderr(), "Sign-in failed: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments, is_attended: bool) -> Result<(), ExitError> {
    let demo = match arguments.issuer {
        None => Some(Demo::start().map_err(|error| ExitError::Failed(error.to_string()))?),
        Some(_) => None,
    };
    let config = config(arguments, demo.as_ref()).map_err(ExitError::Usage)?;
    let trace = arguments.trace.then(Trace::new);
    demo.iter().for_each(greet);
    match (&demo, is_attended) {
        (demo, true) => {
            let username = arguments.username.as_deref();
            sign_in(config, &mut Screen::new(demo.as_ref(), username, trace))
        }
        (Some(demo), false) => match sign_in(config, &mut Unattended::new(demo, trace)) {
            Err(ExitError::Canceled) => Err(ExitError::Failed(
                "the server asks for something that only a user can answer; run the program in a \
                 terminal"
                    .to_owned(),
            )),
            other => other,
        },
        (None, false) => Err(ExitError::Failed(
            "signing in to a real org is interactive; run the program in a terminal".to_owned(),
        )),
    }
}

fn config(arguments: &Arguments, demo: Option<&Demo>) -> Result<FlowConfig, ConfigError> {
    let config = match demo {
        Some(demo) => demo.config()?,
        None => FlowConfig::new(
            arguments.issuer.as_deref().unwrap_or_default(),
            arguments.client_id.as_deref().unwrap_or_default(),
            arguments.redirect_uri.as_deref().unwrap_or_default(),
        )?,
    };
    Ok(config.with_scopes(&arguments.scopes))
}

fn greet(demo: &Demo) {
    print_line(format!(
        "A simulated Okta org with a simulated phone runs at {}.\n\
         Sign in as {} with the password {}.",
        demo.url(),
        demo.login(),
        demo.password()
    ));
}

fn sign_in(config: FlowConfig, ui: &mut dyn Ui) -> Result<(), ExitError> {
    let runner = Runner::new();
    let mut flow = runner.start(config)?;
    match runner.run(&mut flow, ui)? {
        Completion::Tokens(tokens) => {
            print_line("");
            success::lines(&tokens, SystemTime::now())
                .iter()
                .for_each(print_line);
        }
        Completion::Code(_) => print_line("Signed in. The flow stopped at the interaction code."),
    }
    Ok(())
}

impl From<Error> for ExitError {
    fn from(error: Error) -> Self {
        match error {
            Error::Canceled => Self::Canceled,
            Error::Failed(failure) => Self::Failed(problem::failure(&failure)),
            Error::Transport(error) => Self::Failed(problem::transport(&error)),
            other => Self::Failed(other.to_string()),
        }
    }
}
