//! The `idx-flow-sim` program: serves a simulated Okta org on a loopback address.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use clap::builder::{PathBufValueParser, TypedValueParser};
use idx_flow_sim::Setup;
use idx_flow_sim::server;
use url::Url;

/// Runs a simulated Okta org with a web console on a loopback address.
///
/// When it is ready, it prints one line of JSON to standard output: issuer, client id, redirect URI,
/// users, and the URL of the console and control API. Runs until it is stopped.
#[derive(Parser)]
#[command(
    version,
    after_help = "Exit status: 1 if the server cannot start, 2 if an argument or the setup is invalid."
)]
struct Arguments {
    /// The loopback address to listen on. Port 0 selects a free port.
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:0",
        value_parser = parse_loopback
    )]
    listen: SocketAddr,
    /// A JSON file that describes the org. Omitted settings have their defaults.
    #[arg(
        long,
        value_name = "FILE",
        value_parser = PathBufValueParser::new().try_map(|file: PathBuf| read_setup(&file))
    )]
    setup: Option<Setup>,
    /// The seed for handles, codes and ids. Overrides the seed of the setup.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Exits when standard input is closed, for example because the parent process has exited.
    #[arg(long)]
    attached: bool,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Standard error may be closed.
            let _ = writeln!(io::stderr(), "idx-flow-sim: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> io::Result<()> {
    let mut setup = arguments.setup.unwrap_or_default();
    setup.seed = arguments.seed.unwrap_or(setup.seed);
    let address = arguments.listen;
    let listener = TcpListener::bind(address).map_err(|error| {
        let message = format!("cannot listen on {address}: {error}");
        io::Error::new(error.kind(), message)
    })?;
    let server = server::serve(listener, setup)?;
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &server.info())?;
    writeln!(out)?;
    out.flush()?;
    if arguments.attached {
        io::copy(&mut io::stdin().lock(), &mut io::sink())?;
    } else {
        let url = server.control_url();
        // Standard error may be closed.
        let _ = writeln!(
            io::stderr(),
            "Open {url} in a browser for the console. Press Ctrl-C to stop."
        );
        server.wait();
    }
    Ok(())
}

fn parse_loopback(text: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr = text
        .parse()
        .map_err(|_| "expected an IP address and a port, such as 127.0.0.1:7400")?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err("the address must be a loopback address, such as 127.0.0.1".to_owned())
    }
}

fn read_setup(file: &Path) -> Result<Setup, String> {
    let json = std::fs::read(file).map_err(|error| format!("cannot read the file: {error}"))?;
    let setup = serde_json::from_slice(&json).map_err(|error| error.to_string())?;
    check_setup(&setup)?;
    Ok(setup)
}

/// Rejects settings with which no client could use the org.
fn check_setup(setup: &Setup) -> Result<(), String> {
    if !is_origin(&setup.issuer) {
        return Err("`issuer` must be an http or https URL without a path".to_owned());
    }
    if setup.client_id.is_empty() {
        return Err("`client_id` must not be empty".to_owned());
    }
    for (index, uri) in setup.redirect_uris.iter().enumerate() {
        if Url::parse(uri).is_err() {
            return Err(format!("`redirect_uris[{index}]` must be an absolute URI"));
        }
    }
    let callback = setup.email_callback_uri.as_ref();
    if callback.is_some_and(|uri| Url::parse(uri).is_err()) {
        return Err("`email_callback_uri` must be an absolute URI".to_owned());
    }
    let mut names = BTreeSet::new();
    for (index, user) in setup.users.iter().enumerate() {
        if user.login.is_empty() {
            return Err(format!("`users[{index}].login` must not be empty"));
        }
        let own_names = BTreeSet::from([user.login.to_lowercase(), user.email.to_lowercase()]);
        for name in own_names.into_iter().filter(|name| !name.is_empty()) {
            if !names.insert(name) {
                let error = "has the login or email address of another user";
                return Err(format!("`users[{index}]` {error}"));
            }
        }
    }
    Ok(())
}

fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    })
}
