-- Version 9: RAW and JPEG of one release of the shutter. Each half names the other.
ALTER TABLE photo ADD COLUMN pair_id INTEGER REFERENCES photo(id);
-- The raw halves, which a view of one tile a pair leaves out.
CREATE INDEX photo_raw_half ON photo(id, format, pair_id) WHERE pair_id IS NOT NULL AND format = 'raw';
