//! The command line.

use std::net::SocketAddr;
use std::time::Duration;

use clap::Parser;
use clap::builder::NonEmptyStringValueParser;

/// Serves a web app that signs users in and enrolls Okta Verify.
///
/// Without --issuer, it starts a simulated org on this machine. It needs no account, no network and
/// no phone. With --issuer and --client-id, it signs in to a real org.
#[derive(Parser, Debug)]
#[command(version, name = "idx-flow-web", after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    /// The address to listen on. Port 0 selects a free port.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,

    /// The origin that browsers see if the app runs behind a reverse proxy, for example
    /// `https://app.example`.
    #[arg(long, value_name = "URL")]
    pub(crate) origin: Option<String>,

    /// Store the sessions in Redis, for several processes: redis://… or rediss://…. If the URL
    /// contains a password, use the environment variable.
    #[arg(
        long,
        value_name = "URL",
        env = "IDX_FLOW_REDIS",
        hide_env_values = true
    )]
    pub(crate) redis: Option<String>,

    /// How long the lock of a session in Redis outlives a process that died, in milliseconds.
    #[arg(long, value_name = "MS", default_value = "3000",
          value_parser = clap::value_parser!(u64).range(100..=60_000))]
    lock_lease: u64,

    /// The issuer of a real org: https://{org} or https://{org}/oauth2/{id}.
    #[arg(long, value_name = "URL", requires = "client_id")]
    pub(crate) issuer: Option<String>,

    /// The client id of a web app with the grant type "Interaction Code".
    #[arg(long, value_name = "ID", requires = "issuer", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) client_id: Option<String>,

    /// The client secret, if the client has one.
    #[arg(
        env = "IDX_FLOW_CLIENT_SECRET",
        hide_env_values = true,
        long,
        value_name = "SECRET"
    )]
    #[arg(requires = "issuer")]
    pub(crate) client_secret: Option<String>,

    /// A redirect URI that is registered for the client. The default is {origin}/signin/callback.
    #[arg(long, value_name = "URI", requires = "issuer")]
    pub(crate) redirect_uri: Option<String>,

    /// The scopes to request, separated by commas or spaces.
    #[arg(long, value_name = "SCOPE", num_args = 1.., value_delimiter = ',',
          default_values = ["openid", "profile", "email"])]
    pub(crate) scopes: Vec<String>,
}

const EXIT_CODES: &str = "Exit codes: 0 stopped by Ctrl-C, 1 failed, 2 wrong arguments.";

impl Arguments {
    pub(crate) fn lock_lease(&self) -> Duration {
        Duration::from_millis(self.lock_lease)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_definition_is_valid() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_real_org_needs_an_issuer_and_a_client() {
        let parse = |line: &str| Arguments::try_parse_from(line.split(' '));
        assert!(parse("web").is_ok_and(|arguments| arguments.issuer.is_none()));
        assert!(parse("web --issuer https://id.example.com").is_err());
        assert!(parse("web --client-id app").is_err());
        assert!(parse("web --issuer https://id.example.com --client-id ").is_err());
        assert!(parse("web --issuer https://id.example.com --client-id app").is_ok());
    }
}
