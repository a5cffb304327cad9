//! The data-driven scenarios, which run in Rust, Kotlin and Swift. `scenarios/README.md` describes
//! their format.

use std::fs;
use std::path::{Path, PathBuf};

use idx_flow_sim::Setup;
use serde_json::Value;

/// A data-driven scenario.
#[derive(Debug, Clone)]
pub struct Script {
    /// The scenario's id.
    pub name: String,
    /// The org's setup.
    pub setup: Setup,
    /// The user's steps: for each a verb and its arguments.
    pub steps: Vec<Vec<String>>,
}

/// Returns every script, sorted by name.
pub fn all() -> Vec<Script> {
    let files = fs::read_dir(folder()).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let mut scripts: Vec<_> = files
        .filter(|file| file.extension().is_some_and(|end| end == "json"))
        .map(|file| read(&file))
        .collect();
    scripts.sort_by(|a, b| a.name.cmp(&b.name));
    scripts
}

/// Returns the transcript of this scenario on the virtual clock.
pub fn expected_transcript(name: &str) -> String {
    snapshot(name)
}

/// Returns the requests of this scenario on the virtual clock, with headers and bodies.
pub fn expected_requests(name: &str) -> String {
    snapshot(&format!("{name}-requests"))
}

fn snapshot(name: &str) -> String {
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
