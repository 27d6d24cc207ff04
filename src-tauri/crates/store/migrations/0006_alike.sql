-- Version 6: photos that are alike: identical, near, and frames of one burst. All but `parted` can be made again.

-- Hashes hold signs now; those that were made before are of another kind and cannot be compared with them.
UPDATE photo SET perceptual_hash = NULL WHERE perceptual_hash IS NOT NULL;
-- Photos whose hash is made anew, from their thumbnails, beside other work.
CREATE TABLE hash_due (
  photo_id INTEGER PRIMARY KEY
) STRICT;
INSERT INTO hash_due SELECT id FROM photo WHERE state = 'ready';

-- Where a photo stands among those that it is like. A photo leads unless a better one that it is like does.
CREATE TABLE likeness (
  photo_id INTEGER PRIMARY KEY,
  hash     INTEGER NOT NULL,                -- perceptual; of a blank picture the first bytes of its content hash
  blank    INTEGER NOT NULL CHECK (blank IN (0, 1)),
  leads    INTEGER NOT NULL CHECK (leads IN (0, 1))
) STRICT;

-- A photo that does not lead, beside each leader that it is like: a leader and its rows are a group.
CREATE TABLE alike (
  leader_id INTEGER NOT NULL,
  photo_id  INTEGER NOT NULL,
  kind      TEXT NOT NULL CHECK (kind IN ('exact', 'near')),
  bits      INTEGER NOT NULL CHECK (bits BETWEEN 0 AND 64),
  turn      INTEGER NOT NULL CHECK (turn BETWEEN 1 AND 8),  -- EXIF orientation that makes the photo look like the leader
  PRIMARY KEY (leader_id, photo_id),
  CHECK (leader_id <> photo_id),
  CHECK (kind = 'near' OR (bits = 0 AND turn = 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX alike_photo ON alike(photo_id);

-- The frames of each burst, under the id of one of them.
CREATE TABLE burst (
  photo_id INTEGER PRIMARY KEY,
  burst_id INTEGER NOT NULL
) STRICT;
CREATE INDEX burst_frames ON burst(burst_id, photo_id);

-- Photos whose place is to be found: written with the change itself, so that no end of the program loses one.
CREATE TABLE alike_due (
  photo_id INTEGER PRIMARY KEY,
  changed  INTEGER NOT NULL CHECK (changed IN (0, 1)),  -- the photo itself, not only one that it is like
  told     INTEGER                          -- it leads now; up to this photo, those that it is like are due because of it
) STRICT;
INSERT INTO alike_due(photo_id, changed) SELECT id, 1 FROM photo WHERE state = 'ready';

CREATE TRIGGER photo_alike AFTER UPDATE OF state, version, content_hash, perceptual_hash, width, height, score, day_local_ms,
  taken_local_ms, camera, folder_id, rating ON photo
WHEN (OLD.state = 'ready' OR NEW.state = 'ready')
 AND (OLD.state <> NEW.state OR OLD.version <> NEW.version OR OLD.content_hash IS NOT NEW.content_hash
   OR OLD.perceptual_hash IS NOT NEW.perceptual_hash OR OLD.width <> NEW.width OR OLD.height <> NEW.height
   OR OLD.score IS NOT NEW.score OR OLD.day_local_ms <> NEW.day_local_ms OR OLD.taken_local_ms IS NOT NEW.taken_local_ms
   OR OLD.camera IS NOT NEW.camera OR OLD.folder_id <> NEW.folder_id OR (OLD.rating = -1) <> (NEW.rating = -1))
BEGIN
  INSERT INTO alike_due(photo_id, changed) VALUES (NEW.id, 1)
    ON CONFLICT (photo_id) DO UPDATE SET changed = 1;
END;
CREATE TRIGGER photo_alike_out AFTER DELETE ON photo BEGIN
  INSERT INTO alike_due(photo_id, changed) VALUES (OLD.id, 1)
    ON CONFLICT (photo_id) DO UPDATE SET changed = 1;
END;

-- The user's word that photos are no duplicates of each other. Kept for good: no machine takes it away.
CREATE TABLE parted (
  id    INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE parted_photo (
  parted_id INTEGER NOT NULL REFERENCES parted(id),
  photo_id  INTEGER NOT NULL,
  PRIMARY KEY (parted_id, photo_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX parted_of ON parted_photo(photo_id, parted_id);
