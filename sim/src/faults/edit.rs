//! Changes to an IDX response. Each says whether it found what it changes.

use serde_json::{Value, json};

/// The size of an inflated body in bytes, at least.
const HUGE: usize = 2 * 1024 * 1024;

/// Adds an object member of 2 MB to any JSON object.
pub(super) fn inflate(body: &mut Value) -> bool {
    let Some(members) = body.as_object_mut() else {
        return false;
    };
    members.insert("padding".to_owned(), "x".repeat(HUGE).into());
    true
}

/// Moves every `href` that is a web address to `origin`, path and query unchanged.
pub(super) fn move_hrefs(body: &mut Value, origin: &str) -> bool {
    match body {
        Value::Object(members) => members.iter_mut().fold(false, |moved, (name, value)| {
            let here = name == "href" && move_href(value, origin);
            here | move_hrefs(value, origin) | moved
        }),
        Value::Array(items) => items
            .iter_mut()
            .fold(false, |moved, item| move_hrefs(item, origin) | moved),
        _ => false,
    }
}

/// Puts an unknown remediation in front of the others, as usable as they are.
pub(super) fn add_remediation(body: &mut Value) -> bool {
    let handle = body.get("stateHandle").cloned();
    let Some(forms) = forms(body) else {
        return false;
    };
    let like = forms.iter().find(|form| form.get("rel").is_some());
    let Some((mut strange, handle)) = like.cloned().zip(handle) else {
        return false;
    };
    let Some(members) = strange.as_object_mut() else {
        return false;
    };
    members.retain(|name, _| {
        matches!(
            name.as_str(),
            "rel" | "href" | "method" | "accepts" | "produces"
        )
    });
    members.insert("name".to_owned(), "consult-oracle".into());
    members.insert(
        "value".to_owned(),
        json!([
            { "name": "riddle", "label": "Answer the riddle", "required": false },
            { "name": "stateHandle", "required": true, "value": handle, "visible": false, "mutable": false },
        ]),
    );
    forms.insert(0, strange);
    true
}

/// Adds an unknown authenticator, and an option for it where one is chosen.
pub(super) fn add_authenticator(body: &mut Value) -> bool {
    let known = body.pointer_mut("/authenticators/value");
    let Some(authenticators) = known.and_then(Value::as_array_mut) else {
        return false;
    };
    let relates_to = format!("$.authenticators.value[{}]", authenticators.len());
    authenticators.push(json!({
        "type": "biosignal", "key": "heartbeat_sensor", "id": "autHeartbeat",
        "displayName": "Heartbeat", "methods": [{ "type": "pulse" }],
    }));
    let option = json!({
        "label": "Heartbeat",
        "value": { "form": { "value": [
            { "name": "id", "required": true, "value": "autHeartbeat", "mutable": false },
            { "name": "methodType", "required": false, "value": "pulse", "mutable": false },
        ] } },
        "relatesTo": relates_to,
    });
    for form in forms(body).into_iter().flatten() {
        let fields = form.get_mut("value").and_then(Value::as_array_mut);
        for field in fields.into_iter().flatten() {
            if field
                .get("name")
                .is_some_and(|name| name == "authenticator")
            {
                let options = field.get_mut("options").and_then(Value::as_array_mut);
                if let Some(options) = options {
                    options.push(option.clone());
                }
            }
        }
    }
    true
}

/// Adds an unknown field to the first form.
pub(super) fn add_field(body: &mut Value) -> bool {
    let fields = forms(body)
        .and_then(|forms| forms.iter_mut().find(|form| form.get("rel").is_some()))
        .and_then(|form| form.get_mut("value")?.as_array_mut());
    let Some(fields) = fields else {
        return false;
    };
    fields.push(json!({
        "name": "aura", "type": "hologram", "label": "Aura", "required": false,
        "hue": { "from": 0, "to": 360 },
    }));
    true
}

fn forms(body: &mut Value) -> Option<&mut Vec<Value>> {
    body.pointer_mut("/remediation/value")?.as_array_mut()
}

fn move_href(href: &mut Value, origin: &str) -> bool {
    let url = href.as_str().and_then(|text| text.split_once("://"));
    let Some(("http" | "https", rest)) = url else {
        return false;
    };
    let path = rest.find('/').map_or("", |at| rest.split_at(at).1);
    *href = format!("{origin}{path}").into();
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice() -> Value {
        json!({
            "stateHandle": "h1",
            "remediation": { "type": "array", "value": [
                { "name": "redirect-idp", "href": "https://org.example.com/sso?id=7", "method": "GET" },
                {
                    "rel": ["create-form"], "name": "select-authenticator-authenticate",
                    "href": "https://org.example.com/idp/idx/challenge", "method": "POST",
                    "value": [
                        { "name": "authenticator", "type": "object", "options": [{ "label": "Email" }] },
                        { "name": "stateHandle", "value": "h1" },
                    ],
                },
            ] },
            "authenticators": { "type": "array", "value": [{ "key": "okta_email" }] },
            "currentAuthenticator": { "value": { "contextualData": {
                "qrcode": { "href": "data:image/png;base64,AAAA", "type": "image/png" },
            } } },
        })
    }

    #[test]
    fn web_addresses_move_with_path_and_query_and_pictures_stay() {
        let mut body = choice();
        assert!(move_hrefs(&mut body, "https://evil.example"));
        let hrefs = ["/remediation/value/0/href", "/remediation/value/1/href"];
        let moved = hrefs.map(|at| body.pointer(at).unwrap().clone());
        assert_eq!(moved[0], "https://evil.example/sso?id=7");
        assert_eq!(moved[1], "https://evil.example/idp/idx/challenge");
        let picture = "/currentAuthenticator/value/contextualData/qrcode/href";
        assert_eq!(body.pointer(picture), choice().pointer(picture));
    }

    #[test]
    fn the_unknown_remediation_is_first_and_carries_the_handle() {
        let mut body = choice();
        assert!(add_remediation(&mut body));
        let first = body.pointer("/remediation/value/0").unwrap();
        assert_eq!(first["name"], "consult-oracle");
        assert_eq!(first["href"], "https://org.example.com/idp/idx/challenge");
        assert_eq!(first["value"][1]["value"], "h1");
        assert_eq!(forms(&mut body).unwrap().len(), 3);
    }

    #[test]
    fn the_unknown_authenticator_can_be_chosen() {
        let mut body = choice();
        assert!(add_authenticator(&mut body));
        let option = body
            .pointer("/remediation/value/1/value/0/options/1")
            .unwrap();
        assert_eq!(option["relatesTo"], "$.authenticators.value[1]");
        let id = option.pointer("/value/form/value/0/value").unwrap();
        assert_eq!(body.pointer("/authenticators/value/1/id"), Some(id));
    }

    #[test]
    fn the_unknown_field_joins_the_first_form() {
        let mut body = choice();
        assert!(add_field(&mut body));
        let field = body.pointer("/remediation/value/1/value/2").unwrap();
        assert_eq!(field["type"], "hologram");
    }

    #[test]
    fn what_has_nothing_to_change_stays_as_it_is() {
        type Edit = fn(&mut Value) -> bool;
        let edits: [Edit; 5] = [
            inflate,
            |body| move_hrefs(body, "https://evil.example"),
            add_remediation,
            add_authenticator,
            add_field,
        ];
        for edit in edits {
            let mut body = Value::Null;
            assert!(!edit(&mut body));
            assert_eq!(body, Value::Null);
        }
    }
}
