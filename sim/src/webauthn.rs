//! A WebAuthn relying party. It verifies responses as in Web Authentication Level 3, section 7, except
//! for attestation certificates.

mod attestation;
mod authenticator_data;
mod client_data;
mod error;
mod key;

use sha2::{Digest, Sha256};

use attestation::Attestation;
use authenticator_data::AuthenticatorData;
use client_data::Ceremony;
pub(crate) use error::VerificationError;
pub(crate) use key::{ALGORITHMS, PublicKey};

/// A relying party.
#[derive(Debug, Clone)]
pub(crate) struct RelyingParty {
    pub(crate) id: String,
    /// The accepted origins.
    pub(crate) origins: Vec<String>,
    pub(crate) requires_verification: bool,
}

/// A registered credential.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Passkey {
    pub(crate) id: Vec<u8>,
    pub(crate) key: PublicKey,
    pub(crate) counter: u32,
    pub(crate) aaguid: [u8; 16],
}

/// The response of an authenticator that was asked for an assertion.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Assertion<'a> {
    pub(crate) client_data: &'a [u8],
    pub(crate) authenticator_data: &'a [u8],
    pub(crate) signature: &'a [u8],
}

impl RelyingParty {
    /// Verifies a new credential (section 7.1).
    pub(crate) fn register(
        &self,
        challenge: &str,
        client_data: &[u8],
        attestation: &[u8],
    ) -> Result<Passkey, VerificationError> {
        client_data::check(client_data, Ceremony::Create, challenge, &self.origins)?;
        let attestation = Attestation::parse(attestation)?;
        let data = self.check_authenticator_data(&attestation.authenticator_data)?;
        let credential = data
            .credential
            .ok_or("the attestation has no credential data")?;
        let message = signed_message(&attestation.authenticator_data, client_data);
        attestation.check(&credential.key, &message)?;
        Ok(Passkey {
            id: credential.id,
            key: credential.key,
            counter: data.counter,
            aaguid: credential.aaguid,
        })
    }

    /// Verifies an assertion (section 7.2) and returns the credential's new counter.
    pub(crate) fn verify(
        &self,
        challenge: &str,
        assertion: Assertion<'_>,
        passkey: &Passkey,
    ) -> Result<u32, VerificationError> {
        let Assertion {
            client_data,
            authenticator_data,
            signature,
        } = assertion;
        client_data::check(client_data, Ceremony::Get, challenge, &self.origins)?;
        let data = self.check_authenticator_data(authenticator_data)?;
        let message = signed_message(authenticator_data, client_data);
        passkey.key.verify(&message, signature)?;
        let has_counter = data.counter > 0 || passkey.counter > 0;
        if has_counter && data.counter <= passkey.counter {
            return Err("the counter did not increase: the authenticator may be cloned");
        }
        Ok(data.counter)
    }

    fn check_authenticator_data(
        &self,
        bytes: &[u8],
    ) -> Result<AuthenticatorData, VerificationError> {
        let data = AuthenticatorData::parse(bytes)?;
        if data.rp_id_hash != <[u8; 32]>::from(Sha256::digest(&self.id)) {
            return Err("the relying party id does not match");
        }
        if !data.user_present {
            return Err("the user was not present");
        }
        if self.requires_verification && !data.user_verified {
            return Err("the user was not verified");
        }
        Ok(data)
    }
}

/// Returns the message that an authenticator signs.
fn signed_message(authenticator_data: &[u8], client_data: &[u8]) -> Vec<u8> {
    let hash = Sha256::digest(client_data);
    [authenticator_data, hash.as_slice()].concat()
}

#[cfg(test)]
mod test_util;

#[cfg(test)]
mod tests {
    use super::test_util::{TestAuthenticator, Values, relying_party};
    use super::*;

    #[test]
    fn a_credential_is_created_and_used() {
        let mut authenticator = TestAuthenticator::new();
        let (client_data, attestation) = authenticator.create("c1", Values::default());
        let passkey = relying_party().register("c1", &client_data, &attestation);
        let passkey = passkey.unwrap();
        assert_eq!(passkey.id, b"credential");
        assert_eq!(passkey.counter, 1);
        let response = authenticator.get("c2", Values::default());
        let verified = relying_party().verify("c2", response.assertion(), &passkey);
        assert_eq!(verified, Ok(2));
    }

    #[test]
    fn invalid_responses_are_rejected() {
        let valid = Values::default;
        for (invalid, error) in [
            (
                Values {
                    origin: "https://evil.example",
                    ..valid()
                },
                "the origin is not allowed",
            ),
            (
                Values {
                    rp_id: "evil.example",
                    ..valid()
                },
                "the relying party id does not match",
            ),
            (
                Values {
                    challenge: Some("c9"),
                    ..valid()
                },
                "the challenge does not match",
            ),
            (
                Values {
                    flags: 0,
                    ..valid()
                },
                "the user was not present",
            ),
            (
                Values {
                    flags: 1,
                    ..valid()
                },
                "the user was not verified",
            ),
            (
                Values {
                    flags: 0b10101,
                    ..valid()
                },
                "the credential is backed up but not backup eligible",
            ),
            (
                Values {
                    forged: true,
                    ..valid()
                },
                "the signature is invalid",
            ),
        ] {
            let mut authenticator = TestAuthenticator::new();
            let (client_data, attestation) = authenticator.create("c1", invalid);
            let registered = relying_party().register("c1", &client_data, &attestation);
            assert_eq!(registered, Err(error));
            let (client_data, attestation) = authenticator.create("c1", valid());
            let passkey = relying_party().register("c1", &client_data, &attestation);
            let response = authenticator.get("c2", invalid);
            let verified = relying_party().verify("c2", response.assertion(), &passkey.unwrap());
            assert_eq!(verified, Err(error));
        }
    }

    #[test]
    fn a_counter_that_does_not_increase_is_rejected() {
        let mut authenticator = TestAuthenticator::new();
        let (client_data, attestation) = authenticator.create("c1", Values::default());
        let passkey = relying_party().register("c1", &client_data, &attestation);
        let passkey = Passkey {
            counter: 9,
            ..passkey.unwrap()
        };
        let response = authenticator.get("c1", Values::default());
        let verified = relying_party().verify("c1", response.assertion(), &passkey);
        let error = "the counter did not increase: the authenticator may be cloned";
        assert_eq!(verified, Err(error));
    }

    #[test]
    fn client_data_of_another_ceremony_is_rejected() {
        let mut authenticator = TestAuthenticator::new();
        let (client_data, attestation) = authenticator.create("c1", Values::default());
        let passkey = relying_party().register("c1", &client_data, &attestation);
        let response = authenticator.get("c1", Values::default());
        let assertion = Assertion {
            client_data: &client_data,
            ..response.assertion()
        };
        let verified = relying_party().verify("c1", assertion, &passkey.unwrap());
        assert_eq!(verified, Err("the type of the client data is wrong"));
    }
}
