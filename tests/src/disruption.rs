//! Disruptions that span several HTTP exchanges. The simulator's faults cover single exchanges.

use std::time::SystemTime;

/// A disruption of a whole run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disruption {
    /// No disruption.
    None,
    /// No request gets through for 30 seconds, starting with a poll.
    Offline {
        /// The index of the first poll that is lost, from 0.
        poll: usize,
        /// The end of the outage. `None` until it starts.
        until: Option<SystemTime>,
    },
    /// A poll is in flight whenever the user answers. Its response arrives after the answer.
    AnswerRacesPoll,
    /// The user cancels the transaction while a poll is in flight.
    CancelDuringPoll {
        /// The index of the poll, from 0.
        poll: usize,
    },
}
