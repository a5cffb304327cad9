//! FastPass: what Okta Verify on the device at hand does with a challenge.

use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use url::Url;

use super::{Phone, PhoneError};
use crate::http::{Request, Response};
use crate::org::Org;
use crate::org::device::DeviceError;
use crate::setup::Answers;

impl Phone {
    /// Answers a request to a loopback port. `None`: nobody listens there.
    pub fn loopback(&self, org: &mut Org, request: &Request, now: SystemTime) -> Option<Response> {
        let url = Url::parse(&request.url).ok()?;
        let port = url.port_or_known_default()?;
        let listener = self.listeners.iter().find(|one| one.port == port)?;
        let response = match (request.method.as_str(), url.path(), listener.answers) {
            ("GET", "/probe", _) => Response::empty(200),
            ("POST", "/challenge", Answers::OtherProfile) => Response::empty(503),
            ("POST", "/challenge", Answers::Error(status)) => Response::empty(status),
            ("POST", "/challenge", Answers::Signed) => {
                let body = request.body_json();
                let challenge = body.get("challengeRequest").and_then(Value::as_str);
                match self.sign(org, challenge.unwrap_or_default(), now) {
                    Ok(()) => Response::json(200, "application/json", &json!({})),
                    Err(_) => Response::empty(400),
                }
            }
            _ => Response::empty(404),
        };
        Some(response)
    }

    /// Opens a link that the system handed to Okta Verify.
    ///
    /// # Errors
    /// The link has no challenge of an org that Okta Verify knows.
    pub fn open_challenge(
        &self,
        org: &mut Org,
        link: &str,
        now: SystemTime,
    ) -> Result<(), PhoneError> {
        let url = Url::parse(link).map_err(|_| DeviceError::NotALink)?;
        let found = url.query_pairs().find(|(key, _)| key == "challengeRequest");
        let (_, challenge) = found.ok_or(DeviceError::NotALink)?;
        self.sign(org, &challenge, now)
    }

    /// Looks at the challenge as a device does, and signs it with the account's key.
    fn sign(&self, org: &mut Org, challenge: &str, now: SystemTime) -> Result<(), PhoneError> {
        let account = self.account.as_ref().ok_or(PhoneError::NoAccount)?;
        let claims = claims(challenge).ok_or(DeviceError::NoChallenge)?;
        let issuer = org.setup().issuer.trim_end_matches('/');
        let expires = claims.get("exp").and_then(Value::as_u64).unwrap_or(0);
        let is_good = claims.get("iss").is_some_and(|iss| iss == issuer)
            && expires > crate::time::seconds(now);
        if !is_good {
            return Err(DeviceError::NoChallenge.into());
        }
        Ok(org.answer_challenge(&account.device_id, challenge, now)?)
    }
}

fn claims(token: &str) -> Option<Value> {
    let [_, claims, _] = token.split('.').collect::<Vec<_>>().try_into().ok()?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
}
