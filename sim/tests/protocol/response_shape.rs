//! The rules that every response follows.

use serde_json::{Value, json};

/// Asserts that every form has the state handle and that every reference resolves.
pub(crate) fn check_shape(response: &Value) {
    let forms = response["remediation"]["value"]
        .as_array()
        .into_iter()
        .flatten();
    for form in forms.filter(|form| form["method"] == "POST") {
        let fields = form["value"].as_array().unwrap();
        let handle = fields
            .iter()
            .find(|field| field["name"] == "stateHandle")
            .unwrap();
        assert_eq!(handle["value"], response["stateHandle"]);
        assert_eq!(form["rel"], json!(["create-form"]));
    }
    check_references(response, response);
}

fn check_references(value: &Value, response: &Value) {
    let check = |path: &str| {
        let pointer = path.replacen("$.", "/", 1).replace('.', "/");
        let pointer = pointer.replace('[', "/").replace(']', "");
        assert!(
            response.pointer(&pointer).is_some(),
            "{path} does not resolve in {response:#}"
        );
    };
    match value {
        Value::Object(map) => {
            match map.get("relatesTo") {
                Some(Value::String(path)) => check(path),
                Some(Value::Array(paths)) => {
                    paths.iter().for_each(|path| check(path.as_str().unwrap()))
                }
                _ => {}
            }
            map.values()
                .for_each(|member| check_references(member, response));
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| check_references(item, response)),
        _ => {}
    }
}
