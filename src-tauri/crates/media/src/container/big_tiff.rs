//! BigTIFF, whose offsets have eight bytes: its first directory and those of EXIF and GPS below it are written again as a classic
//! structure, for readers that know no other. Pixels and further pages stay where they are.

use crate::bytes::{be16, be32, be64, le16, le32, le64, part};

/// Entries of all directories; honest files have about a hundred.
const MAX_ENTRIES: u64 = 10_000;
/// What the values may take together: a profile, a packet and Photoshop's resources are some megabytes.
const MAX_BYTES: usize = 32 << 20;
/// How deep directories lie: the first, EXIF, and interoperability below that.
const MAX_DEPTH: u8 = 2;

const LONG: u16 = 4;
const SLONG: u16 = 9;
const IFD: u16 = 13;
const LONG8: u16 = 16;
const SLONG8: u16 = 17;
const IFD8: u16 = 18;

const EXIF: u16 = 0x8769;
const GPS: u16 = 0x8825;
const INTEROP: u16 = 0xA005;

/// Strips, tiles, further directories, thumbnails and Photoshop's layers: they point into the file, or are its pixels.
const LEFT_OUT: [u16; 10] = [273, 279, 288, 289, 324, 325, 330, 513, 514, 37724];

/// Whether the first bytes are those of a BigTIFF.
pub(crate) fn is_big(data: &[u8]) -> bool {
    matches!(data, [b'I', b'I', 0x2B, 0, 8, 0, 0, 0, ..] | [b'M', b'M', 0, 0x2B, 0, 8, 0, 0, ..])
}

/// Where the first directory of a BigTIFF stands.
pub(crate) fn first_directory(data: &[u8]) -> Option<u64> {
    is_big(data).then_some(())?;
    if data.starts_with(b"II") { le64(data, 8) } else { be64(data, 8) }
}

/// The classic structure; `None` when `data` is no BigTIFF or its first directory is not there.
pub(super) fn classic(data: &[u8]) -> Option<Vec<u8>> {
    let first = first_directory(data)?;
    let big = Big { data, little: data.starts_with(b"II") };
    let mut out = if big.little { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
    out.extend(big.four(8));
    let mut written = Written { out, entries: 0 };
    big.directory(first, MAX_DEPTH, &mut written)?;
    Some(written.out)
}

/// What has been written, and what it has cost.
struct Written {
    out: Vec<u8>,
    entries: u64,
}

struct Big<'a> {
    data: &'a [u8],
    little: bool,
}

/// One entry as the classic form has it: the value stands in the slot when it has four bytes or fewer.
struct Entry {
    tag: u16,
    kind: u16,
    count: u32,
    value: Vec<u8>,
}

impl Big<'_> {
    fn two(&self, value: u16) -> [u8; 2] {
        if self.little { value.to_le_bytes() } else { value.to_be_bytes() }
    }

    fn four(&self, value: u32) -> [u8; 4] {
        if self.little { value.to_le_bytes() } else { value.to_be_bytes() }
    }

    fn short(&self, at: usize) -> Option<u16> {
        if self.little { le16(self.data, at) } else { be16(self.data, at) }
    }

    fn long(&self, at: usize) -> Option<u32> {
        if self.little { le32(self.data, at) } else { be32(self.data, at) }
    }

    fn long8(&self, at: usize) -> Option<u64> {
        if self.little { le64(self.data, at) } else { be64(self.data, at) }
    }

    /// Writes a directory with those below it, and gives where it stands. Entries that cannot be read are left out.
    fn directory(&self, offset: u64, depth: u8, written: &mut Written) -> Option<u32> {
        let start = usize::try_from(offset).ok()?;
        let count = self.long8(start)?.min(MAX_ENTRIES.saturating_sub(written.entries));
        written.entries += count;
        let mut entries = Vec::new();
        let mut below = Vec::new();
        for number in 0..usize::try_from(count).ok()? {
            let at = start.checked_add(8 + number * 20)?;
            let Some(tag) = self.short(at) else { break };
            if matches!(tag, EXIF | GPS | INTEROP) {
                below.extend(self.pointer(at).filter(|_| depth > 0).map(|offset| (tag, offset)));
            } else if !LEFT_OUT.contains(&tag) {
                let room = MAX_BYTES.saturating_sub(written.out.len());
                entries.extend(self.entry(tag, at, room));
            }
        }
        let place = u32::try_from(written.out.len()).ok()?;
        self.reserve(entries.len() + below.len(), written);
        let mut slot = written.out.len() - 4 - 12 * (entries.len() + below.len());
        for entry in entries {
            self.fill(slot, &entry, written);
            slot += 12;
        }
        for (tag, offset) in below {
            let child = self.directory(offset, depth - 1, written).unwrap_or_default();
            let value = self.four(child).to_vec();
            self.fill(slot, &Entry { tag, kind: LONG, count: 1, value }, written);
            slot += 12;
        }
        Some(place)
    }

    /// Room for a directory's count, its entries and the zero that ends the chain.
    fn reserve(&self, entries: usize, written: &mut Written) {
        written.out.extend(self.two(u16::try_from(entries).unwrap_or_default()));
        written.out.resize(written.out.len() + 12 * entries + 4, 0);
    }

    /// Writes an entry into its slot. Of those that have no room any more, and of a child that is not there, nothing is told.
    fn fill(&self, slot: usize, entry: &Entry, written: &mut Written) {
        let absent = entry.kind == LONG && matches!(entry.tag, EXIF | GPS | INTEROP) && entry.value == [0; 4];
        let end = written.out.len();
        if absent || entry.value.len() > 4 && end + entry.value.len() > MAX_BYTES {
            return;
        }
        let mut bytes = self.two(entry.tag).to_vec();
        bytes.extend(self.two(entry.kind));
        bytes.extend(self.four(entry.count));
        if entry.value.len() <= 4 {
            bytes.extend(&entry.value);
        } else {
            bytes.extend(self.four(u32::try_from(end).unwrap_or_default()));
            written.out.extend(&entry.value);
            // Directories begin on whole words (TIFF 6.0, section 2).
            written.out.resize(written.out.len().next_multiple_of(2), 0);
        }
        if let Some(place) = written.out.get_mut(slot..slot + bytes.len()) {
            place.copy_from_slice(&bytes);
        }
    }

    /// Where the directory stands that the entry at `at` points to.
    fn pointer(&self, at: usize) -> Option<u64> {
        match self.short(at.checked_add(2)?)? {
            LONG | SLONG | IFD => self.long(at + 12).map(u64::from),
            LONG8 | SLONG8 | IFD8 => self.long8(at + 12),
            _ => None,
        }
    }

    /// The entry at `at`, its numbers of eight bytes made four; none where one of them is too large.
    fn entry(&self, tag: u16, at: usize, room: usize) -> Option<Entry> {
        let kind = self.short(at + 2)?;
        let count = self.long8(at + 4)?;
        let length =
            usize::try_from(count.checked_mul(width(kind)?)?).ok().filter(|length| *length <= room)?;
        let place = if length <= 8 { at + 12 } else { usize::try_from(self.long8(at + 12)?).ok()? };
        let value = part(self.data, place, length)?;
        let (kind, value) = match kind {
            LONG8 | IFD8 => (LONG, self.narrowed(value, |wide| u32::try_from(wide).ok())?),
            SLONG8 => {
                let narrow = |wide: u64| i32::try_from(wide.cast_signed()).ok().map(i32::cast_unsigned);
                (SLONG, self.narrowed(value, narrow)?)
            }
            _ => (kind, value.to_vec()),
        };
        Some(Entry { tag, kind, count: u32::try_from(count).ok()?, value })
    }

    fn narrowed(&self, wide: &[u8], narrow: impl Fn(u64) -> Option<u32>) -> Option<Vec<u8>> {
        let numbers = wide.chunks_exact(8).map(|eight| {
            let wide = if self.little { le64(eight, 0) } else { be64(eight, 0) };
            wide.and_then(&narrow)
        });
        let numbers: Option<Vec<u32>> = numbers.collect();
        Some(numbers?.into_iter().flat_map(|number| self.four(number)).collect())
    }
}

/// Bytes of one value (TIFF 6.0, TIFF Technical Note 1, BigTIFF).
fn width(kind: u16) -> Option<u64> {
    match kind {
        1 | 2 | 6 | 7 => Some(1),
        3 | 8 => Some(2),
        LONG | SLONG | 11 | IFD => Some(4),
        5 | 10 | 12 | LONG8 | SLONG8 | IFD8 => Some(8),
        _ => None,
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
        data.extend(3000u64.to_le_bytes());
        for _ in 0..3000 {
            data.extend(EXIF.to_le_bytes());
            data.extend(LONG8.to_le_bytes());
            data.extend(1u64.to_le_bytes());
            data.extend(16u64.to_le_bytes());
        }
        assert!(classic(&data).unwrap().len() < 12 * 30_000);
        assert_eq!(classic(b"II*\0\x08\0\0\0\0\0\0\0\0\0"), None);
        for cut in 0..200 {
            let _ = classic(data.get(..cut).unwrap());
        }
    }
}
