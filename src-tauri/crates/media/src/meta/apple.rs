//! The two entries of Apple's maker note that name other files (tag numbers from exiftool's public table `Apple`):
//! the burst that a shot belongs to, and the film of a live photo.

use crate::bytes::{be16, be32, part};
use crate::text::{decode, line};

/// Entries looked at; iPhones write about fifty.
const MAX_ENTRIES: u16 = 500;
/// One name, in bytes; a UUID has 36.
const MAX_TEXT: usize = 200;

const HEADER: &[u8] = b"Apple iOS\0";
/// The directory begins behind the header, a version and a byte order.
const DIRECTORY: usize = 14;
const BURST: u16 = 0x000B;
const CONTENT_IDENTIFIER: u16 = 0x0011;
const ASCII: u16 = 2;

/// What a maker note names; nothing when it is not Apple's.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Notes {
    /// What the shots of one burst have in common.
    pub burst: Option<String>,
    /// What a live photo's film has in common with it.
    pub film: Option<String>,
}

/// Reads a maker note.
pub(super) fn notes(note: &[u8]) -> Notes {
    if !note.starts_with(HEADER) || part(note, 12, 2) != Some(b"MM") {
        return Notes::default();
    }
    Notes { burst: text(note, BURST), film: text(note, CONTENT_IDENTIFIER) }
}

fn text(note: &[u8], wanted: u16) -> Option<String> {
    let count = be16(note, DIRECTORY)?.min(MAX_ENTRIES);
    let entry = (0..usize::from(count))
        .filter_map(|number| part(note, DIRECTORY + 2 + 12 * number, 12))
        .find(|entry| be16(entry, 0) == Some(wanted))?;
    if be16(entry, 2)? != ASCII {
        return None;
    }
    let length = usize::try_from(be32(entry, 4)?).ok().filter(|length| *length <= MAX_TEXT)?;
    let body = if length <= 4 {
        entry.get(8..8 + length)?
    } else {
        part(note, usize::try_from(be32(entry, 8)?).ok()?, length)?
    };
    line(&decode(body))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(tag: u16, text: &[u8]) -> Vec<u8> {
        let mut note = [HEADER, b"\0\x01MM", &1u16.to_be_bytes()].concat();
        note.extend(tag.to_be_bytes());
        note.extend(ASCII.to_be_bytes());
        note.extend(u32::try_from(text.len()).unwrap().to_be_bytes());
        note.extend(32u32.to_be_bytes());
        note.extend([0; 4]);
        note.extend(text);
        note
    }

    #[test]
    fn a_burst_and_a_film_are_named_and_another_makers_note_names_nothing() {
        let named = |name: &str| Some(name.to_owned());
        assert_eq!(notes(&note(BURST, b"AB-12\0")), Notes { burst: named("AB-12"), film: None });
        assert_eq!(notes(&note(CONTENT_IDENTIFIER, b"CD-34\0")), Notes { burst: None, film: named("CD-34") });
        assert_eq!(notes(&note(7, b"AB-12\0")), Notes::default());
        assert_eq!(notes(b"Nikon\0\x02\x10\0\0MM\0*"), Notes::default());
        let cut = note(BURST, b"AB-12\0");
        for length in 0..cut.len() {
            assert_eq!(notes(&cut[..length]), Notes::default(), "cut at {length}");
        }
    }
}
