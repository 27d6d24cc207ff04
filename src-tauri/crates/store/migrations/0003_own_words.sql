-- Version 3: the results of a batch in the order of their photos, so that each page of a comparison, and each piece of
-- an undo, is read from where the last one ended.
DROP INDEX result_batch;
CREATE INDEX result_batch ON result(batch_id, photo_id);

-- Retries under way, a JSON object: what is retried, and the job up to which that is done. A retry of many jobs takes
-- several transactions; the process may die between two of them.
ALTER TABLE batch ADD COLUMN retrying TEXT;

-- Prompt presets of the user, every version that was ever saved, because results name the one that they come from.
CREATE TABLE preset (
  name       TEXT NOT NULL,
  version    INTEGER NOT NULL CHECK (version > 0),
  body       TEXT NOT NULL,                       -- JSON
  created_ms INTEGER NOT NULL,
  removed_ms INTEGER,                             -- off the list; every version of a name at once
  PRIMARY KEY (name, version)
) STRICT, WITHOUT ROWID;

-- The user's own tags and categories, each found by a step through the index: the vocabulary that a model's words are
-- brought to.
CREATE INDEX word_own ON word(kind, folded, text)
  WHERE source IN ('human', 'file') AND rejected_ms IS NULL AND kind IN ('tag', 'category');
