//! The requests that the org has received.

use std::collections::VecDeque;

use crate::http::Request;

/// The number of requests kept. The oldest is dropped first.
const CAPACITY: usize = 200;

/// The method, path and headers of a request. They can contain credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedRequest {
    /// The method.
    pub method: String,
    /// The path, without a query.
    pub path: String,
    /// Names and values in the order received.
    pub headers: Vec<(String, String)>,
}

/// The latest requests, oldest first.
#[derive(Debug, Clone, Default)]
pub(super) struct ReceivedRequests(VecDeque<ReceivedRequest>);

impl ReceivedRequest {
    /// Returns the value of the first header with this name. Case is ignored.
    pub fn header(&self, name: &str) -> Option<&str> {
        crate::http::find_header(&self.headers, name)
    }
}

impl ReceivedRequests {
    pub(super) fn iter(
        &self,
    ) -> impl DoubleEndedIterator<Item = &ReceivedRequest> + ExactSizeIterator {
        self.0.iter()
    }

    pub(super) fn add(&mut self, request: &Request) {
        if self.0.len() == CAPACITY {
            self.0.pop_front();
        }
        self.0.push_back(ReceivedRequest {
            method: request.method.clone(),
            path: request.path().to_owned(),
            headers: request.headers.clone(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Org, Setup};
    use std::time::SystemTime;

    #[test]
    fn the_latest_requests_are_kept_with_their_headers() {
        let mut org = Org::new(Setup::default());
        let mut request = Request::get("/oauth2/v1/keys?x=1");
        for number in 0..=CAPACITY {
            let header = ("X-Device-Token".to_owned(), number.to_string());
            request.headers = vec![header];
            let _ = org.handle(&request, SystemTime::UNIX_EPOCH);
        }
        let mut received = org.received_requests();
        assert_eq!(received.len(), CAPACITY);
        let newest = received.next_back().unwrap();
        assert_eq!(newest.path, "/oauth2/v1/keys");
        assert_eq!(newest.header("x-device-token"), Some("200"));
    }
}
