//! Devices on which a user stays signed in.

use super::context::RequestContext;
use super::response::TransactionView;
use super::transaction::Transaction;
use crate::http::Request;

/// The maximum number of identifiers of a device.
const MAX_IDS: usize = 10;

impl Transaction {
    /// Stores the identifiers of the device that sent a request: the device token of a header or a
    /// cookie, and the session cookie of an earlier sign-in.
    pub(crate) fn note_device(&mut self, request: &Request) {
        let token = request.header("x-device-token");
        let cookies = ["DT", "idx"].map(|name| request.cookie(name));
        for id in token.into_iter().chain(cookies.into_iter().flatten()) {
            if self.device_ids.len() < MAX_IDS && !self.device_ids.iter().any(|known| known == id) {
                self.device_ids.push(id.to_owned());
            }
        }
    }
}

impl TransactionView<'_> {
    /// Returns whether the user stays signed in on this device.
    pub(crate) fn is_remembered_device(&self) -> bool {
        let devices = &self.org_state.remembered_devices;
        let user = self.tx.user.as_deref();
        user.is_some_and(|user| devices.contains_any(user, &self.tx.device_ids))
    }
}

impl RequestContext<'_> {
    /// Remembers the device if the user wants to stay signed in on it. The device has the
    /// transaction's cookie from now on.
    pub(crate) fn remember_device(&mut self) {
        let answer = self.tx.keep_me_signed_in;
        let is_remembered = self.view().is_remembered_device();
        if !answer.unwrap_or(self.tx.remember_me || is_remembered) {
            return;
        }
        let user = self.tx.user.clone().unwrap_or_default();
        let ids = self.tx.device_ids.iter().chain([&self.tx.cookie]);
        let devices = &mut self.org_state.remembered_devices;
        ids.for_each(|id| devices.add(&user, id));
    }
}
