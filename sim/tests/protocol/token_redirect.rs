//! The exchange of a state token for a browser session.

use idx_flow_sim::{Request, Response, Setup};

use crate::client::Client;

fn redirect(client: &mut Client) -> Response {
    let token = client.response["stateHandle"].as_str().unwrap();
    let url = format!("/login/token/redirect?stateToken={token}");
    client.send(&Request::get(url))
}

fn dashboard(client: &mut Client, cookie: &str) -> u16 {
    let mut request = Request::get("/app/UserHome");
    let header = ("cookie".to_owned(), cookie.to_owned());
    request.headers.push(header);
    client.send(&request).status
}

#[test]
fn a_state_token_starts_a_browser_session_once() {
    let mut client = Client::start(Setup::default());
    assert_eq!(
        redirect(&mut client).status,
        403,
        "the user has not signed in"
    );
    client.password();
    let response = redirect(&mut client);
    assert_eq!(response.status, 302);
    let location = response.header("location");
    assert_eq!(location, Some("https://org.example.com/app/UserHome"));
    let cookie = response.header("set-cookie").unwrap();
    assert!(cookie.starts_with("sid="), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    assert_eq!(dashboard(&mut client, cookie), 200);
    assert_eq!(dashboard(&mut client, "sid=other"), 403);
    assert_eq!(
        redirect(&mut client).status,
        403,
        "a state token works once"
    );
    client.tokens();
}

#[test]
fn a_state_token_is_invalid_after_the_token_request() {
    let mut client = Client::start(Setup::default());
    client.password().tokens();
    let response = redirect(&mut client);
    assert_eq!(response.status, 403);
    assert_eq!(response.header("set-cookie"), None);
}
