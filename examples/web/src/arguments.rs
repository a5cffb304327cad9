//! The command line.

use std::net::SocketAddr;

use clap::Parser;

/// Serves the pages of an app that signs people in and enrolls Okta Verify.
///
/// Without arguments it starts a simulated org on this machine: no account, no network and no phone
/// are needed. Name an issuer and a client to sign in to a real one.
#[derive(Parser, Debug)]
#[command(version, name = "idx-flow-web")]
pub(crate) struct Arguments {
    /// Where to listen; port 0 is any free one.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,

    /// The address that browsers see, where something stands before the app: `https://app.example`.
    #[arg(long, value_name = "URL")]
    pub(crate) origin: Option<String>,

    /// Keeps the sessions in Redis, for several processes: redis://… or rediss://…; may hold a
    /// password, and so can be given as a variable.
    #[arg(
        long,
        value_name = "URL",
        env = "IDX_FLOW_REDIS",
        hide_env_values = true
    )]
    pub(crate) redis: Option<String>,

    /// A real org: https://{org} or https://{org}/oauth2/{id}.
    #[arg(long, value_name = "URL", requires = "client_id")]
    pub(crate) issuer: Option<String>,

    /// The id of the client: a web app with the grant type "Interaction Code".
    #[arg(long, value_name = "ID", requires = "issuer")]
    pub(crate) client_id: Option<String>,

    /// The secret of the client, where it has one.
    #[arg(
        env = "IDX_FLOW_CLIENT_SECRET",
        hide_env_values = true,
        long,
        value_name = "SECRET"
    )]
    #[arg(requires = "issuer")]
    pub(crate) client_secret: Option<String>,

    /// The redirect URI that is registered for the client, if not {origin}/signin/callback.
    #[arg(long, value_name = "URI", requires = "issuer")]
    pub(crate) redirect_uri: Option<String>,

    /// The scopes to ask for.
    #[arg(long, value_name = "SCOPE", num_args = 1.., value_delimiter = ',',
          default_values = ["openid", "profile", "email"])]
    pub(crate) scopes: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_real_org_wants_a_client() {
        let parse = |line: &str| Arguments::try_parse_from(line.split(' '));
        assert!(parse("web").is_ok_and(|it| it.issuer.is_none()));
        assert!(parse("web --issuer https://id.example.com").is_err());
        assert!(parse("web --client-id app").is_err());
        assert!(parse("web --issuer https://id.example.com --client-id app").is_ok());
    }
}
