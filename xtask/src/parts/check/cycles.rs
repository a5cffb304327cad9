//! Imports between the files of a crate go one way: no two files may need each other.

mod imports;
mod modules;

use std::path::{Path, PathBuf};

use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;
use xshell::Shell;

use crate::log::Outcome;
use crate::workspace::{self, Target};
use modules::Modules;

/// Checks every library and program of the workspace.
pub(super) fn run(shell: &Shell) -> anyhow::Result<Outcome> {
    let root = shell.current_dir();
    let mut problems = Vec::new();
    let mut files = 0;
    for target in targets(shell)? {
        let modules = Modules::read(&target)?;
        files += modules.files.len();
        for cycle in cycles(&modules) {
            let names: Vec<_> = cycle.iter().map(|file| relative(&root, file)).collect();
            problems.push(format!(
                "these files import each other: {}",
                names.join(", ")
            ));
        }
    }
    Ok(Outcome::of(problems, format!("{files} files, no cycle")))
}

/// The root files of the workspace's libraries and programs.
fn targets(shell: &Shell) -> anyhow::Result<Vec<PathBuf>> {
    let targets = workspace::metadata(shell)?.packages.into_iter();
    let targets = targets.flat_map(|package| package.targets);
    let is_code = |target: &Target| {
        let is_code =
            |kind: &String| matches!(kind.as_str(), "lib" | "bin" | "cdylib" | "staticlib");
        target.kind.iter().any(is_code)
    };
    Ok(targets
        .filter(is_code)
        .map(|target| target.src_path)
        .collect())
}

/// The groups of files that need each other, directly or through others.
fn cycles(modules: &Modules) -> Vec<Vec<PathBuf>> {
    let mut graph = DiGraph::<&Path, ()>::new();
    let nodes: Vec<_> = modules
        .files
        .iter()
        .map(|file| graph.add_node(&file.path))
        .collect();
    for (from, file) in modules.files.iter().enumerate() {
        for to in imports::of(modules, file) {
            if let (Some(&from), Some(&to)) = (nodes.get(from), nodes.get(to)) {
                graph.update_edge(from, to, ());
            }
        }
    }
    let groups = tarjan_scc(&graph).into_iter();
    let mut cycles: Vec<Vec<PathBuf>> = groups
        .filter(|group| group.len() > 1)
        .map(|group| {
            group
                .iter()
                .filter_map(|&node| graph.node_weight(node))
                .map(|&path| path.to_owned())
                .collect()
        })
        .collect();
    cycles.iter_mut().for_each(|cycle| cycle.sort());
    cycles
}

fn relative(root: &Path, path: &Path) -> String {
    path.strip_prefix(root)
        .unwrap_or(path)
        .display()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names of the files in the cycles of a crate with these files.
    fn found(files: &[(&str, &str)]) -> Vec<Vec<String>> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let modules = Modules::read(&folder.path().join("lib.rs")).unwrap();
        let names = |cycle: Vec<PathBuf>| {
            let names = cycle.iter().map(|path| relative(folder.path(), path));
            names.collect()
        };
        cycles(&modules).into_iter().map(names).collect()
    }

    #[test]
    fn one_way_imports_are_no_cycle() {
        let files = [
            ("lib.rs", "mod a; mod b; pub use a::A;"),
            ("a.rs", "use crate::b::B; pub struct A(B);"),
            (
                "b.rs",
                "pub struct B; #[cfg(test)] mod tests { use crate::a::A; }",
            ),
        ];
        assert!(found(&files).is_empty());
    }

    #[test]
    fn files_that_import_each_other_are_found() {
        let files = [
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "use crate::b::B; pub struct A(B);"),
            (
                "b.rs",
                "pub struct B; impl B { fn a(&self) -> Option<super::a::A> { None } }",
            ),
        ];
        assert_eq!(found(&files), [["a.rs", "b.rs"]]);
    }

    #[test]
    fn a_re_export_leads_to_the_file_behind_it() {
        let files = [
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "mod inner; pub(crate) use inner::build;"),
            (
                "a/inner.rs",
                "use crate::b::B; pub(crate) fn build(_: &B) {}",
            ),
            (
                "b.rs",
                "use crate::a::build; pub struct B; fn f() { build(&B) }",
            ),
        ];
        assert_eq!(found(&files), [["a/inner.rs", "b.rs"]]);
    }

    #[test]
    fn a_parent_that_uses_its_child_is_a_cycle_only_if_the_child_uses_the_parent() {
        let parent = "mod child; use child::C; pub struct P(C);";
        let lib = ("lib.rs", "mod parent;");
        let child = |text| [lib, ("parent.rs", parent), ("parent/child.rs", text)];
        assert!(found(&child("pub struct C;")).is_empty());
        let both = found(&child("pub struct C; fn f(_: super::P) {}"));
        assert_eq!(both, [["parent/child.rs", "parent.rs"]]);
    }
}
