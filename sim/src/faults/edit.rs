//! Modifications of IDX responses. Each function returns whether it has changed the response.

use serde_json::{Value, json};

/// The size of the padding, in bytes.
const PADDING: usize = 2 * 1024 * 1024;

/// Adds a member of 2 MB to a JSON object.
pub(super) fn add_padding(body: &mut Value) -> bool {
    let Some(members) = body.as_object_mut() else {
        return false;
    };
    members.insert("padding".to_owned(), "x".repeat(PADDING).into());
    true
}

/// Replaces the origin of all `href` URLs. Paths and queries stay unchanged.
pub(super) fn replace_origins(body: &mut Value, origin: &str) -> bool {
    match body {
        Value::Object(members) => members.iter_mut().fold(false, |changed, (name, value)| {
            let is_replaced = name == "href" && replace_origin(value, origin);
            is_replaced | replace_origins(value, origin) | changed
        }),
        Value::Array(items) => items.iter_mut().fold(false, |changed, item| {
            replace_origins(item, origin) | changed
        }),
        _ => false,
    }
}

/// Adds an unknown remediation before the others. It can be submitted to the URL of the first form.
pub(super) fn add_remediation(body: &mut Value) -> bool {
    let handle = body.get("stateHandle").cloned();
    let Some(forms) = forms(body) else {
        return false;
    };
    let template = forms.iter().find(|form| form.get("rel").is_some());
    let Some((mut unknown, handle)) = template.cloned().zip(handle) else {
        return false;
    };
    let Some(members) = unknown.as_object_mut() else {
        return false;
    };
    members.retain(|name, _| {
        matches!(
            name.as_str(),
            "rel" | "href" | "method" | "accepts" | "produces"
        )
    });
    members.insert("name".to_owned(), "unknown-remediation".into());
    members.insert(
        "value".to_owned(),
        json!([
            { "name": "unknownField", "label": "Unknown field", "required": false },
            { "name": "stateHandle", "required": true, "value": handle, "visible": false, "mutable": false },
        ]),
    );
    forms.insert(0, unknown);
    true
}

/// Adds an unknown authenticator, and an option for it to the fields that select one.
pub(super) fn add_authenticator(body: &mut Value) -> bool {
    let known = body.pointer_mut("/authenticators/value");
    let Some(authenticators) = known.and_then(Value::as_array_mut) else {
        return false;
    };
    let relates_to = format!("$.authenticators.value[{}]", authenticators.len());
    authenticators.push(json!({
        "type": "unknown_type", "key": "unknown_authenticator", "id": "autUnknown",
        "displayName": "Unknown authenticator", "methods": [{ "type": "unknown_method" }],
    }));
    let option = json!({
        "label": "Unknown authenticator",
        "value": { "form": { "value": [
            { "name": "id", "required": true, "value": "autUnknown", "mutable": false },
            { "name": "methodType", "required": false, "value": "unknown_method", "mutable": false },
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
        "name": "unknownField", "type": "unknown_type", "label": "Unknown field", "required": false,
        "unknownMember": { "min": 0, "max": 360 },
    }));
    true
}

fn forms(body: &mut Value) -> Option<&mut Vec<Value>> {
    body.pointer_mut("/remediation/value")?.as_array_mut()
}

fn replace_origin(href: &mut Value, origin: &str) -> bool {
    let url = href.as_str().and_then(|text| text.split_once("://"));
    let Some(("http" | "https", rest)) = url else {
        return false;
    };
    let path = rest.find('/').map_or("", |start| rest.split_at(start).1);
    *href = format!("{origin}{path}").into();
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response() -> Value {
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
    fn origins_of_web_urls_are_replaced_but_data_urls_stay() {
        let mut body = response();
        assert!(replace_origins(&mut body, "https://evil.example"));
        let hrefs = ["/remediation/value/0/href", "/remediation/value/1/href"];
        let hrefs = hrefs.map(|path| body.pointer(path).unwrap().clone());
        assert_eq!(hrefs[0], "https://evil.example/sso?id=7");
        assert_eq!(hrefs[1], "https://evil.example/idp/idx/challenge");
        let image = "/currentAuthenticator/value/contextualData/qrcode/href";
        assert_eq!(body.pointer(image), response().pointer(image));
    }

    #[test]
    fn the_unknown_remediation_is_first_and_has_the_state_handle() {
        let mut body = response();
        assert!(add_remediation(&mut body));
        let first = body.pointer("/remediation/value/0").unwrap();
        assert_eq!(first["name"], "unknown-remediation");
        assert_eq!(first["href"], "https://org.example.com/idp/idx/challenge");
        assert_eq!(first["value"][1]["value"], "h1");
        assert_eq!(forms(&mut body).unwrap().len(), 3);
    }

    #[test]
    fn the_unknown_authenticator_can_be_selected() {
        let mut body = response();
        assert!(add_authenticator(&mut body));
        let option = body
            .pointer("/remediation/value/1/value/0/options/1")
            .unwrap();
        assert_eq!(option["relatesTo"], "$.authenticators.value[1]");
        let id = option.pointer("/value/form/value/0/value").unwrap();
        assert_eq!(body.pointer("/authenticators/value/1/id"), Some(id));
    }

    #[test]
    fn the_unknown_field_is_added_to_the_first_form() {
        let mut body = response();
        assert!(add_field(&mut body));
        let field = body.pointer("/remediation/value/1/value/2").unwrap();
        assert_eq!(field["type"], "unknown_type");
    }

    #[test]
    fn other_json_stays_unchanged() {
        type Edit = fn(&mut Value) -> bool;
        let edits: [Edit; 5] = [
            add_padding,
            |body| replace_origins(body, "https://evil.example"),
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
