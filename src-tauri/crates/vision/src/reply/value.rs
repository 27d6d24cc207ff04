//! A JSON value as a model may have written it: strings may be cut, lists may lack their end.

use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A value; maps keep their order and their repeated keys.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Val {
    /// null, true, false.
    Nothing,
    /// A number as it was written.
    Number(String),
    /// Text; `cut` when the answer ended inside it.
    Text {
        /// The text.
        text: String,
        /// Whether its end is missing.
        cut: bool,
    },
    /// A list.
    List(Vec<Val>),
    /// An object.
    Map(Vec<(String, Val)>),
}

impl Val {
    /// Whole text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Val::Text { text: text.into(), cut: false }
    }
}

// Written out, because a parsed `serde_json::Value` sorts its keys, and the order of sentences is their sense.
impl<'de> Deserialize<'de> for Val {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reading)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Val;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Val, E> {
        Ok(Val::Nothing)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Val, E> {
        Ok(Val::Nothing)
    }

    fn visit_u64<E>(self, number: u64) -> Result<Val, E> {
        Ok(Val::Number(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Val, E> {
        Ok(Val::Number(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Val, E> {
        Ok(Val::Number(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Val, E> {
        Ok(Val::text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Val, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Val::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Val, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Val::Map(map))
    }
}
