//! A JSON value as a model may have written it: strings may be cut, lists may lack their end.

use serde_json::Value;

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

impl From<Value> for Val {
    fn from(value: Value) -> Self {
        match value {
            Value::Null | Value::Bool(_) => Val::Nothing,
            Value::Number(number) => Val::Number(number.to_string()),
            Value::String(text) => Val::text(text),
            Value::Array(items) => Val::List(items.into_iter().map(Val::from).collect()),
            Value::Object(object) => {
                Val::Map(object.into_iter().map(|(key, value)| (key, value.into())).collect())
            }
        }
    }
}
