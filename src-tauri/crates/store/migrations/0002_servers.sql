-- Version 2: a vision batch may ask several servers; retries are counted by reason.

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
