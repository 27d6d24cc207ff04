//! The words of a result as they are stored: `[kind, text]`, and a third entry for a doubt. Older rows have two.

use pothos_model::{Doubt, NewWord, WordKind};

use crate::StoreError;

/// The JSON of a model's words.
pub(super) fn to_json(words: &[NewWord]) -> Result<String, StoreError> {
    let rows: Vec<serde_json::Value> = words
        .iter()
        .map(|word| match &word.doubt {
            None => serde_json::json!([word.kind.name(), word.text]),
            Some(doubt) => serde_json::json!([word.kind.name(), word.text, doubt]),
        })
        .collect();
    serde_json::to_string(&rows).map_err(|error| StoreError::Database(error.to_string()))
}

/// The words back; those of an unknown kind are left out.
pub(super) fn from_json(json: &str) -> Result<Vec<NewWord>, StoreError> {
    let rows: Vec<Vec<serde_json::Value>> =
        serde_json::from_str(json).map_err(|error| StoreError::Database(error.to_string()))?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let mut row = row.into_iter();
            let kind = WordKind::from_name(row.next()?.as_str()?)?;
            let text = row.next()?.as_str()?.to_owned();
            let doubt: Option<Doubt> = row.next().and_then(|doubt| serde_json::from_value(doubt).ok());
            Some(NewWord { doubt, ..NewWord::new(kind, text) })
        })
        .collect())
}
