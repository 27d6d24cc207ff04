//! The scan, a window at a time, without its stuffed zeros and without the markers between its parts: a camera's file has
//! ten and more megabytes of it, and a copy of all costs as much memory as the file.

use memchr::memchr;

use crate::bits::Place;

/// Bytes of a window: it stays in the second cache.
const SIZE: usize = 1 << 16;
/// Zeros after the last byte, so that the last bits are read like all others.
const PADDING: usize = 16;
/// The longest unit of a scan: 18 blocks of 64 coefficients, each a code of 16 bits and a number of 15.
const UNIT: usize = 18 * 64 * 31 / 8 + PADDING;

/// What the bytes before a part's end are followed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// A marker (ISO/IEC 10918-1 B.1.1.3).
    Marker(u8),
    /// The end of the file.
    Cut,
}

/// A part of the scan: what stands between two markers.
pub(crate) struct Window<'a> {
    /// What is still to come into the window.
    source: &'a [u8],
    bytes: Vec<u8>,
    /// Where the part ends, once the window has come there.
    end: Option<End>,
}

impl<'a> Window<'a> {
    pub(crate) fn new(scan: &'a [u8]) -> Self {
        let mut window = Self { source: scan, bytes: Vec::with_capacity(SIZE + PADDING), end: None };
        window.slide(Place::default());
        window
    }

    /// The window, with zeros after it.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Bytes of the scan in the window.
    pub(crate) fn valid(&self) -> usize {
        self.bytes.len() - PADDING
    }

    /// How far a unit may begin into the window and surely end within it.
    pub(crate) fn reach(&self) -> usize {
        if self.end.is_some() { usize::MAX } else { self.valid().saturating_sub(UNIT) }
    }

    /// Leaves behind what was read and fills up; where that place is now.
    pub(crate) fn slide(&mut self, place: Place) -> Place {
        if self.end.is_some() {
            return place;
        }
        self.bytes.truncate(self.bytes.len().saturating_sub(PADDING));
        let (behind, place) = place.leave(self.bytes.len());
        self.bytes.drain(..behind);
        while self.end.is_none() && self.bytes.len() < SIZE {
            self.take();
        }
        self.bytes.resize(self.bytes.len() + PADDING, 0);
        place
    }

    /// Up to the next 0xFF, which stands before a stuffed zero or is a marker's.
    fn take(&mut self) {
        let room = self.source.len().min(SIZE - self.bytes.len());
        let (length, taken) = match memchr(0xFF, &self.source[..room]) {
            Some(at) => match self.source.get(at + 1) {
                Some(0) => (at + 1, at + 2),
                // A fill byte before a marker.
                Some(0xFF) => (at, at + 1),
                Some(marker) => {
                    self.end = Some(End::Marker(*marker));
                    (at, at + 2)
                }
                None => {
                    self.end = Some(End::Cut);
                    (at, at + 1)
                }
            },
            None => {
                if room == self.source.len() {
                    self.end = Some(End::Cut);
                }
                (room, room)
            }
        };
        self.bytes.extend_from_slice(&self.source[..length]);
        self.source = &self.source[taken..];
    }

    /// Goes on to the part after this one's end; what ended it, if the window has come there.
    pub(crate) fn next_part(&mut self) -> Option<End> {
        let end = self.end.take()?;
        self.bytes.clear();
        self.slide(Place::default());
        Some(end)
    }
}
