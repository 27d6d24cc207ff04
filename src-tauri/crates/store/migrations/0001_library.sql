-- Version 1: the library. Times *_ms are INTEGER ms UTC unless a name says local.

CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL                       -- JSON
) STRICT, WITHOUT ROWID;

-- One row: the revision of the last committed change.
CREATE TABLE revision (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  value INTEGER NOT NULL
) STRICT;
INSERT INTO revision VALUES (1, 0);

CREATE TABLE folder (
  id        INTEGER PRIMARY KEY,
  path      BLOB NOT NULL UNIQUE,           -- the operating system's bytes: a name need not be UTF-8
  display   TEXT NOT NULL,                  -- the same for people
  name      TEXT NOT NULL,                  -- last component, for people
  parent_id INTEGER REFERENCES folder(id),
  is_root   INTEGER NOT NULL CHECK (is_root IN (0, 1)),  -- the user dropped it: shown on top, watched
  added_ms  INTEGER NOT NULL
) STRICT;
CREATE INDEX folder_parent ON folder(parent_id);

CREATE TABLE photo (
  id             INTEGER PRIMARY KEY,
  folder_id      INTEGER NOT NULL REFERENCES folder(id),
  name           BLOB NOT NULL,             -- file name bytes
  display        TEXT NOT NULL,             -- file name for people
  bytes          INTEGER NOT NULL,
  modified_ms    INTEGER NOT NULL,
  format         TEXT NOT NULL,
  state          TEXT NOT NULL CHECK (state IN ('new', 'ready', 'failed')),
  error_code     TEXT CHECK ((error_code IS NOT NULL) = (state = 'failed')),
  error_message  TEXT CHECK ((error_message IS NOT NULL) = (state = 'failed')),
  added_ms       INTEGER NOT NULL,
  -- sort key of the timeline: local capture time, or the file's time; never null, so that the grid never jumps
  day_local_ms   INTEGER NOT NULL,
  taken_local_ms INTEGER,
  taken_offset_minutes INTEGER,
  width          INTEGER NOT NULL CHECK (width >= 1),
  height         INTEGER NOT NULL CHECK (height >= 1),
  version        INTEGER NOT NULL DEFAULT 0,     -- rises when the pixels were looked at anew; in thumbnail URLs
  content_hash   BLOB CHECK (content_hash IS NULL OR length(content_hash) = 32),
  perceptual_hash INTEGER,
  rating         INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN -1 AND 5),
  rating_by_user INTEGER NOT NULL DEFAULT 0 CHECK (rating_by_user IN (0, 1)),
  score          INTEGER CHECK (score BETWEEN 0 AND 100),
  quality        TEXT,                      -- JSON of the figures
  colours        TEXT,                      -- JSON
  camera         TEXT,                      -- maker and model as shown, for the filter
  facts          TEXT,                      -- JSON of what the file says
  latitude       REAL,
  longitude      REAL,
  place          TEXT,                      -- JSON {city, region, country, country_code}
  place_text     TEXT,                      -- "Bergen, Vestland, Norway"
  -- the word that is shown, kept beside the words so that a grid page needs no join
  title          TEXT,
  UNIQUE (folder_id, name)
) STRICT;
CREATE INDEX photo_day ON photo(day_local_ms DESC, id DESC);
CREATE INDEX photo_folder_day ON photo(folder_id, day_local_ms DESC, id DESC);
CREATE INDEX photo_added ON photo(added_ms DESC, id DESC);
CREATE INDEX photo_score ON photo(score DESC, id DESC);
CREATE INDEX photo_name ON photo(display COLLATE NOCASE, id);
CREATE INDEX photo_hash ON photo(content_hash) WHERE content_hash IS NOT NULL;
CREATE INDEX photo_camera ON photo(camera, day_local_ms DESC, id DESC) WHERE camera IS NOT NULL;
CREATE INDEX photo_rated ON photo(rating, day_local_ms DESC, id DESC) WHERE rating <> 0;
CREATE INDEX photo_failed ON photo(day_local_ms DESC, id DESC) WHERE state = 'failed';
CREATE INDEX photo_new ON photo(id) WHERE state = 'new';

-- Files that are no pictures, and folders that could not be read: listed, never in the way.
CREATE TABLE passed_over (
  id        INTEGER PRIMARY KEY,
  batch_id  INTEGER NOT NULL REFERENCES batch(id),
  path      BLOB NOT NULL,
  display   TEXT NOT NULL,
  code      TEXT NOT NULL,
  message   TEXT NOT NULL,
  UNIQUE (batch_id, path)
) STRICT;

-- Every word anyone said about a photo. A machine inserts and deletes only its own, never an accepted one.
CREATE TABLE word (
  id          INTEGER PRIMARY KEY,
  photo_id    INTEGER NOT NULL REFERENCES photo(id),
  kind        TEXT NOT NULL CHECK (kind IN ('title', 'description', 'category', 'tag')),
  text        TEXT NOT NULL CHECK (length(text) > 0),
  folded      TEXT NOT NULL,                -- lower case, white space folded: two tags are the same by this
  source      TEXT NOT NULL CHECK (source IN ('human', 'file', 'basic', 'model')),
  server      TEXT, model TEXT, preset TEXT, preset_version INTEGER,
  batch_id    INTEGER REFERENCES batch(id),
  created_ms  INTEGER NOT NULL,
  accepted_ms INTEGER,                      -- a human took it over; source then reads 'human' and the stamp stays
  rejected_ms INTEGER,                      -- a human refused it: hidden, and not said again
  CHECK ((model IS NOT NULL AND server IS NOT NULL AND batch_id IS NOT NULL) OR source <> 'model')
) STRICT;
CREATE INDEX word_photo ON word(photo_id, kind);
CREATE INDEX word_folded ON word(kind, folded, photo_id) WHERE rejected_ms IS NULL;
CREATE UNIQUE INDEX word_once ON word(photo_id, kind, folded, source);
CREATE INDEX word_batch ON word(batch_id) WHERE batch_id IS NOT NULL;

-- Counts for the side bar, kept by triggers on word.
CREATE TABLE tag_count (
  kind   TEXT NOT NULL,
  folded TEXT NOT NULL,
  text   TEXT NOT NULL,                     -- as first written
  photos INTEGER NOT NULL,
  PRIMARY KEY (kind, folded)
) STRICT, WITHOUT ROWID;

-- Words for search; rebuilt from word, photo and folder. CJK runs are spaced out so that one character is one token.
CREATE VIRTUAL TABLE photo_fts USING fts5(
  title, description, words, place, name,
  content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2", prefix='2 3'
);

CREATE TABLE batch (
  id            INTEGER PRIMARY KEY,
  kind          TEXT NOT NULL CHECK (kind IN ('import', 'vision')),
  name          TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('active', 'paused', 'cancelling', 'finished')),
  pause_reason  TEXT CHECK (pause_reason IN ('user', 'server', 'disk')),
  outcome       TEXT CHECK (outcome IN ('completed', 'completed_with_failures', 'cancelled')),
  cause_code    TEXT,
  cause_message TEXT,
  options       TEXT,                       -- JSON of VisionOptions
  server        TEXT, model TEXT, protocol TEXT, concurrency INTEGER,
  roots         TEXT,                       -- JSON for an open import: hex of each dropped path, to scan again after a crash
  open          INTEGER NOT NULL CHECK (open IN (0, 1)),   -- photos may still be added: a scan or selection is under way
  found         INTEGER NOT NULL DEFAULT 0,
  not_pictures  INTEGER NOT NULL DEFAULT 0,
  queued        INTEGER NOT NULL DEFAULT 0 CHECK (queued >= 0),
  running       INTEGER NOT NULL DEFAULT 0 CHECK (running >= 0),
  done          INTEGER NOT NULL DEFAULT 0 CHECK (done >= 0),
  failed        INTEGER NOT NULL DEFAULT 0 CHECK (failed >= 0),
  cancelled     INTEGER NOT NULL DEFAULT 0 CHECK (cancelled >= 0),
  skipped       INTEGER NOT NULL DEFAULT 0 CHECK (skipped >= 0),
  warned        INTEGER NOT NULL DEFAULT 0,
  priority      INTEGER NOT NULL DEFAULT 0,
  separate      INTEGER NOT NULL DEFAULT 0 CHECK (separate IN (0, 1)),  -- moved to one request a task
  created_ms    INTEGER NOT NULL,
  started_ms    INTEGER,
  finished_ms   INTEGER,
  revision      INTEGER NOT NULL,
  CHECK ((state = 'paused') = (pause_reason IS NOT NULL)),
  CHECK ((state = 'finished') = (outcome IS NOT NULL)),
  CHECK ((state = 'finished') = (finished_ms IS NOT NULL)),
  CHECK (state <> 'finished' OR (queued = 0 AND running = 0 AND open = 0))
) STRICT;
CREATE INDEX batch_live ON batch(priority DESC, id) WHERE state <> 'finished';

CREATE TABLE job (
  id            INTEGER PRIMARY KEY,
  batch_id      INTEGER NOT NULL REFERENCES batch(id),
  photo_id      INTEGER NOT NULL REFERENCES photo(id),
  state         TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  -- another live job that does the same work (identical content): this one is not claimed and ends with it
  leader_id     INTEGER REFERENCES job(id),
  work_key      BLOB NOT NULL,              -- BLAKE-like digest of content, kind, options, model: the same work, the same key
  tasks         INTEGER NOT NULL DEFAULT 0, -- bits of TaskSet still to do; 0 for basic
  fence         INTEGER NOT NULL DEFAULT 0, -- rises with every claim; a finish must name it
  attempts      INTEGER NOT NULL DEFAULT 0,
  crashes       INTEGER NOT NULL DEFAULT 0, -- claims that ended with the process
  not_before_ms INTEGER NOT NULL DEFAULT 0,
  error_code    TEXT,
  error_message TEXT,
  warning       TEXT,                       -- JSON of missing tasks of a done job
  queued_ms     INTEGER NOT NULL,
  started_ms    INTEGER,
  finished_ms   INTEGER,
  duration_ms   INTEGER,
  UNIQUE (batch_id, photo_id),
  CHECK ((state IN ('done', 'failed', 'cancelled')) = (finished_ms IS NOT NULL)),
  CHECK ((finished_ms IS NOT NULL) = (duration_ms IS NOT NULL)),
  CHECK (state <> 'running' OR started_ms IS NOT NULL),
  CHECK ((state = 'failed') = (error_code IS NOT NULL AND error_message IS NOT NULL) OR state = 'queued')
) STRICT;
CREATE INDEX job_claim ON job(batch_id, not_before_ms, id) WHERE state = 'queued' AND leader_id IS NULL;
CREATE INDEX job_leader ON job(leader_id) WHERE leader_id IS NOT NULL;
CREATE INDEX job_running ON job(batch_id, id) WHERE state = 'running';
CREATE INDEX job_failed ON job(batch_id, error_code, id) WHERE state = 'failed';
CREATE INDEX job_cancelled ON job(batch_id, id) WHERE state = 'cancelled';
CREATE INDEX job_photo ON job(photo_id);
CREATE UNIQUE INDEX job_live_work ON job(work_key) WHERE state IN ('queued', 'running') AND leader_id IS NULL;

-- What a vision run gave; outlives the batch's jobs.
CREATE TABLE result (
  id            INTEGER PRIMARY KEY,
  photo_id      INTEGER NOT NULL REFERENCES photo(id),
  work_key      BLOB NOT NULL,
  batch_id      INTEGER NOT NULL REFERENCES batch(id),
  server        TEXT NOT NULL, model TEXT NOT NULL,
  tasks         INTEGER NOT NULL,           -- bits of TaskSet that gave words
  attempts      INTEGER NOT NULL,
  duration_ms   INTEGER NOT NULL,
  prompt_tokens INTEGER, answer_tokens INTEGER,
  raw_reply     TEXT NOT NULL,              -- at most 16 KiB
  repairs       TEXT NOT NULL,              -- JSON array of names
  created_ms    INTEGER NOT NULL
) STRICT;
CREATE INDEX result_work ON result(work_key);
CREATE INDEX result_photo ON result(photo_id, created_ms DESC);
