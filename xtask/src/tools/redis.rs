//! A Redis server.

use super::debian::{Program, Requirement};

pub(crate) const SERVER: Requirement = Requirement {
    programs: &[Program {
        name: "redis-server",
        package: "redis-server",
    }],
    reason: "two processes of the sample web app share their sessions in Redis",
    unless: None,
};
