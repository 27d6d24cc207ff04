//! The JSON schema of an answer, from the chosen tasks and limits.
//!
//! Every string and list is bounded: unbounded ones were cut at the output limit by models that ramble. No
//! bound is over 500, because llama.cpp silently drops larger ones, and neither `pattern` nor `uniqueItems` is
//! used, because servers ignore them; both are kept on our side. See docs/decisions/0046.

use pothos_model::{Limits, Task, TaskSet};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::json;

/// The longest title a model may write; the guard stores up to 200.
const TITLE: u32 = 80;
/// The longest description.
const DESCRIPTION: u32 = 500;
/// The longest category.
const CATEGORY: u32 = 30;
/// The longest tag.
const TAG: u32 = 40;

/// A schema that keeps its keys in the order in which they shall be written: grammars follow it, and what is
/// written first survives a cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Schema {
    /// The four tasks' words.
    Words {
        /// The keys.
        tasks: TaskSet,
        /// How many entries.
        limits: Limits,
        /// Whether lengths and counts are stated.
        bounded: bool,
    },
    /// The probe's number and colour.
    Probe,
}

impl Schema {
    /// The keys in writing order.
    pub(crate) fn keys(self) -> Vec<&'static str> {
        match self {
            Schema::Words { tasks, .. } => tasks.iter().map(Task::name).collect(),
            Schema::Probe => vec!["digits", "colour"],
        }
    }

    fn property(self, key: &str) -> serde_json::Value {
        let (limits, bounded) = match self {
            Schema::Words { limits, bounded, .. } => (limits.clamped(), bounded),
            Schema::Probe => (Limits::default(), true),
        };
        let text = |max: u32| match bounded {
            true => json!({"type": "string", "minLength": 1, "maxLength": max}),
            false => json!({"type": "string"}),
        };
        let list = |max: u32, count: u8| match bounded {
            true => json!({"type": "array", "items": text(max), "minItems": 1, "maxItems": count}),
            false => json!({"type": "array", "items": text(max)}),
        };
        match key {
            "title" => text(TITLE),
            "description" => text(DESCRIPTION),
            "categories" => list(CATEGORY, limits.max_categories),
            "tags" => list(TAG, limits.max_tags),
            _ => text(20),
        }
    }
}

struct Properties(Schema);

impl Serialize for Properties {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let keys = self.0.keys();
        let mut map = serializer.serialize_map(Some(keys.len()))?;
        for key in keys {
            map.serialize_entry(key, &self.0.property(key))?;
        }
        map.end()
    }
}

impl Serialize for Schema {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("type", "object")?;
        map.serialize_entry("properties", &Properties(*self))?;
        map.serialize_entry("required", &self.keys())?;
        map.serialize_entry("additionalProperties", &false)?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_holds_the_chosen_tasks_in_order_and_every_bound() {
        let schema = Schema::Words {
            tasks: TaskSet::EMPTY.with(Task::Tags).with(Task::Title),
            limits: Limits { max_categories: 3, max_tags: 7 },
            bounded: true,
        };
        let text = serde_json::to_string(&schema).unwrap();
        assert_eq!(
            text,
            r#"{"type":"object","properties":{"title":{"maxLength":80,"minLength":1,"type":"string"},"tags":{"items":{"maxLength":40,"minLength":1,"type":"string"},"maxItems":7,"minItems":1,"type":"array"}},"required":["title","tags"],"additionalProperties":false}"#
        );
    }

    #[test]
    fn no_schema_states_what_servers_ignore_or_misread() {
        for bits in 1..16 {
            for bounded in [true, false] {
                let schema = Schema::Words {
                    tasks: TaskSet(bits),
                    limits: Limits { max_categories: 99, max_tags: 99 },
                    bounded,
                };
                let text = serde_json::to_string(&schema).unwrap();
                assert!(!text.contains("pattern") && !text.contains("uniqueItems") && !text.contains("enum"));
                assert_eq!(bounded, text.contains("maxLength"));
                let value: serde_json::Value = serde_json::from_str(&text).unwrap();
                for property in value["properties"].as_object().unwrap().values() {
                    assert!(property["maxLength"].as_u64().unwrap_or(0) <= 500);
                    assert!(property["maxItems"].as_u64().unwrap_or(0) <= 20);
                }
            }
        }
    }
}
