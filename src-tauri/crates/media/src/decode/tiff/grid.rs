//! Where the strips or tiles of a page lie: in the picture, and in the file. Knows nothing of what is in them.

use std::ops::Range;

use pothos_model::FailureCode;

use crate::container::Directory;
use crate::decode::within_budget;
use crate::error::Trouble;

/// Strips or tiles of all planes: a quarter of a thousand megapixels in tiles of sixteen pixels.
const MAX_CHUNKS: usize = 1 << 20;

const STRIP_OFFSETS: u16 = 273;
const ROWS_PER_STRIP: u16 = 278;
const STRIP_BYTE_COUNTS: u16 = 279;
const TILE_WIDTH: u16 = 322;
const TILE_LENGTH: u16 = 323;
const TILE_OFFSETS: u16 = 324;
const TILE_BYTE_COUNTS: u16 = 325;

/// The strips or tiles of a page.
#[derive(Debug)]
pub(super) struct Grid {
    /// Pixels of the whole picture.
    size: (usize, usize),
    /// Pixels of a strip or tile; the last ones may reach over the edge.
    chunk: (usize, usize),
    across: usize,
    down: usize,
    places: Vec<Place>,
}

/// Where the bytes of a strip or tile lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Empty at zero: it was never written.
    pub bytes: Range<usize>,
    /// More bytes are said to be there than the file has.
    pub cut: bool,
}

/// One strip or tile.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub left: usize,
    pub top: usize,
    /// Pixels of it that are in the picture.
    pub columns: usize,
    pub rows: usize,
    /// Pixels of one of its rows in the file.
    pub stored: usize,
}

impl Grid {
    /// Reads where everything lies.
    pub fn of(directory: &Directory<'_>, size: (usize, usize), planes: usize) -> Result<Self, Trouble> {
        let tile = directory.edge(TILE_WIDTH).zip(directory.edge(TILE_LENGTH));
        let chunk = match tile {
            Some((width, height)) => {
                within_budget(width, height)?;
                (width as usize, height as usize)
            }
            // Absent or absurd means that all is one strip.
            None => match directory.uint(ROWS_PER_STRIP) {
                Some(rows @ 1..) => (size.0, rows.min(size.1)),
                _ => size,
            },
        };
        // Some writers note their tiles as strips.
        let (first, second) =
            if tile.is_some() { (TILE_OFFSETS, STRIP_OFFSETS) } else { (STRIP_OFFSETS, TILE_OFFSETS) };
        let table = if directory.has(first) { first } else { second };
        let counts = if table == TILE_OFFSETS { TILE_BYTE_COUNTS } else { STRIP_BYTE_COUNTS };
        let offsets = directory.uints(table, MAX_CHUNKS + 1);
        let mut grid = Self { size, chunk, across: 1, down: 1, places: Vec::new() };
        // Their number is believed before an absurd number of rows.
        if tile.is_none() && (offsets.len() == planes || grid.chunk.1 == size.1) {
            grid.chunk.1 = size.1.div_ceil((offsets.len() / planes).max(1));
        }
        grid.across = size.0.div_ceil(grid.chunk.0);
        grid.down = size.1.div_ceil(grid.chunk.1);
        let needed = grid.across.saturating_mul(grid.down).saturating_mul(planes);
        if needed > MAX_CHUNKS {
            return Err(Trouble::new(FailureCode::TooLarge, format!("{needed} strips or tiles")));
        }
        if offsets.len() < needed {
            return Err(match directory.place(table) {
                Some((at, length)) if at.saturating_add(length) > directory.file().len() => {
                    Trouble::new(FailureCode::Truncated, "")
                }
                _ => Trouble::damaged("some of its strips or tiles are missing"),
            });
        }
        let lengths = directory.uints(counts, needed);
        grid.places = places(&offsets[..needed], &lengths, directory.file().len());
        if grid.places.iter().all(|place| place.bytes == (0..0)) {
            return Err(Trouble::damaged("it holds no pixels"));
        }
        Ok(grid)
    }

    /// Strips or tiles in one plane.
    pub fn count(&self) -> usize {
        self.across * self.down
    }

    /// The most pixels across and down that one of them gives.
    pub fn largest(&self) -> (usize, usize) {
        (self.chunk.0, self.chunk.1.min(self.size.1))
    }

    /// The place of strip or tile `index` of each plane.
    pub fn area(&self, index: usize) -> Area {
        let (left, top) = (index % self.across * self.chunk.0, index / self.across * self.chunk.1);
        Area {
            left,
            top,
            columns: self.chunk.0.min(self.size.0 - left),
            rows: self.chunk.1.min(self.size.1 - top),
            stored: self.chunk.0,
        }
    }

    /// The bytes of strip or tile `index` of a plane.
    pub fn place(&self, plane: usize, index: usize) -> Place {
        let place = self.places.get(plane * self.count() + index).cloned();
        place.unwrap_or(Place { bytes: 0..0, cut: false })
    }
}

/// From each offset as many bytes as are said, or up to the next offset where nothing is.
fn places(offsets: &[usize], lengths: &[usize], end: usize) -> Vec<Place> {
    let mut sorted = Vec::new();
    let mut next = |offset: usize| {
        if sorted.is_empty() {
            sorted = offsets.to_vec();
            sorted.sort_unstable();
        }
        sorted.get(sorted.partition_point(|other| *other <= offset)).copied().unwrap_or(end)
    };
    let place = |(index, offset): (usize, &usize)| {
        let stop = match (*offset, lengths.get(index).copied()) {
            // Never written (GDAL's sparse files).
            (0, _) => 0,
            (offset, Some(length @ 1..)) => offset.saturating_add(length),
            (offset, _) => next(offset).max(offset),
        };
        Place { bytes: (*offset).min(end)..stop.min(end), cut: stop > end || *offset >= end }
    };
    offsets.iter().enumerate().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_that_is_not_said_reaches_to_the_next_strip_or_the_end() {
        let check = |offsets: &[usize], lengths: &[usize], expected: &[(Range<usize>, bool)]| {
            let found: Vec<_> =
                places(offsets, lengths, 40).into_iter().map(|place| (place.bytes, place.cut)).collect();
            assert_eq!(found, expected);
        };
        check(&[10, 30, 20], &[], &[(10..20, false), (30..40, false), (20..30, false)]);
        check(&[10, 20], &[0, 0], &[(10..20, false), (20..40, false)]);
        check(&[10, 20], &[4, 99], &[(10..14, false), (20..40, true)]);
        check(&[0, 50], &[7, 7], &[(0..0, false), (40..40, true)]);
        check(&[usize::MAX], &[usize::MAX], &[(40..40, true)]);
    }
}
