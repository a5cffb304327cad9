//! The control API and the files of the console.

#[cfg(test)]
#[path = "../client/mod.rs"]
mod client;
#[cfg(test)]
mod endpoints;
#[cfg(test)]
mod log;
#[cfg(test)]
mod page;
#[cfg(test)]
mod recording_client;
