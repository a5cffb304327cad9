//! A Redis server, for what several processes share.

use xshell::Shell;

use super::debian::{Program, ensure};

pub(crate) fn ensure_server(shell: &Shell) -> anyhow::Result<()> {
    let server = Program {
        name: "redis-server",
        package: "redis-server",
    };
    ensure(shell, &[server])
}
