//! What a person does at the console, through the doors of the control API that are behind it.

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
mod scenario;
