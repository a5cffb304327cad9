//! Files are read by people: short ones are read to the end.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::log::Outcome;

/// Lines a file may have.
const MOST: usize = 350;
/// What the median of all files must stay under, in lines.
const MEDIAN_UNDER: usize = 150;

pub(super) fn run(root: &Path) -> anyhow::Result<Outcome> {
    let mut files = Vec::new();
    collect(root, &mut files)?;
    for (path, _) in &mut files {
        *path = path.strip_prefix(root)?.to_owned();
    }
    Ok(judge(files))
}

/// Every Rust file and its lines; build folders and hidden ones are left out.
fn collect(folder: &Path, files: &mut Vec<(PathBuf, usize)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if !is_build_or_hidden(&path) {
                collect(&path, files)?;
            }
        } else if path.extension().is_some_and(|end| end == "rs") {
            let lines = fs::read_to_string(&path)?.lines().count();
            files.push((path, lines));
        }
    }
    Ok(())
}

/// Cargo marks the folders it builds in with a `CACHEDIR.TAG`; `build` holds generated code.
fn is_build_or_hidden(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default();
    name == "build"
        || name.to_string_lossy().starts_with('.')
        || folder.join("CACHEDIR.TAG").exists()
}

fn judge(mut files: Vec<(PathBuf, usize)>) -> Outcome {
    files.sort_by_key(|(_, lines)| *lines);
    let Some(&(_, median)) = files.get(files.len() / 2) else {
        return Outcome::Failed("there is no Rust file here".into());
    };
    let long = files.iter().filter(|(_, lines)| *lines > MOST);
    let mut wrong: Vec<_> = long
        .map(|(path, lines)| {
            let path = path.display();
            format!("{path} has {lines} lines, more than {MOST}: split it")
        })
        .collect();
    if median >= MEDIAN_UNDER {
        wrong.push(format!(
            "the median file has {median} lines, and must have fewer than {MEDIAN_UNDER}"
        ));
    }
    Outcome::of(
        wrong,
        format!("{} files, median {median} lines", files.len()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(lines: &[usize]) -> Outcome {
        let named = |(n, lines): (usize, &usize)| (PathBuf::from(format!("{n}.rs")), *lines);
        judge(lines.iter().enumerate().map(named).collect())
    }

    #[test]
    fn the_median_is_the_middle_file() {
        let passed = Outcome::Passed("3 files, median 20 lines".into());
        assert_eq!(verdict(&[MOST, 10, 20]), passed);
    }

    #[test]
    fn one_long_file_is_named() {
        let failed = Outcome::Failed("1.rs has 351 lines, more than 350: split it".into());
        assert_eq!(verdict(&[10, 351, 20]), failed);
    }

    #[test]
    fn many_middling_files_are_too_long_together() {
        let Outcome::Failed(what) = verdict(&[150, 150, 10]) else {
            panic!("a median of 150 is one too many");
        };
        assert!(what.starts_with("the median file has 150"), "{what}");
    }

    #[test]
    fn a_folder_without_rust_is_a_mistake() {
        assert!(matches!(verdict(&[]), Outcome::Failed(_)));
    }

    #[test]
    fn this_crate_is_seen_and_build_folders_are_not() {
        let mut files = Vec::new();
        collect(Path::new(env!("CARGO_MANIFEST_DIR")), &mut files).unwrap();
        assert!(files.iter().any(|(path, _)| path.ends_with("sizes.rs")));
        assert!(is_build_or_hidden(Path::new("build")));
        assert!(is_build_or_hidden(Path::new(".git")));
        assert!(!is_build_or_hidden(Path::new("src")));
    }
}
