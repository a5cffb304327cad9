//! Authenticator data: a fixed head, and a new credential behind it (section 6.1).

use super::Reason;
use super::key::PublicKey;

pub(super) struct AuthenticatorData {
    pub(super) rp_id_hash: [u8; 32],
    pub(super) user_present: bool,
    pub(super) user_verified: bool,
    pub(super) counter: u32,
    pub(super) created: Option<Created>,
}

/// Attested credential data (section 6.5.2).
pub(super) struct Created {
    pub(super) aaguid: [u8; 16],
    pub(super) id: Vec<u8>,
    pub(super) key: PublicKey,
}

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const ATTESTED: u8 = 1 << 6;
/// The greatest length of a credential's id (section 7.1).
const MAX_ID: usize = 1023;

const CUT: Reason = "its authenticator data are cut short";

impl AuthenticatorData {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Reason> {
        let (rp_id_hash, rest) = bytes.split_first_chunk::<32>().ok_or(CUT)?;
        let (flags, rest) = rest.split_first().ok_or(CUT)?;
        let (counter, rest) = rest.split_first_chunk::<4>().ok_or(CUT)?;
        let has = |flag: u8| flags & flag != 0;
        if has(BACKED_UP) && !has(BACKUP_ELIGIBLE) {
            return Err("it is backed up but cannot be");
        }
        let created = has(ATTESTED).then(|| Created::read(rest)).transpose()?;
        Ok(Self {
            rp_id_hash: *rp_id_hash,
            user_present: has(USER_PRESENT),
            user_verified: has(USER_VERIFIED),
            counter: u32::from_be_bytes(*counter),
            created,
        })
    }
}

impl Created {
    /// Extensions may follow; they say nothing that an org asks.
    fn read(bytes: &[u8]) -> Result<Self, Reason> {
        let (aaguid, rest) = bytes.split_first_chunk::<16>().ok_or(CUT)?;
        let (length, rest) = rest.split_first_chunk::<2>().ok_or(CUT)?;
        let length = usize::from(u16::from_be_bytes(*length));
        if length > MAX_ID {
            return Err("its credential id is too long");
        }
        let (id, rest) = rest.split_at_checked(length).ok_or(CUT)?;
        Ok(Self {
            aaguid: *aaguid,
            id: id.to_vec(),
            key: PublicKey::read(rest)?,
        })
    }
}
