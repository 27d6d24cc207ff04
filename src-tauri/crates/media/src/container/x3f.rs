//! Sigma's X3F: the properties that the camera lists as text (Foveon X3F file format description; names from
//! exiftool's public table `SigmaRaw`), and the JPEG preview whose EXIF newer cameras fill.

use super::figures::{Figure, Figures, clock, quarter_turns};
use crate::bytes::{le16, le32, part};

/// Sections looked at; cameras write about six.
const MAX_SECTIONS: u32 = 100;
/// JPEG previews; cameras write one or two.
const MAX_PREVIEWS: usize = 4;
/// Properties looked at; cameras write about forty.
const MAX_PROPERTIES: u32 = 1000;
/// Characters in one property.
const MAX_CHARACTERS: usize = 256;

/// The file's first bytes.
pub(super) const SIGNATURE: &[u8] = b"FOVb";

/// The sections of that kind, in order.
fn sections<'a>(data: &'a [u8], wanted: &[u8; 4]) -> Vec<&'a [u8]> {
    let read = || {
        let directory = usize::try_from(le32(data, data.len().checked_sub(4)?)?).ok()?;
        let entries = data.get(directory..)?.strip_prefix(b"SECd")?;
        let count = le32(entries, 4)?.min(MAX_SECTIONS) as usize;
        let found = entries.get(8..)?.chunks_exact(12).take(count).filter_map(|entry| {
            let (at, length) = (le32(entry, 0)?, le32(entry, 4)?);
            let body = part(data, usize::try_from(at).ok()?, usize::try_from(length).ok()?)?;
            (entry.get(8..) == Some(wanted)).then_some(body)
        });
        Some(found.collect())
    };
    read().unwrap_or_default()
}

/// The JPEG previews.
pub(super) fn previews(data: &[u8]) -> Vec<&[u8]> {
    const HEADER: usize = 28;
    let bodies = sections(data, b"IMA2").into_iter().filter_map(|section| section.get(HEADER..));
    bodies.filter(|body| body.starts_with(b"\xFF\xD8")).take(MAX_PREVIEWS).collect()
}

/// What the camera noted, as EXIF would say it.
pub(super) fn figures(data: &[u8]) -> Figures {
    let mut figures = Figures::default();
    // The header says how the picture is turned; from version 4 on something else stands there.
    if le32(data, 4).is_some_and(|version| version >> 16 < 4) {
        figures.add(0x0112, le32(data, 36).map(u32::cast_signed).and_then(quarter_turns));
    }
    for section in sections(data, b"PROP") {
        let _ = properties(section, &mut figures);
    }
    figures
}

fn properties(section: &[u8], figures: &mut Figures) -> Option<()> {
    const HEADER: usize = 24;
    let section_text = section.strip_prefix(b"SECp").map(|_| section)?;
    let count = le32(section_text, 8)?;
    let texts = usize::try_from(count).ok()?.checked_mul(8)?.checked_add(HEADER)?;
    let text = |at: u32| -> Option<String> {
        let start = usize::try_from(at).ok()?.checked_mul(2)?.checked_add(texts)?;
        let units =
            (0..MAX_CHARACTERS).map_while(|n| le16(section_text, start + 2 * n).filter(|unit| *unit != 0));
        Some(String::from_utf16_lossy(&units.collect::<Vec<u16>>()))
    };
    for number in 0..count.min(MAX_PROPERTIES) as usize {
        let at = HEADER + 8 * number;
        let (name, value) = (text(le32(section_text, at)?)?, text(le32(section_text, at + 4)?)?);
        note(&name, &value, figures);
    }
    Some(())
}

fn note(name: &str, value: &str, figures: &mut Figures) {
    let number = |scale: f64| value.trim().parse::<f64>().ok().map(|number| Figure::Number(number * scale));
    let words = || Some(Figure::Text(value.as_bytes().to_vec()));
    match name {
        "CAMMANUF" => figures.add(0x010F, words()),
        "CAMMODEL" => figures.add(0x0110, words()),
        "TIME" => figures.add(0x9003, value.trim().parse().ok().and_then(clock)),
        // EXPTIME is how long the sensor gathered, in microseconds; the shutter was open for less.
        "SHUTTER" => figures.add(0x829A, number(1.0)),
        "APERTURE" => figures.add(0x829D, number(1.0)),
        "ISO" => figures.add(0x8827, number(1.0)),
        "FLENGTH" => figures.add(0x920A, number(1.0)),
        "FLEQ35MM" => figures.add(0xA405, number(1.0)),
        "EXPCOMP" => figures.add(0x9204, number(1.0)),
        "PMODE" => {
            let program = match value {
                "P" => 2.0,
                "A" => 3.0,
                "S" => 4.0,
                "M" => 1.0,
                _ => return,
            };
            figures.add(0x8822, Some(Figure::Number(program)));
        }
        _ => {}
    }
}
