//! The scenarios that every language travels, as data: see `scenarios/README.md`.

use std::fs;
use std::path::{Path, PathBuf};

use idx_flow_sim::Setup;
use serde_json::Value;

/// A scenario as data.
#[derive(Debug, Clone)]
pub struct Script {
    /// Its number.
    pub name: String,
    /// What the org is like.
    pub setup: Setup,
    /// What the user does: a verb and its texts.
    pub steps: Vec<Vec<String>>,
}

/// Every script, by name.
pub fn all() -> Vec<Script> {
    let files = fs::read_dir(folder()).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let mut scripts: Vec<_> = files
        .filter(|file| file.extension().is_some_and(|end| end == "json"))
        .map(|file| read(&file))
        .collect();
    scripts.sort_by(|one, other| one.name.cmp(&other.name));
    scripts
}

/// The transcript that the scenario of this name has on the virtual clock.
pub fn golden(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let text = fs::read_to_string(folder.join(format!("scenarios__{name}.snap"))).unwrap();
    let (_, transcript) = text.split_once("\n---\n").unwrap();
    transcript.trim_end().to_owned()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

fn read(file: &Path) -> Script {
    let json: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    Script {
        name: file.file_stem().unwrap().to_string_lossy().into_owned(),
        setup: serde_json::from_value(json["setup"].clone()).unwrap(),
        steps: serde_json::from_value(json["steps"].clone()).unwrap(),
    }
}
