-- Version 2: a vision batch may ask several servers; retries are counted by reason; a run can be undone; words can
-- come from a similar photo.

-- JSON array of {url, model, protocol, concurrency}, the preferred one first. The columns server, protocol and
-- concurrency tell where the batch began; model stays the name that is part of every work key.
ALTER TABLE batch ADD COLUMN servers TEXT;
UPDATE batch SET servers = json_array(json_object('url', server, 'model', model, 'protocol', protocol,
                                                  'concurrency', concurrency))
 WHERE kind = 'vision';

-- Attempts that failed and were made again, by server and reason.
CREATE TABLE retried (
  batch_id INTEGER NOT NULL REFERENCES batch(id),
  server   TEXT NOT NULL,
  code     TEXT NOT NULL,
  count    INTEGER NOT NULL CHECK (count > 0),
  PRIMARY KEY (batch_id, server, code)
) STRICT, WITHOUT ROWID;

-- Its words and results were taken back.
ALTER TABLE batch ADD COLUMN undone_ms INTEGER;

-- Jobs and words that a photo has from one that was taken at nearly the same moment and looks nearly the same.
ALTER TABLE job ADD COLUMN similar_to INTEGER REFERENCES photo(id);
ALTER TABLE word ADD COLUMN similar_to INTEGER REFERENCES photo(id);

-- Finished batches by the moment they ended, for cleaning the history.
CREATE INDEX batch_ended ON batch(finished_ms) WHERE state = 'finished' AND removed_ms IS NULL;
