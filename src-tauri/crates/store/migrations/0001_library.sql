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
  photos    INTEGER NOT NULL DEFAULT 0 CHECK (photos >= 0),  -- directly in it; kept by triggers on photo
  added_ms  INTEGER NOT NULL
) STRICT;
CREATE INDEX folder_parent ON folder(parent_id);

-- The small columns first: a row's tail (facts, quality) spills to overflow pages without slowing the rest.
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
  -- who has a word on it that is not rejected: 1 basic, 2 model, 4 file, 8 human
  sources        INTEGER NOT NULL DEFAULT 0 CHECK (sources BETWEEN 0 AND 15),
  camera         TEXT,                      -- maker and model as shown, for the filter
  latitude       REAL,
  longitude      REAL,
  place_text     TEXT,                      -- "Bergen, Vestland, Norway"
  -- the words that are shown, kept beside the words so that a grid page needs no join
  title          TEXT,
  place          TEXT,                      -- JSON {city, region, country, country_code}
  quality        TEXT,                      -- JSON of the figures
  colours        TEXT,                      -- JSON
  facts          TEXT,                      -- JSON of what the file says
  UNIQUE (folder_id, name)
) STRICT;
-- One index an order of the grid, each with the tile's geometry: the whole grid is read from the index alone.
-- A million rows of the table itself would be a gigabyte of facts to leaf through.
CREATE INDEX photo_day ON photo(day_local_ms DESC, id DESC, width, height, version);
CREATE INDEX photo_added ON photo(added_ms DESC, id DESC, width, height, day_local_ms, version);
CREATE INDEX photo_score ON photo(score DESC, id DESC, width, height, day_local_ms, version);
CREATE INDEX photo_name ON photo(display COLLATE NOCASE, id, width, height, day_local_ms, version);
-- One index a filter, holding ids.
CREATE INDEX photo_hash ON photo(content_hash) WHERE content_hash IS NOT NULL;
CREATE INDEX photo_camera ON photo(camera) WHERE camera IS NOT NULL;
CREATE INDEX photo_rated ON photo(rating) WHERE rating <> 0;
CREATE INDEX photo_failed ON photo(id) WHERE state = 'failed';
CREATE INDEX photo_new ON photo(id) WHERE state = 'new';
CREATE INDEX photo_of_basic ON photo(id, sources) WHERE (sources & 1) <> 0;
CREATE INDEX photo_of_model ON photo(id, sources) WHERE (sources & 2) <> 0;
CREATE INDEX photo_of_file ON photo(id, sources) WHERE (sources & 4) <> 0;
CREATE INDEX photo_of_human ON photo(id, sources) WHERE (sources & 8) <> 0;

CREATE TRIGGER photo_in AFTER INSERT ON photo BEGIN
  UPDATE folder SET photos = photos + 1 WHERE id = NEW.folder_id;
END;
CREATE TRIGGER photo_out AFTER DELETE ON photo BEGIN
  UPDATE folder SET photos = photos - 1 WHERE id = OLD.folder_id;
END;
CREATE TRIGGER photo_moved AFTER UPDATE OF folder_id ON photo WHEN NEW.folder_id <> OLD.folder_id BEGIN
  UPDATE folder SET photos = photos - 1 WHERE id = OLD.folder_id;
  UPDATE folder SET photos = photos + 1 WHERE id = NEW.folder_id;
END;

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
  origin      TEXT NOT NULL CHECK (origin IN ('human', 'file', 'basic', 'model')),  -- who said it first
  server      TEXT, model TEXT, preset TEXT, preset_version INTEGER,
  batch_id    INTEGER REFERENCES batch(id),
  created_ms  INTEGER NOT NULL,
  accepted_ms INTEGER,                      -- a human took it over; source then reads 'human' and the stamp stays
  rejected_ms INTEGER,                      -- a human refused it: hidden, and not said again by a machine
  CHECK (source = CASE WHEN accepted_ms IS NULL THEN origin ELSE 'human' END),
  CHECK (accepted_ms IS NULL OR origin <> 'human'),
  CHECK ((model IS NOT NULL AND server IS NOT NULL AND preset IS NOT NULL AND preset_version IS NOT NULL
          AND batch_id IS NOT NULL) OR origin <> 'model'),
  CHECK (model IS NULL OR origin = 'model')
) STRICT;
-- Each machine says a word once; two models may both say it, so that taking one's words away leaves the other's.
-- What a human typed and took back keeps its row for an undo, so typed rows are each their own.
CREATE UNIQUE INDEX word_once ON word(photo_id, kind, folded, origin, ifnull(model, iif(origin = 'human', id, '')));
CREATE INDEX word_folded ON word(kind, folded, photo_id, rejected_ms) WHERE rejected_ms IS NULL;
CREATE INDEX word_batch ON word(batch_id) WHERE batch_id IS NOT NULL;

-- Counts for the side bar: photos with the word, however many speakers said it. Kept by triggers on word.
CREATE TABLE tag_count (
  kind   TEXT NOT NULL,
  folded TEXT NOT NULL,
  text   TEXT NOT NULL,                     -- as first written
  photos INTEGER NOT NULL CHECK (photos > 0),
  PRIMARY KEY (kind, folded)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_count_most ON tag_count(kind, photos DESC, folded);

CREATE TRIGGER word_in AFTER INSERT ON word
WHEN NEW.rejected_ms IS NULL AND NEW.kind IN ('category', 'tag') AND NOT EXISTS (
  SELECT 1 FROM word WHERE photo_id = NEW.photo_id AND kind = NEW.kind AND folded = NEW.folded
    AND rejected_ms IS NULL AND id <> NEW.id)
BEGIN
  INSERT INTO tag_count(kind, folded, text, photos) VALUES (NEW.kind, NEW.folded, NEW.text, 1)
    ON CONFLICT (kind, folded) DO UPDATE SET photos = photos + 1;
END;
CREATE TRIGGER word_restored AFTER UPDATE OF rejected_ms ON word
WHEN OLD.rejected_ms IS NOT NULL AND NEW.rejected_ms IS NULL AND NEW.kind IN ('category', 'tag') AND NOT EXISTS (
  SELECT 1 FROM word WHERE photo_id = NEW.photo_id AND kind = NEW.kind AND folded = NEW.folded
    AND rejected_ms IS NULL AND id <> NEW.id)
BEGIN
  INSERT INTO tag_count(kind, folded, text, photos) VALUES (NEW.kind, NEW.folded, NEW.text, 1)
    ON CONFLICT (kind, folded) DO UPDATE SET photos = photos + 1;
END;
CREATE TRIGGER word_out AFTER DELETE ON word
WHEN OLD.rejected_ms IS NULL AND OLD.kind IN ('category', 'tag') AND NOT EXISTS (
  SELECT 1 FROM word WHERE photo_id = OLD.photo_id AND kind = OLD.kind AND folded = OLD.folded
    AND rejected_ms IS NULL)
BEGIN
  DELETE FROM tag_count WHERE kind = OLD.kind AND folded = OLD.folded AND photos = 1;
  UPDATE tag_count SET photos = photos - 1 WHERE kind = OLD.kind AND folded = OLD.folded AND photos > 1;
END;
CREATE TRIGGER word_rejected AFTER UPDATE OF rejected_ms ON word
WHEN OLD.rejected_ms IS NULL AND NEW.rejected_ms IS NOT NULL AND OLD.kind IN ('category', 'tag') AND NOT EXISTS (
  SELECT 1 FROM word WHERE photo_id = OLD.photo_id AND kind = OLD.kind AND folded = OLD.folded
    AND rejected_ms IS NULL)
BEGIN
  DELETE FROM tag_count WHERE kind = OLD.kind AND folded = OLD.folded AND photos = 1;
  UPDATE tag_count SET photos = photos - 1 WHERE kind = OLD.kind AND folded = OLD.folded AND photos > 1;
END;

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
  server        TEXT, model TEXT, protocol TEXT,
  concurrency   INTEGER NOT NULL DEFAULT 1 CHECK (concurrency BETWEEN 1 AND 64),
  again         INTEGER NOT NULL DEFAULT 0 CHECK (again IN (0, 1)),  -- also what is done under the same key
  roots         TEXT,                       -- JSON for an open import: hex of each dropped path, to scan again after a crash
  scope         TEXT,                       -- for an open vision batch: which photos, in the caller's words, to add again after a crash
  open          INTEGER NOT NULL CHECK (open IN (0, 1)),   -- photos may still be added: a scan or selection is under way
  found         INTEGER NOT NULL DEFAULT 0,
  not_pictures  INTEGER NOT NULL DEFAULT 0,
  unable        INTEGER NOT NULL DEFAULT 0,  -- of the skipped: photos that cannot be shown to a model
  -- Counts of the batch's own rows of job and left_out, kept by triggers: no code can let them drift.
  queued        INTEGER NOT NULL DEFAULT 0 CHECK (queued >= 0),
  running       INTEGER NOT NULL DEFAULT 0 CHECK (running >= 0),
  done          INTEGER NOT NULL DEFAULT 0 CHECK (done >= 0),
  failed        INTEGER NOT NULL DEFAULT 0 CHECK (failed >= 0),
  cancelled     INTEGER NOT NULL DEFAULT 0 CHECK (cancelled >= 0),
  skipped       INTEGER NOT NULL DEFAULT 0 CHECK (skipped >= 0),
  warned        INTEGER NOT NULL DEFAULT 0 CHECK (warned >= 0),
  priority      INTEGER NOT NULL DEFAULT 0,
  separate      INTEGER NOT NULL DEFAULT 0 CHECK (separate IN (0, 1)),  -- moved to one request a task
  created_ms    INTEGER NOT NULL,
  started_ms    INTEGER,
  finished_ms   INTEGER,
  removed_ms    INTEGER,                    -- off the list; its jobs go in chunks, its results stay
  revision      INTEGER NOT NULL,
  CHECK (kind = 'import' OR (options IS NOT NULL AND server IS NOT NULL AND model IS NOT NULL AND protocol IS NOT NULL)),
  CHECK ((state = 'paused') = (pause_reason IS NOT NULL)),
  CHECK ((cause_code IS NULL) = (cause_message IS NULL)),
  CHECK ((state = 'finished') = (outcome IS NOT NULL)),
  CHECK ((state = 'finished') = (finished_ms IS NOT NULL)),
  CHECK (removed_ms IS NULL OR state = 'finished'),
  CHECK (state <> 'finished' OR (queued = 0 AND running = 0 AND open = 0))
) STRICT;
CREATE INDEX batch_live ON batch(priority DESC, id) WHERE state <> 'finished';
CREATE INDEX batch_shown ON batch(id DESC) WHERE removed_ms IS NULL;
CREATE INDEX batch_revision ON batch(revision) WHERE removed_ms IS NULL;

CREATE TRIGGER batch_arrow BEFORE UPDATE OF state ON batch
WHEN NOT ((OLD.state = 'active' AND NEW.state IN ('paused', 'cancelling', 'finished'))
       OR (OLD.state = 'paused' AND NEW.state IN ('paused', 'active', 'cancelling'))
       OR (OLD.state = 'cancelling' AND NEW.state = 'finished' AND NEW.outcome = 'cancelled')
       OR (OLD.state = 'finished' AND NEW.state = 'active'))
BEGIN SELECT RAISE(ABORT, 'BUG: a batch has no such transition'); END;

CREATE TABLE job (
  id            INTEGER PRIMARY KEY,
  batch_id      INTEGER NOT NULL REFERENCES batch(id),
  photo_id      INTEGER NOT NULL REFERENCES photo(id),
  state         TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  -- another live job that does the same work (identical content): this one is not claimed and ends with it
  leader_id     INTEGER REFERENCES job(id),
  work_key      BLOB NOT NULL CHECK (length(work_key) = 32),  -- digest of content, kind, options, model: the same work, the same key
  tasks         INTEGER NOT NULL DEFAULT 0, -- bits of TaskSet still to do; 0 for basic
  fence         INTEGER NOT NULL DEFAULT 0, -- rises with every claim; a finish must name it
  attempts      INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  crashes       INTEGER NOT NULL DEFAULT 0, -- claims that ended with the process
  not_before_ms INTEGER NOT NULL DEFAULT 0, -- 0 for at once; otherwise a back-off's end
  error_code    TEXT,
  error_message TEXT,
  warning       TEXT CHECK (warning IS NULL OR state = 'done'),  -- JSON of missing tasks of a done job
  queued_ms     INTEGER NOT NULL,
  started_ms    INTEGER,                    -- first claim of this life
  claimed_ms    INTEGER,                    -- latest claim: the duration counts from here
  finished_ms   INTEGER,
  duration_ms   INTEGER CHECK (duration_ms >= 0),
  UNIQUE (batch_id, photo_id),
  CHECK ((state IN ('done', 'failed', 'cancelled')) = (finished_ms IS NOT NULL)),
  CHECK ((finished_ms IS NOT NULL) = (duration_ms IS NOT NULL)),
  CHECK (state <> 'running' OR (started_ms IS NOT NULL AND claimed_ms IS NOT NULL)),
  CHECK (leader_id IS NULL OR state = 'queued'),
  CHECK ((error_code IS NULL) = (error_message IS NULL)),
  CHECK ((state = 'failed') = (error_code IS NOT NULL) OR state = 'queued')
) STRICT;
CREATE INDEX job_claim ON job(batch_id, not_before_ms, id) WHERE state = 'queued' AND leader_id IS NULL;
CREATE INDEX job_leader ON job(leader_id) WHERE leader_id IS NOT NULL;
CREATE INDEX job_follower ON job(batch_id, id) WHERE leader_id IS NOT NULL;
CREATE INDEX job_running ON job(batch_id, id) WHERE state = 'running';
CREATE INDEX job_done ON job(batch_id, duration_ms) WHERE state = 'done';
CREATE INDEX job_failed ON job(batch_id, id) WHERE state = 'failed';
CREATE INDEX job_failed_code ON job(batch_id, error_code, id) WHERE state = 'failed';
CREATE INDEX job_cancelled ON job(batch_id, id) WHERE state = 'cancelled';
CREATE INDEX job_photo ON job(photo_id);
CREATE UNIQUE INDEX job_live_work ON job(work_key) WHERE state IN ('queued', 'running') AND leader_id IS NULL;

CREATE TRIGGER job_born BEFORE INSERT ON job WHEN NEW.state <> 'queued'
BEGIN SELECT RAISE(ABORT, 'BUG: a job begins queued'); END;

CREATE TRIGGER job_arrow BEFORE UPDATE OF state ON job
WHEN NOT ((OLD.state = 'queued' AND NEW.state IN ('running', 'cancelled'))
       OR (OLD.state = 'running' AND NEW.state IN ('done', 'failed', 'queued', 'cancelled'))
       OR (OLD.state IN ('failed', 'cancelled') AND NEW.state = 'queued'))
BEGIN SELECT RAISE(ABORT, 'BUG: a job has no such transition'); END;

CREATE TRIGGER job_counted AFTER INSERT ON job BEGIN
  UPDATE batch SET queued = queued + 1 WHERE id = NEW.batch_id;
END;

CREATE TRIGGER job_recounted AFTER UPDATE OF state ON job BEGIN
  UPDATE batch SET
    queued    = queued    + (NEW.state = 'queued')    - (OLD.state = 'queued'),
    running   = running   + (NEW.state = 'running')   - (OLD.state = 'running'),
    done      = done      + (NEW.state = 'done'),
    failed    = failed    + (NEW.state = 'failed')    - (OLD.state = 'failed'),
    cancelled = cancelled + (NEW.state = 'cancelled') - (OLD.state = 'cancelled'),
    warned    = warned    + (NEW.warning IS NOT NULL) - (OLD.warning IS NOT NULL)
  WHERE id = NEW.batch_id;
END;

-- A removed batch keeps its counts as history while its jobs go.
CREATE TRIGGER job_uncounted AFTER DELETE ON job BEGIN
  UPDATE batch SET
    queued    = queued    - (OLD.state = 'queued'),
    running   = running   - (OLD.state = 'running'),
    done      = done      - (OLD.state = 'done'),
    failed    = failed    - (OLD.state = 'failed'),
    cancelled = cancelled - (OLD.state = 'cancelled'),
    warned    = warned    - (OLD.warning IS NOT NULL)
  WHERE id = OLD.batch_id AND removed_ms IS NULL;
END;

-- Photos of a batch that got no job, with the reason; a photo is here or in job, so that adding twice counts once.
CREATE TABLE left_out (
  batch_id INTEGER NOT NULL REFERENCES batch(id),
  photo_id INTEGER NOT NULL REFERENCES photo(id),
  reason   TEXT NOT NULL CHECK (reason IN ('unchanged', 'already_done', 'already_queued', 'not_indexed', 'unreadable')),
  PRIMARY KEY (batch_id, photo_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX left_out_reason ON left_out(batch_id, reason, photo_id);

CREATE TRIGGER left_out_counted AFTER INSERT ON left_out BEGIN
  UPDATE batch SET skipped = skipped + 1, unable = unable + (NEW.reason IN ('not_indexed', 'unreadable'))
   WHERE id = NEW.batch_id;
END;
CREATE TRIGGER left_out_uncounted AFTER DELETE ON left_out BEGIN
  UPDATE batch SET skipped = skipped - 1, unable = unable - (OLD.reason IN ('not_indexed', 'unreadable'))
   WHERE id = OLD.batch_id AND removed_ms IS NULL;
END;

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
  words         TEXT NOT NULL,              -- JSON array of [kind, text] as the model said them, to share with identical files and to compare runs
  raw_reply     TEXT NOT NULL,              -- at most 16 KiB
  repairs       TEXT NOT NULL,              -- JSON array of names
  created_ms    INTEGER NOT NULL
) STRICT;
CREATE INDEX result_work ON result(work_key, photo_id);
CREATE INDEX result_batch ON result(batch_id);
CREATE INDEX result_photo ON result(photo_id, created_ms DESC);
