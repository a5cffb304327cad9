//! The command line.

use clap::Parser;

/// Signs in to an Okta org from the terminal, and enrolls Okta Verify by QR code.
///
/// Without arguments it starts a simulated org and a simulated phone on this machine: no account,
/// no network and no phone are needed. Name an issuer, a client and its redirect URI to sign in to
/// a real org with a real phone.
///
/// Where standard input is no terminal, it answers for the simulated org's user by itself.
#[derive(Parser, Debug)]
#[command(version, name = "enroll", after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// A real org: https://{org} or https://{org}/oauth2/{id}.
    #[arg(long, value_name = "URL", requires_all = ["client_id", "redirect_uri"])]
    pub(crate) issuer: Option<String>,

    /// The id of the client: an app with the grant type "Interaction Code".
    #[arg(long, value_name = "ID", requires = "issuer")]
    pub(crate) client_id: Option<String>,

    /// The redirect URI that is registered for the client.
    #[arg(long, value_name = "URI", requires = "issuer")]
    pub(crate) redirect_uri: Option<String>,

    /// The scopes to ask for.
    #[arg(long, value_name = "SCOPE", num_args = 1.., value_delimiter = ',',
          default_values = ["openid", "profile", "email"])]
    pub(crate) scopes: Vec<String>,

    /// Write each exchange to standard error, with its secrets masked.
    #[arg(long)]
    pub(crate) trace: bool,
}

const EXAMPLES: &str = "\
Examples:
  enroll                         the simulated org
  enroll --trace 2> trace.txt    the same, each exchange in a file
  enroll < /dev/null             the same, all by itself
  enroll --issuer https://acme.okta.com/oauth2/default \\
         --client-id 0oa1abcd --redirect-uri com.acme.app:/callback

Exit codes: 0 signed in, 1 failed, 2 wrong arguments, 130 canceled.";

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_real_org_is_named_whole_or_not_at_all() {
        let parse = |line: &str| Arguments::try_parse_from(line.split(' '));
        let org = "enroll --issuer https://id.example.com";
        assert!(parse("enroll").is_ok_and(|it| it.issuer.is_none()));
        assert!(parse(org).is_err());
        assert!(parse("enroll --client-id app").is_err());
        let whole =
            format!("{org} --client-id app --redirect-uri com.example:/cb --scopes openid,x");
        assert_eq!(parse(&whole).unwrap().scopes, ["openid", "x"]);
    }
}
