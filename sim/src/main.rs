//! Serves a simulated Okta org on a loopback port.

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use idx_flow_sim::Setup;
use idx_flow_sim::server;

/// Serves a simulated Okta org on a loopback port until it is stopped.
///
/// Prints one line of JSON: issuer, client id, redirect URI, users and the control API's address.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The loopback address and port to listen on; port 0 is any free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// A JSON file that describes the org; what it leaves out has its default.
    #[arg(long, value_name = "FILE")]
    setup: Option<PathBuf>,
    /// Same seed, same handles, codes and keys. Overrides the setup's.
    #[arg(long)]
    seed: Option<u64>,
    /// Stop when standard input ends, as it does when whoever started this dies.
    #[arg(long)]
    attached: bool,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where not even this can be written there is nobody to tell.
            let _ = writeln!(io::stderr(), "idx-flow-sim: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> io::Result<()> {
    let mut setup = match &arguments.setup {
        Some(file) => read(file)?,
        None => Setup::default(),
    };
    setup.seed = arguments.seed.unwrap_or(setup.seed);
    let server = server::serve(TcpListener::bind(arguments.listen)?, setup)?;
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &server.info())?;
    writeln!(out)?;
    out.flush()?;
    if arguments.attached {
        io::copy(&mut io::stdin().lock(), &mut io::sink())?;
    } else {
        server.wait();
    }
    Ok(())
}

fn read(file: &Path) -> io::Result<Setup> {
    let setup = std::fs::read_to_string(file)
        .and_then(|text| serde_json::from_str(&text).map_err(io::Error::from));
    setup.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", file.display())))
}
