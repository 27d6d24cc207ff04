-- Vectors of what is said of photos, for the search by meaning. Vectors of different models are not comparable: each has its
-- space. All of it can be made again.
CREATE TABLE meaning_space (
  id    INTEGER PRIMARY KEY,
  model TEXT NOT NULL UNIQUE,
  sides INTEGER NOT NULL CHECK (sides BETWEEN 8 AND 8192)    -- numbers in a vector
) STRICT;

CREATE TABLE meaning (
  photo_id INTEGER PRIMARY KEY REFERENCES photo(id),
  batch_id INTEGER NOT NULL REFERENCES batch(id),
  vector   BLOB NOT NULL                                     -- i8[sides], the direction alone counts
) STRICT;

-- The signs of each vector: an eighth of the size, so that a million are looked through at once.
CREATE TABLE meaning_signs (
  photo_id INTEGER PRIMARY KEY REFERENCES photo(id),
  space_id INTEGER NOT NULL REFERENCES meaning_space(id),
  signs    BLOB NOT NULL                                     -- one bit a number, sides / 8 bytes rounded up
) STRICT;
