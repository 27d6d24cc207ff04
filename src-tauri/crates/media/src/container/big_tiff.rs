//! BigTIFF, whose offsets have eight bytes: its first directory and those of EXIF and GPS below it are written again as a classic
//! structure, for readers that know no other. Pixels and further pages stay where they are.

use super::directory::{Tiff, Value};
use crate::bytes::{be64, le64};

/// Directories that are written: the first, EXIF, GPS and interoperability; some files have one of them twice.
const MAX_DIRECTORIES: u32 = 16;
/// What the values may take together: a profile, a packet and Photoshop's resources are some megabytes.
const MAX_BYTES: usize = 32 << 20;
/// How deep directories lie: the first, EXIF, and interoperability below that.
const MAX_DEPTH: u8 = 2;

const LONG: u16 = 4;
const SLONG: u16 = 9;
const LONG8: u16 = 16;
const SLONG8: u16 = 17;
const IFD8: u16 = 18;

const EXIF: u16 = 0x8769;
const GPS: u16 = 0x8825;
const INTEROP: u16 = 0xA005;

/// Strips, tiles, further directories, thumbnails and Photoshop's layers: they point into the file, or are its pixels.
const LEFT_OUT: [u16; 10] = [273, 279, 288, 289, 324, 325, 330, 513, 514, 37724];

/// The classic structure; `None` when `data` is no BigTIFF or its first directory is not there.
pub(super) fn classic(data: &[u8]) -> Option<Vec<u8>> {
    let (tiff, first) = Tiff::open(data, 0).filter(|(tiff, _)| tiff.big)?;
    let mut writer = Writer { tiff, out: Vec::new(), directories: 0 };
    writer.out.extend(if tiff.little { b"II*\0" } else { b"MM\0*" });
    writer.out.extend(writer.four(8));
    writer.directory(first, MAX_DEPTH)?;
    Some(writer.out)
}

/// What has been written, and what it has cost.
struct Writer<'a> {
    tiff: Tiff<'a>,
    out: Vec<u8>,
    directories: u32,
}

/// One entry as the classic form has it: the value stands in the slot when it has four bytes or fewer.
struct Entry {
    tag: u16,
    kind: u16,
    count: u32,
    value: Vec<u8>,
}

impl Writer<'_> {
    fn two(&self, value: u16) -> [u8; 2] {
        if self.tiff.little { value.to_le_bytes() } else { value.to_be_bytes() }
    }

    fn four(&self, value: u32) -> [u8; 4] {
        if self.tiff.little { value.to_le_bytes() } else { value.to_be_bytes() }
    }

    /// Writes a directory with those below it, and gives where it stands. Entries that cannot be read are left out.
    fn directory(&mut self, offset: usize, depth: u8) -> Option<u32> {
        self.directories += 1;
        if self.directories > MAX_DIRECTORIES {
            return None;
        }
        let directory = self.tiff.directory(offset)?;
        let below: Vec<(u16, usize)> = [EXIF, GPS, INTEROP]
            .into_iter()
            .filter(|_| depth > 0)
            .filter_map(|tag| Some((tag, directory.uint(tag)?)))
            .collect();
        let values = directory.values();
        let shown =
            |value: &Value<'_>| !LEFT_OUT.contains(&value.tag) && !matches!(value.tag, EXIF | GPS | INTEROP);
        let room = MAX_BYTES.saturating_sub(self.out.len());
        let entries: Vec<Entry> = values
            .filter(|value| shown(value) && value.bytes.len() <= room)
            .filter_map(|value| self.entry(&value))
            .collect();
        let place = u32::try_from(self.out.len()).ok()?;
        let count = entries.len() + below.len();
        // A count, the entries, and the zero that ends the chain.
        self.out.extend(self.two(u16::try_from(count).ok()?));
        let mut slot = self.out.len();
        self.out.resize(slot + 12 * count + 4, 0);
        for entry in entries {
            self.fill(slot, &entry);
            slot += 12;
        }
        for (tag, offset) in below {
            if let Some(child) = self.directory(offset, depth - 1) {
                let value = self.four(child).to_vec();
                self.fill(slot, &Entry { tag, kind: LONG, count: 1, value });
            }
            slot += 12;
        }
        Some(place)
    }

    /// Writes an entry into its slot. Of those that have no room any more nothing is told.
    fn fill(&mut self, slot: usize, entry: &Entry) {
        let end = self.out.len();
        if entry.value.len() > 4 && end + entry.value.len() > MAX_BYTES {
            return;
        }
        let mut bytes = self.two(entry.tag).to_vec();
        bytes.extend(self.two(entry.kind));
        bytes.extend(self.four(entry.count));
        if entry.value.len() <= 4 {
            bytes.extend(&entry.value);
        } else {
            bytes.extend(self.four(u32::try_from(end).unwrap_or_default()));
            self.out.extend(&entry.value);
            // Directories begin on whole words (TIFF 6.0, section 2).
            self.out.resize(self.out.len().next_multiple_of(2), 0);
        }
        if let Some(place) = self.out.get_mut(slot..slot + bytes.len()) {
            place.copy_from_slice(&bytes);
        }
    }

    /// A value with its numbers of eight bytes made four; none where one of them is too large.
    fn entry(&self, value: &Value<'_>) -> Option<Entry> {
        let (kind, bytes) = match value.kind {
            LONG8 | IFD8 => (LONG, self.narrowed(value.bytes, |wide| u32::try_from(wide).ok())?),
            SLONG8 => {
                let narrow = |wide: u64| i32::try_from(wide.cast_signed()).ok().map(i32::cast_unsigned);
                (SLONG, self.narrowed(value.bytes, narrow)?)
            }
            kind => (kind, value.bytes.to_vec()),
        };
        Some(Entry { tag: value.tag, kind, count: u32::try_from(value.count).ok()?, value: bytes })
    }

    fn narrowed(&self, wide: &[u8], narrow: impl Fn(u64) -> Option<u32>) -> Option<Vec<u8>> {
        let numbers = wide.chunks_exact(8).map(|eight| {
            let wide = if self.tiff.little { le64(eight, 0) } else { be64(eight, 0) };
            wide.and_then(&narrow)
        });
        let numbers: Option<Vec<u32>> = numbers.collect();
        Some(numbers?.into_iter().flat_map(|number| self.four(number)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Big-endian, with one entry of that tag, type and count.
    fn structure(tag: u16, kind: u16, count: u64, value: [u8; 8]) -> Vec<u8> {
        let entry = [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat();
        [b"MM\0\x2B\0\x08\0\0", &16u64.to_be_bytes()[..], &1u64.to_be_bytes(), &entry, &[0; 8]].concat()
    }

    fn check(tag: u16, kind: u16, count: u64, value: [u8; 8], expected: Option<[u8; 12]>) {
        let written = classic(&structure(tag, kind, count, value)).unwrap();
        let entry = expected.map_or(Vec::new(), Vec::from);
        let whole = [b"MM\0*\0\0\0\x08\0", &[u8::from(expected.is_some())][..], &entry, &[0; 4]].concat();
        assert_eq!(written, whole, "{tag} {kind} {count} {value:?}");
    }

    #[test]
    fn numbers_of_eight_bytes_become_four_or_are_left_out() {
        check(256, 16, 1, [0, 0, 0, 0, 0, 0, 2, 1], Some([1, 0, 0, 4, 0, 0, 0, 1, 0, 0, 2, 1]));
        check(256, 17, 1, [255; 8], Some([1, 0, 0, 9, 0, 0, 0, 1, 255, 255, 255, 255]));
        check(256, 16, 1, [0, 0, 0, 1, 0, 0, 0, 0], None);
        check(256, 99, 1, [0; 8], None);
        check(270, 2, u64::MAX, [0; 8], None);
        check(273, 16, 1, [0; 8], None);
    }

    #[test]
    fn a_directory_that_leads_back_to_itself_ends() {
        let mut data = b"II\x2B\0\x08\0\0\0".to_vec();
        data.extend(16u64.to_le_bytes());
        data.extend(2000u64.to_le_bytes());
        for _ in 0..2000 {
            data.extend(EXIF.to_le_bytes());
            data.extend(LONG8.to_le_bytes());
            data.extend(1u64.to_le_bytes());
            data.extend(16u64.to_le_bytes());
        }
        assert!(classic(&data).unwrap().len() < 1_000);
        assert_eq!(classic(b"II*\0\x08\0\0\0\0\0\0\0\0\0"), None);
        for cut in 0..200 {
            let _ = classic(data.get(..cut).unwrap());
        }
    }
}
