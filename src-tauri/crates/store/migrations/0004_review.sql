-- Names in a model's title or description that nothing known of the photo gives: a JSON array, for people to see.
ALTER TABLE word ADD COLUMN names TEXT;

-- Tags and categories of a model that wait for a human: not shown, not found, not written anywhere until they are kept.
CREATE TABLE held_word (
  id             INTEGER PRIMARY KEY,
  photo_id       INTEGER NOT NULL REFERENCES photo(id),
  kind           TEXT NOT NULL CHECK (kind IN ('category', 'tag')),
  text           TEXT NOT NULL CHECK (length(text) > 0),
  folded         TEXT NOT NULL,
  why            TEXT NOT NULL CHECK (why IN ('name', 'unknown')),
  server         TEXT NOT NULL, model TEXT NOT NULL, preset TEXT NOT NULL, preset_version INTEGER NOT NULL,
  batch_id       INTEGER NOT NULL REFERENCES batch(id),
  similar_to     INTEGER REFERENCES photo(id),
  created_ms     INTEGER NOT NULL,
  decided_ms     INTEGER,                   -- kept or dropped then; the row stays for an undo
  word_id        INTEGER,                   -- the row of word that the decision wrote, for an undo
  UNIQUE (photo_id, kind, folded, model)
) STRICT;
CREATE INDEX held_open ON held_word(kind, folded, photo_id, decided_ms) WHERE decided_ms IS NULL;
CREATE INDEX held_decided ON held_word(decided_ms, kind, folded) WHERE decided_ms IS NOT NULL;
CREATE INDEX held_batch ON held_word(batch_id) WHERE decided_ms IS NULL;
