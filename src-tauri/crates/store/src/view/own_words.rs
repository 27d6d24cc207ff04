//! The user's own vocabulary: tags and categories that a human wrote or a file brought.

use rusqlite::Connection;

use crate::{Library, StoreError};

/// The most words that are read; nobody keeps more keywords apart.
const MOST: u32 = 50_000;

/// One seek for each different word, however many photos have it. Index: word_own.
const DIFFERENT: &str = "
    WITH RECURSIVE own(folded) AS (
      SELECT min(folded) FROM word INDEXED BY word_own
       WHERE kind = ?1 AND source IN ('human', 'file') AND rejected_ms IS NULL AND kind IN ('tag', 'category')
      UNION ALL
      SELECT (SELECT min(folded) FROM word INDEXED BY word_own
               WHERE kind = ?1 AND folded > own.folded AND source IN ('human', 'file') AND rejected_ms IS NULL
                 AND kind IN ('tag', 'category'))
        FROM own WHERE own.folded IS NOT NULL
    )
    SELECT (SELECT text FROM word INDEXED BY word_own
             WHERE kind = ?1 AND folded = own.folded AND source IN ('human', 'file') AND rejected_ms IS NULL
               AND kind IN ('tag', 'category') LIMIT 1)
      FROM own WHERE own.folded IS NOT NULL LIMIT ?2";

impl Library {
    /// The tags and categories that a human wrote or accepted, or that came with a file, each once, at most 50,000.
    ///
    /// # Errors
    /// When the library fails.
    pub fn own_words(&self) -> Result<Vec<String>, StoreError> {
        self.read(|tx| {
            let mut words = of_kind(tx, "tag")?;
            words.extend(of_kind(tx, "category")?);
            Ok(words)
        })
    }
}

fn of_kind(tx: &Connection, kind: &str) -> Result<Vec<String>, StoreError> {
    Ok(tx
        .prepare_cached(DIFFERENT)?
        .query_map(rusqlite::params![kind, MOST], |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}
