//! A browser without scripts: keeps a cookie, opens pages and submits forms.

use serde_json::Value;
use ureq::Agent;
use ureq::http::{HeaderMap, header};

use crate::org::{LOGIN, PASSWORD};
use crate::wait::wait_for;

pub(crate) struct Browser {
    agent: Agent,
    /// The origin of the app. Another process may serve the next request.
    pub(crate) origin: String,
    pub(crate) cookie: Option<String>,
    /// The HTML of the current page.
    pub(crate) page: String,
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Browser {
    pub(crate) fn new(origin: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            // the app closes the connection of a request that it does not read
            .max_idle_connections(0);
        Self {
            agent: config.build().new_agent(),
            origin: origin.to_owned(),
            cookie: None,
            page: String::new(),
        }
    }

    /// Sends one request, and does not follow redirects.
    pub(crate) fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        form: Option<&[(&str, &str)]>,
    ) -> Reply {
        let request = ureq::http::Request::builder().method(method);
        let mut request = request.uri(format!("{}{path}", self.origin));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let result = match form {
            Some(pairs) => {
                let mut body = url::form_urlencoded::Serializer::new(String::new());
                let body = body.extend_pairs(pairs).finish();
                let request = request.header("content-type", "application/x-www-form-urlencoded");
                self.agent.run(request.body(body).unwrap())
            }
            None => self.agent.run(request.body(()).unwrap()),
        };
        let mut response = result.unwrap();
        if let Some(set) = response.headers().get(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next();
            self.cookie = pair.map(str::to_owned);
        }
        Reply {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.body_mut().read_to_string().unwrap(),
        }
    }

    /// Opens a page and follows redirects. Returns the path of the last page.
    pub(crate) fn open(&mut self, path: &str) -> String {
        let reply = self.send("GET", path, &[], None);
        self.follow(path, reply)
    }

    /// Submits the form of a remediation on the current page. Returns the path of the next page.
    pub(crate) fn answer(&mut self, remediation: &str, values: &[(&str, &str)]) -> String {
        let (csrf, version) = (self.field("csrf"), self.field("version"));
        let mut pairs = vec![
            ("csrf", csrf.as_str()),
            ("version", &version),
            ("remediation", remediation),
        ];
        pairs.extend(values);
        let reply = self.send("POST", "/Account/Answer", &[], Some(&pairs));
        self.follow("/Account/Answer", reply)
    }

    fn follow(&mut self, path: &str, reply: Reply) -> String {
        match reply.headers.get(header::LOCATION) {
            Some(location) => {
                let location = location.to_str().unwrap().to_owned();
                self.open(&location)
            }
            None => {
                self.page = reply.body;
                path.to_owned()
            }
        }
    }

    /// Sends the poll of the page's script. Returns the response.
    pub(crate) fn poll(&mut self) -> Value {
        let (csrf, version) = (self.attribute("data-csrf"), self.attribute("data-version"));
        let headers = [("x-csrf-token", csrf.as_str())];
        let reply = self.send(
            "POST",
            "/OktaVerify/EnrollPoll",
            &headers,
            Some(&[("version", &version)]),
        );
        assert_eq!(reply.status, 200, "{}", reply.body);
        serde_json::from_str(&reply.body).unwrap()
    }

    /// Polls until there is another page. Returns its path.
    pub(crate) fn wait_for_next_page(&mut self) -> String {
        wait_for("the next page", || {
            let response = self.poll();
            let next = response["Next"].as_str().map(str::to_owned);
            assert!(next.is_some() || response["ContinuePolling"] == true);
            next
        })
    }

    /// Opens the sign-in page and signs in. Returns the path of the next page.
    pub(crate) fn sign_in(&mut self) -> String {
        assert_eq!(self.open("/Account/SignIn"), "/Account/SignIn");
        let values = [("identifier", LOGIN), ("credentials.passcode", PASSWORD)];
        self.answer("identify", &values)
    }

    /// Signs in and continues to the page with the QR code.
    pub(crate) fn open_qr_code(&mut self) {
        assert_eq!(self.sign_in(), "/Manage/SelectAuthenticator");
        let okta_verify = self.field("authenticator");
        let values = [("authenticator", okta_verify.as_str())];
        assert_eq!(
            self.answer("select-authenticator-enroll", &values),
            "/OktaVerify/Enroll"
        );
    }

    /// Asserts that the page contains a text.
    pub(crate) fn assert_shows(&self, text: &str) {
        assert!(self.page.contains(text), "{text}\n{}", self.page);
    }

    /// Returns the value of the first input with this name on the page.
    pub(crate) fn field(&self, name: &str) -> String {
        let (_, rest) = self
            .page
            .split_once(&format!("name=\"{name}\""))
            .expect(name);
        let (_, value) = rest.split_once("value=\"").unwrap();
        value.split('"').next().unwrap().to_owned()
    }

    fn attribute(&self, name: &str) -> String {
        let (_, value) = self.page.split_once(&format!("{name}=\"")).expect(name);
        value.split('"').next().unwrap().to_owned()
    }
}
