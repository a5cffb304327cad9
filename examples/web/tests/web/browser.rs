//! A browser without a script: it keeps a cookie, reads a page and fills in its forms.

use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::http::{HeaderMap, header};

use crate::org::{LOGIN, PASSWORD};

pub(crate) struct Browser {
    agent: Agent,
    /// Where the app is: another process may serve the next request.
    pub(crate) origin: String,
    pub(crate) cookie: Option<String>,
    /// The page that is open.
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
            // what is refused unread ends its connection
            .max_idle_connections(0);
        Self {
            agent: config.build().new_agent(),
            origin: origin.to_owned(),
            cookie: None,
            page: String::new(),
        }
    }

    /// One request, and its reply as it is.
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
        let sent = match form {
            Some(pairs) => {
                let mut body = url::form_urlencoded::Serializer::new(String::new());
                let body = body.extend_pairs(pairs).finish();
                let request = request.header("content-type", "application/x-www-form-urlencoded");
                self.agent.run(request.body(body).unwrap())
            }
            None => self.agent.run(request.body(()).unwrap()),
        };
        let mut response = sent.unwrap();
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

    /// Opens a page, and goes where it leads; gives the path that it ends at.
    pub(crate) fn open(&mut self, path: &str) -> String {
        let reply = self.send("GET", path, &[], None);
        self.follow(path, reply)
    }

    /// Fills in the form of the page that has this remediation, or goes to this address.
    pub(crate) fn answer(&mut self, remediation: &str, values: &[(&str, &str)]) -> String {
        let (csrf, page) = (self.field("csrf"), self.field("page"));
        let mut pairs = vec![
            ("csrf", csrf.as_str()),
            ("page", &page),
            ("remediation", remediation),
        ];
        pairs.extend(values);
        let reply = self.send("POST", "/Account/Answer", &[], Some(&pairs));
        self.follow("/Account/Answer", reply)
    }

    fn follow(&mut self, path: &str, reply: Reply) -> String {
        match reply.headers.get(header::LOCATION) {
            Some(place) => {
                let place = place.to_str().unwrap().to_owned();
                self.open(&place)
            }
            None => {
                self.page = reply.body;
                path.to_owned()
            }
        }
    }

    /// What the script of the page would be told.
    pub(crate) fn poll(&mut self) -> Value {
        let (csrf, page) = (self.attribute("data-csrf"), self.attribute("data-page"));
        let headers = [("x-csrf-token", csrf.as_str())];
        let reply = self.send(
            "POST",
            "/OktaVerify/EnrollPoll",
            &headers,
            Some(&[("page", &page)]),
        );
        assert_eq!(reply.status, 200, "{}", reply.body);
        serde_json::from_str(&reply.body).unwrap()
    }

    /// Polls when it is told to, and gives where it is told to go.
    pub(crate) fn wait(&mut self) -> String {
        loop {
            let told = self.poll();
            if let Some(next) = told["Next"].as_str() {
                return next.to_owned();
            }
            assert_eq!(told["ContinuePolling"], true);
            sleep(Duration::from_millis(told["Refresh"].as_u64().unwrap()));
        }
    }

    /// As far as the QR code.
    pub(crate) fn enroll(&mut self) {
        assert_eq!(self.open("/Account/SignIn"), "/Account/SignIn");
        let values = [("identifier", LOGIN), ("credentials.passcode", PASSWORD)];
        assert_eq!(
            self.answer("identify", &values),
            "/Manage/SelectAuthenticator"
        );
        let okta_verify = self.field("authenticator");
        let chosen = [("authenticator", okta_verify.as_str())];
        assert_eq!(
            self.answer("select-authenticator-enroll", &chosen),
            "/OktaVerify/Enroll"
        );
    }

    /// The value of the first field of this name on the page.
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
