//! Authenticator data (section 6.1).

use super::error::VerificationError;
use super::key::PublicKey;

pub(super) struct AuthenticatorData {
    pub(super) rp_id_hash: [u8; 32],
    pub(super) user_present: bool,
    pub(super) user_verified: bool,
    pub(super) counter: u32,
    pub(super) credential: Option<CredentialData>,
}

/// Attested credential data (section 6.5.2).
pub(super) struct CredentialData {
    pub(super) aaguid: [u8; 16],
    pub(super) id: Vec<u8>,
    pub(super) key: PublicKey,
}

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKUP_STATE: u8 = 1 << 4;
const ATTESTED_CREDENTIAL_DATA: u8 = 1 << 6;
/// The maximum length of a credential id (section 7.1).
const MAX_ID_LENGTH: usize = 1023;

const TRUNCATED: VerificationError = "the authenticator data is truncated";

impl AuthenticatorData {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, VerificationError> {
        let (rp_id_hash, rest) = bytes.split_first_chunk::<32>().ok_or(TRUNCATED)?;
        let (flags, rest) = rest.split_first().ok_or(TRUNCATED)?;
        let (counter, rest) = rest.split_first_chunk::<4>().ok_or(TRUNCATED)?;
        let has = |flag: u8| flags & flag != 0;
        if has(BACKUP_STATE) && !has(BACKUP_ELIGIBLE) {
            return Err("the credential is backed up but not backup eligible");
        }
        let credential = has(ATTESTED_CREDENTIAL_DATA).then(|| CredentialData::parse(rest));
        Ok(Self {
            rp_id_hash: *rp_id_hash,
            user_present: has(USER_PRESENT),
            user_verified: has(USER_VERIFIED),
            counter: u32::from_be_bytes(*counter),
            credential: credential.transpose()?,
        })
    }
}

impl CredentialData {
    /// Parses credential data. Extension data after it is ignored.
    fn parse(bytes: &[u8]) -> Result<Self, VerificationError> {
        let (aaguid, rest) = bytes.split_first_chunk::<16>().ok_or(TRUNCATED)?;
        let (length, rest) = rest.split_first_chunk::<2>().ok_or(TRUNCATED)?;
        let length = usize::from(u16::from_be_bytes(*length));
        if length > MAX_ID_LENGTH {
            return Err("the credential id is too long");
        }
        let (id, rest) = rest.split_at_checked(length).ok_or(TRUNCATED)?;
        Ok(Self {
            aaguid: *aaguid,
            id: id.to_vec(),
            key: PublicKey::parse(rest)?,
        })
    }
}
