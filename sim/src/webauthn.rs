//! The relying party's part of WebAuthn: what a browser or app hands in is really verified (Web
//! Authentication Level 3, section 7). Certificates of attestations alone are taken as they are.

mod attestation;
mod authenticator_data;
mod client_data;
mod key;

use sha2::{Digest, Sha256};

use authenticator_data::AuthenticatorData;
use client_data::Ceremony;
pub(crate) use key::{ALGORITHMS, PublicKey};

/// What is wrong with a response, in words for the developer of a client.
pub(crate) type Reason = &'static str;

/// Who asks.
#[derive(Debug, Clone)]
pub(crate) struct RelyingParty {
    pub(crate) id: String,
    /// Where the user may be.
    pub(crate) origins: Vec<String>,
    pub(crate) requires_verification: bool,
}

/// A credential that a user has created.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Passkey {
    pub(crate) id: Vec<u8>,
    pub(crate) key: PublicKey,
    pub(crate) counter: u32,
    pub(crate) aaguid: [u8; 16],
}

/// What a client hands in of a credential that was used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Assertion<'a> {
    pub(crate) client_data: &'a [u8],
    pub(crate) authenticator_data: &'a [u8],
    pub(crate) signature: &'a [u8],
}

impl RelyingParty {
    /// Takes in a new credential (section 7.1).
    pub(crate) fn register(
        &self,
        challenge: &str,
        client_data: &[u8],
        attestation: &[u8],
    ) -> Result<Passkey, Reason> {
        client_data::check(client_data, Ceremony::Create, challenge, &self.origins)?;
        let attestation = attestation::read(attestation)?;
        let data = self.read(&attestation.authenticator_data)?;
        let created = data.created.ok_or("it has no new credential")?;
        let signed = signed(&attestation.authenticator_data, client_data);
        attestation.check(&created.key, &signed)?;
        Ok(Passkey {
            id: created.id,
            key: created.key,
            counter: data.counter,
            aaguid: created.aaguid,
        })
    }

    /// Takes in what a credential signed (section 7.2), and returns its new counter.
    pub(crate) fn verify(
        &self,
        challenge: &str,
        assertion: Assertion<'_>,
        passkey: &Passkey,
    ) -> Result<u32, Reason> {
        let Assertion {
            client_data,
            authenticator_data,
            signature,
        } = assertion;
        client_data::check(client_data, Ceremony::Get, challenge, &self.origins)?;
        let data = self.read(authenticator_data)?;
        let signed = signed(authenticator_data, client_data);
        passkey.key.verify(&signed, signature)?;
        let counts = data.counter > 0 || passkey.counter > 0;
        if counts && data.counter <= passkey.counter {
            return Err("its counter did not grow: it may be a copy");
        }
        Ok(data.counter)
    }

    fn read(&self, bytes: &[u8]) -> Result<AuthenticatorData, Reason> {
        let data = AuthenticatorData::read(bytes)?;
        if data.rp_id_hash != <[u8; 32]>::from(Sha256::digest(&self.id)) {
            return Err("it is for another relying party");
        }
        if !data.user_present {
            return Err("nobody was there");
        }
        if self.requires_verification && !data.user_verified {
            return Err("the user was not verified");
        }
        Ok(data)
    }
}

/// What an authenticator signs.
fn signed(authenticator_data: &[u8], client_data: &[u8]) -> Vec<u8> {
    let hash = Sha256::digest(client_data);
    [authenticator_data, hash.as_slice()].concat()
}

#[cfg(test)]
mod test_util;

#[cfg(test)]
mod tests {
    use super::test_util::{Change, Key, party};
    use super::*;

    #[test]
    fn a_credential_is_created_and_used() {
        let mut key = Key::new();
        let (client_data, attestation) = key.create("c1", Change::default());
        let passkey = party().register("c1", &client_data, &attestation);
        let passkey = passkey.unwrap();
        assert_eq!(
            (passkey.id.as_slice(), passkey.counter),
            (&b"credential"[..], 1)
        );
        let used = key.get("c2", Change::default());
        assert_eq!(party().verify("c2", used.assertion(), &passkey), Ok(2));
    }

    #[test]
    fn what_does_not_hold_is_refused() {
        let change = Change::default;
        for (change, reason) in [
            (
                Change {
                    origin: "https://evil.example",
                    ..change()
                },
                "its origin is not one of this org's",
            ),
            (
                Change {
                    rp_id: "evil.example",
                    ..change()
                },
                "it is for another relying party",
            ),
            (
                Change {
                    challenge: Some("c9"),
                    ..change()
                },
                "it answers another challenge",
            ),
            (
                Change {
                    flags: 0,
                    ..change()
                },
                "nobody was there",
            ),
            (
                Change {
                    flags: 1,
                    ..change()
                },
                "the user was not verified",
            ),
            (
                Change {
                    flags: 0b10101,
                    ..change()
                },
                "it is backed up but cannot be",
            ),
            (
                Change {
                    forged: true,
                    ..change()
                },
                "its signature does not hold",
            ),
        ] {
            let mut key = Key::new();
            let (client_data, attestation) = key.create("c1", change);
            let made = party().register("c1", &client_data, &attestation);
            assert_eq!(made, Err(reason));
            let (client_data, attestation) = key.create("c1", Change::default());
            let passkey = party().register("c1", &client_data, &attestation);
            let used = key.get("c2", change);
            let found = party().verify("c2", used.assertion(), &passkey.unwrap());
            assert_eq!(found, Err(reason));
        }
    }

    #[test]
    fn a_copy_and_another_ceremony_are_refused() {
        let mut key = Key::new();
        let (client_data, attestation) = key.create("c1", Change::default());
        let passkey = party().register("c1", &client_data, &attestation).unwrap();
        let used = key.get("c1", Change::default());
        let ahead = Passkey {
            counter: 9,
            ..passkey.clone()
        };
        let copied = party().verify("c1", used.assertion(), &ahead);
        assert_eq!(copied, Err("its counter did not grow: it may be a copy"));
        let crossed = Assertion {
            client_data: &client_data,
            ..used.assertion()
        };
        let crossed = party().verify("c1", crossed, &passkey);
        assert_eq!(crossed, Err("it is of another kind of ceremony"));
    }
}
