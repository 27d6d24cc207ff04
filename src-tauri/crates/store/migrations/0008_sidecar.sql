-- Version 8: the sidecar a photo was looked at with, so that an edit made in another program is noticed. NULL where there
-- was none, and for every photo from before: one that has a sidecar is looked at anew by the next scan.
ALTER TABLE photo ADD COLUMN sidecar_bytes INTEGER;
ALTER TABLE photo ADD COLUMN sidecar_modified_ms INTEGER CHECK ((sidecar_bytes IS NULL) = (sidecar_modified_ms IS NULL));
