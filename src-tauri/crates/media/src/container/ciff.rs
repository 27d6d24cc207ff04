//! Canon's CRW: the heap of the Camera Image File Format (CIFF specification 1.0; the meaning of Canon's records
//! from exiftool's public tables `CanonRaw` and `Canon::ShotInfo`), and XMP that editors append.

use super::figures::{Figure, Figures, clock, quarter_turns};
use crate::bytes::{le16, le32, part};

/// Directories inside directories; cameras use four.
const MAX_DEPTH: u8 = 8;
/// Records looked at in the whole file; cameras write about sixty.
const MAX_RECORDS: usize = 2000;
/// Appended XMP is looked for in so many last bytes.
const TRAILER_BYTES: usize = 1 << 20;

/// The file's first bytes, after the length of the header.
pub(super) const SIGNATURE: &[u8] = b"HEAPCCDR";

/// What the camera noted, as EXIF would say it.
pub(super) fn figures(data: &[u8]) -> Figures {
    let mut records = Records::default();
    let heap = le32(data, 2).and_then(|header| data.get(usize::try_from(header).ok()?..));
    let _ = heap.and_then(|heap| records.walk(heap, 0));
    records.figures()
}

/// An XMP packet behind the heap (exiftool and Canon's own program append one).
pub(super) fn xmp(data: &[u8]) -> Option<&[u8]> {
    let tail = data.get(data.len().saturating_sub(TRAILER_BYTES)..)?;
    let find = |text: &[u8], from: usize| {
        tail.get(from..)?.windows(text.len()).position(|window| window == text).map(|at| at + from)
    };
    let start = find(b"<?xpacket begin", 0)?;
    let end = find(b"<?xpacket end", start)?;
    tail.get(start..end)
}

#[derive(Default)]
struct Records<'a> {
    /// Entries looked at so far, directories too: they may overlap.
    looked: usize,
    found: Vec<(u16, &'a [u8])>,
}

impl<'a> Records<'a> {
    fn walk(&mut self, heap: &'a [u8], depth: u8) -> Option<()> {
        let table = usize::try_from(le32(heap, heap.len().checked_sub(4)?)?).ok()?;
        for number in 0..usize::from(le16(heap, table)?) {
            let at = table.checked_add(2 + number * 10)?;
            let tag = le16(heap, at)?;
            self.looked += 1;
            if self.looked > MAX_RECORDS {
                return None;
            }
            let body = if tag & 0x4000 == 0 {
                let (length, offset) = (le32(heap, at + 2)?, le32(heap, at + 6)?);
                part(heap, usize::try_from(offset).ok()?, usize::try_from(length).ok()?)
            } else {
                part(heap, at + 2, 8)
            };
            let Some(body) = body else { continue };
            if matches!(tag & 0x3800, 0x2800 | 0x3000) {
                if depth < MAX_DEPTH {
                    let _ = self.walk(body, depth + 1);
                }
            } else {
                self.found.push((tag & 0x3FFF, body));
            }
        }
        Some(())
    }

    fn get(&self, tag: u16) -> Option<&'a [u8]> {
        self.found.iter().find(|record| record.0 == tag).map(|record| record.1)
    }

    /// A signed word of one of Canon's arrays.
    fn word(&self, tag: u16, at: usize) -> Option<i16> {
        le16(self.get(tag)?, at * 2).map(u16::cast_signed)
    }

    fn figures(&self) -> Figures {
        let mut figures = Figures::default();
        let mut texts = self.get(0x080A).unwrap_or_default().split(|&byte| byte == 0);
        for tag in [0x010F, 0x0110] {
            figures.add(tag, texts.next().map(|text| Figure::Text(text.to_vec())));
        }
        let seconds = self.get(0x180E).and_then(|body| le32(body, 0)).filter(|seconds| *seconds > 0);
        figures.add(0x9003, seconds.and_then(clock));
        let turned = self.get(0x1810).and_then(|body| le32(body, 12)).map(u32::cast_signed);
        figures.add(0x0112, turned.and_then(quarter_turns));

        let shot = |at: usize| self.word(0x102A, at);
        let iso = shot(2).map(|base| {
            let sensitivity = |value: i16| (f64::from(value) / 32.0).exp2();
            sensitivity(base) * 100.0 / 32.0 * shot(1).map_or(1.0, sensitivity)
        });
        figures.add(0x8827, iso.map(|iso| Figure::Number(iso.round())));
        let aperture = shot(21).filter(|value| *value > 0).map(|value| (ev(value) / 2.0).exp2());
        figures.add(0x829D, aperture.map(Figure::Number));
        figures.add(0x829A, shot(22).map(|value| Figure::Number((-ev(value)).exp2())));
        figures.add(0x9204, shot(6).map(|value| Figure::Number(ev(value))));
        let units = self.word(0x102D, 25).filter(|units| *units > 0).map_or(1.0, f64::from);
        let focal = self.word(0x1029, 1).filter(|focal| *focal > 0);
        figures.add(0x920A, focal.map(|focal| Figure::Number(f64::from(focal) / units)));
        figures
    }
}

/// Canon's exposure values in 32nds, where 0x0C and 0x14 stand for a third and two thirds.
fn ev(value: i16) -> f64 {
    let size = value.unsigned_abs();
    let fraction = match size & 0x1F {
        0x0C => 32.0 / 3.0,
        0x14 => 64.0 / 3.0,
        other => f64::from(other),
    };
    f64::from(value.signum()) * (f64::from(size & !0x1F) + fraction) / 32.0
}
