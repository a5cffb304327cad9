//! A web app that enrolls Okta Verify with idx-flow. See `idx-flow-web --help`.

mod app;
mod arguments;
#[path = "../../shared/claims.rs"]
mod claims;
mod demo;
#[path = "../../shared/duration.rs"]
mod duration;
#[path = "../../shared/enrollment.rs"]
mod enrollment;
mod error;
mod form;
#[path = "../../shared/labels.rs"]
mod labels;
mod lock;
mod locked_session;
#[path = "../../shared/notice.rs"]
mod notice;
#[path = "../../shared/password_rule.rs"]
mod password_rule;
mod problem;
mod routes;
mod security;
#[path = "../../shared/sentence_case.rs"]
mod sentence_case;
mod session;
mod store;
mod view;

use std::io::{self, Write as _, stderr, stdout};
use std::net::SocketAddr;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser as _};
use thiserror::Error;
use tokio::net::TcpListener;

use app::{App, StartError};
use arguments::Arguments;

/// The exit code for wrong arguments, as clap has it.
const EXIT_USAGE: u8 = 2;

#[derive(Debug, Error)]
enum ServeError {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Io(#[from] io::Error),
}

#[tokio::main]
async fn main() -> ExitCode {
    match serve(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(ServeError::Start(error)) if error.is_usage() => {
            let mut command = Arguments::command();
            let _ = command.error(ErrorKind::ValueValidation, error).print();
            ExitCode::from(EXIT_USAGE)
        }
        Err(error) => {
            // an error cannot be reported if standard error is closed
            let _ = writeln!(stderr(), "idx-flow-web: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> Result<(), ServeError> {
    let listener = TcpListener::bind(arguments.listen).await?;
    let app = App::new(&arguments, listener.local_addr()?).await?;
    let mut out = stdout();
    writeln!(out, "The app runs at {}", app.origin)?;
    if let Some(demo) = &app.demo {
        let (login, password) = (&demo.login, &demo.password);
        writeln!(
            out,
            "Sign in to a simulated org as {login} with the password {password}"
        )?;
        writeln!(out, "The phone and the inbox are at {}", demo.console_url)?;
    }
    out.flush()?;
    let shutdown = async {
        // without a handler, Ctrl-C ends the process by default
        let _ = tokio::signal::ctrl_c().await;
    };
    // the handlers need the address of the browser
    let service = routes::router(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(shutdown)
        .await?;
    Ok(())
}
