//! The pages of a web app that enrolls Okta Verify, with idx-flow behind them: `idx-flow-web --help`.

mod app;
mod arguments;
#[path = "../../shared/claims.rs"]
mod claims;
mod demo;
mod error;
mod form;
mod guard;
mod lock;
mod locked_session;
mod routes;
#[path = "../../shared/sentence.rs"]
mod sentence;
mod session;
mod store;
mod view;

use std::io::{Write as _, stderr, stdout};
use std::process::ExitCode;

use clap::Parser as _;
use tokio::net::TcpListener;

use app::App;
use arguments::Arguments;

#[tokio::main]
async fn main() -> ExitCode {
    match serve(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            // Where not even this can be written there is nobody to tell.
            let _ = writeln!(stderr(), "idx-flow-web: {reason}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind(arguments.listen).await?;
    let app = App::new(&arguments, listener.local_addr()?).await?;
    let mut out = stdout();
    writeln!(out, "The app is at {}", app.origin)?;
    if let Some(demo) = &app.demo {
        let (login, password) = (&demo.login, &demo.password);
        writeln!(out, "It signs in to a simulated org as {login}, {password}")?;
        writeln!(out, "The phone and the inbox are at {}", demo.console)?;
    }
    out.flush()?;
    let stop = async {
        // without a handler for it, Ctrl-C ends the process all the same
        let _ = tokio::signal::ctrl_c().await;
    };
    axum::serve(listener, routes::router(app))
        .with_graceful_shutdown(stop)
        .await?;
    Ok(())
}
