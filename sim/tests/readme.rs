//! The setups in the README.

use idx_flow_sim::Setup;

#[test]
fn every_json_block_is_a_valid_setup() {
    let readme = include_str!("../README.md");
    let blocks = readme.split("```json\n").skip(1);
    let blocks: Vec<&str> = blocks.filter_map(|rest| rest.split("```").next()).collect();
    assert!(!blocks.is_empty());
    for json in blocks {
        let setup = serde_json::from_str::<Setup>(json);
        assert!(setup.is_ok(), "{setup:?} in {json}");
    }
}
