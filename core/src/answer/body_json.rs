//! The JSON object of a body, with sorted keys.

use std::collections::BTreeMap;

use crate::secret::Secret;
use crate::wire::json::quote;

/// A JSON object. Its values are JSON texts, which are zeroized on drop.
#[derive(Default)]
pub(super) struct BodyJson(BTreeMap<String, Node>);

enum Node {
    Value(Secret),
    Group(BodyJson),
}

impl BodyJson {
    /// Inserts a value at its place. Creates missing groups, and replaces any other value.
    pub(super) fn insert(&mut self, names: &[String], value: Secret) {
        match names {
            [] => {}
            [name] => {
                self.0.insert(name.clone(), Node::Value(value));
            }
            [name, rest @ ..] => {
                let group = Node::Group(Self::default());
                let node = self.0.entry(name.clone()).or_insert(group);
                if let Node::Value(_) = node {
                    *node = Node::Group(Self::default());
                }
                if let Node::Group(group) = node {
                    group.insert(rest, value);
                }
            }
        }
    }

    /// The JSON text of the value or group at this place.
    pub(super) fn get(&self, names: &[String]) -> Option<Secret> {
        let (name, rest) = names.split_first()?;
        match self.0.get(name)? {
            Node::Group(group) if !rest.is_empty() => group.get(rest),
            node if rest.is_empty() => Some(node.to_json()),
            _ => None,
        }
    }

    /// The JSON text, in memory of its final size, so that growth leaves no copy of a secret.
    pub(super) fn to_json(&self) -> Secret {
        let members = self.0.iter();
        let members: Vec<_> = members
            .map(|(name, node)| (quote(name), node.to_json()))
            .collect();
        let length = |(name, json): &(String, Secret)| name.len() + json.expose().len() + 2;
        let length: usize = members.iter().map(length).sum();
        let mut text = String::with_capacity(length + 2);
        text.push('{');
        for (index, (name, json)) in members.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            text.push_str(name);
            text.push(':');
            text.push_str(json.expose());
        }
        text.push('}');
        text.into()
    }
}

impl Node {
    fn to_json(&self) -> Secret {
        match self {
            Self::Value(value) => value.clone(),
            Self::Group(group) => group.to_json(),
        }
    }
}
