//! The command line.

use clap::Parser;
use clap::builder::NonEmptyStringValueParser;

/// Signs in to an Okta org from the terminal and enrolls Okta Verify by QR code.
///
/// Without arguments, it starts a simulated org and a simulated phone on this machine. It needs no
/// account, no network and no phone. With --issuer, --client-id and --redirect-uri, it signs in to a
/// real org, and you scan the QR code with a real phone.
///
/// If standard input or standard output is not a terminal, it answers for the simulated user. A real
/// org needs a terminal.
#[derive(Parser, Debug)]
#[command(version, name = "enroll", after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The issuer of a real org: https://{org} or https://{org}/oauth2/{id}.
    #[arg(long, value_name = "URL", requires_all = ["client_id", "redirect_uri"])]
    pub(crate) issuer: Option<String>,

    /// The client id of an app with the grant type "Interaction Code".
    #[arg(long, value_name = "ID", requires = "issuer", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) client_id: Option<String>,

    /// A redirect URI that is registered for the client.
    #[arg(long, value_name = "URI", requires = "issuer")]
    pub(crate) redirect_uri: Option<String>,

    /// The scopes to request, separated by commas or spaces.
    #[arg(long, value_name = "SCOPE", num_args = 1.., value_delimiter = ',',
          default_values = ["openid", "profile", "email"])]
    pub(crate) scopes: Vec<String>,

    /// The username. If the first prompt asks for nothing else, the program answers it.
    /// Otherwise, the username is the default.
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) username: Option<String>,

    /// Write each HTTP exchange to standard error, with secrets masked.
    #[arg(long)]
    pub(crate) trace: bool,
}

const EXAMPLES: &str = "\
Examples:
  enroll                         sign in to the simulated org
  enroll --trace 2> trace.txt    the same, and write each HTTP exchange to a file
  enroll < /dev/null             the same, unattended
  enroll --issuer https://acme.okta.com/oauth2/default \\
         --client-id 0oa1abcd --redirect-uri com.acme.app:/callback

Exit codes: 0 signed in, 1 failed, 2 wrong arguments, 130 canceled.";

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_definition_is_valid() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_real_org_needs_an_issuer_a_client_and_a_redirect_uri() {
        let parse = |line: &str| Arguments::try_parse_from(line.split(' '));
        let issuer = "enroll --issuer https://id.example.com";
        assert!(parse("enroll").is_ok_and(|arguments| arguments.issuer.is_none()));
        assert!(parse(issuer).is_err());
        assert!(parse("enroll --client-id app").is_err());
        assert!(parse(&format!("{issuer} --client-id  --redirect-uri x:/cb")).is_err());
        let complete =
            format!("{issuer} --client-id app --redirect-uri com.example:/cb --scopes openid,x");
        assert_eq!(parse(&complete).unwrap().scopes, ["openid", "x"]);
    }
}
