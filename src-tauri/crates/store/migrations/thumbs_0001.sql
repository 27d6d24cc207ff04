-- What can be made again: delete the file and it is.
CREATE TABLE rendition (
  photo_id INTEGER NOT NULL,
  kind     INTEGER NOT NULL CHECK (kind IN (1, 2)),   -- 1 thumbnail (320 px), 2 preview (1600 px); longest side, JPEG
  version  INTEGER NOT NULL,
  jpeg     BLOB NOT NULL,
  PRIMARY KEY (photo_id, kind)
) STRICT;
