//! FastPass: Okta Verify on the same device, which signs challenges.

use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use url::Url;

use super::{Phone, PhoneError};
use crate::http::{Request, Response};
use crate::org::Org;
use crate::org::device::DeviceError;
use crate::setup::ListenerResponse;
use crate::time::seconds;

impl Phone {
    /// Handles a request to a loopback port. Returns `None` if Okta Verify does not listen there.
    pub fn loopback(&self, org: &mut Org, request: &Request, now: SystemTime) -> Option<Response> {
        let url = Url::parse(&request.url).ok()?;
        let port = url.port_or_known_default()?;
        let mut listeners = self.listeners.iter();
        let listener = listeners.find(|listener| listener.port == port)?;
        let response = match (request.method.as_str(), url.path(), listener.answers) {
            ("GET", "/probe", _) => Response::empty(200),
            ("POST", "/challenge", ListenerResponse::OtherProfile) => Response::empty(503),
            ("POST", "/challenge", ListenerResponse::Error(status)) => Response::empty(status),
            ("POST", "/challenge", ListenerResponse::Signed) => {
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

    /// Opens a link that has a challenge, and signs the challenge.
    ///
    /// # Errors
    /// [`PhoneError`] if the link has no challenge, or if the challenge is not valid.
    pub fn open_challenge(
        &self,
        org: &mut Org,
        link: &str,
        now: SystemTime,
    ) -> Result<(), PhoneError> {
        let url = Url::parse(link).map_err(|_| DeviceError::InvalidLink)?;
        let parameter = url.query_pairs().find(|(key, _)| key == "challengeRequest");
        let (_, challenge) = parameter.ok_or(DeviceError::InvalidLink)?;
        self.sign(org, &challenge, now)
    }

    /// Checks the issuer and the expiry of a challenge and signs it.
    fn sign(&self, org: &mut Org, challenge: &str, now: SystemTime) -> Result<(), PhoneError> {
        let account = self.account.as_ref().ok_or(PhoneError::NoAccount)?;
        let claims = claims(challenge).ok_or(DeviceError::NoChallenge)?;
        let issuer = org.setup().issuer.trim_end_matches('/');
        let expires_at = claims.get("exp").and_then(Value::as_u64).unwrap_or(0);
        let is_valid =
            claims.get("iss").is_some_and(|iss| iss == issuer) && expires_at > seconds(now);
        if !is_valid {
            return Err(DeviceError::NoChallenge.into());
        }
        Ok(org.answer_challenge(&account.device_id, challenge, now)?)
    }
}

fn claims(token: &str) -> Option<Value> {
    let [_, claims, _] = token.split('.').collect::<Vec<_>>().try_into().ok()?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
}
