//! IPTC-IIM records (IIM 4.2): the application record's texts, in the charset that the envelope names or the
//! bytes betray.

use crate::bytes::{be16, part};
use crate::text::{decode, decode_latin1};

/// What the records say, decoded but not cleaned.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Records {
    pub title: Option<String>,
    pub caption: Option<String>,
    pub keywords: Vec<String>,
    pub creators: Vec<String>,
    pub headline: Option<String>,
    pub copyright: Option<String>,
    pub date: Option<String>,
    pub time: Option<String>,
}

/// A record that may stand there many times is read so often; the rest is left in the file.
const MAX_REPEATS: usize = 1000;
/// Records read in all.
const MAX_RECORDS: usize = 20_000;

/// ESC % G, and the long form with a level: UTF-8.
const UTF8_MARKERS: [&[u8]; 2] = [b"\x1b%G", b"\x1b%/I"];

/// Reads the records; a damaged one ends the reading.
pub(super) fn read(data: &[u8]) -> Records {
    let mut raw: Vec<(u8, u8, &[u8])> = Vec::new();
    let mut at = 0;
    // Some writers pad or misplace the first record: begin at the first tag marker.
    while data.get(at).is_some_and(|&b| b != 0x1C) {
        at += 1;
    }
    while let Some([0x1C, record, number]) = part(data, at, 3) {
        let Some(length) = be16(data, at + 3) else { break };
        let (start, length) = if length & 0x8000 == 0 {
            (at + 5, usize::from(length))
        } else {
            let width = usize::from(length & 0x7FFF);
            let Some(bytes) = part(data, at + 5, width).filter(|_| width <= 4) else { break };
            (at + 5 + width, bytes.iter().fold(0, |sum, &b| sum << 8 | usize::from(b)))
        };
        let Some(body) = part(data, start, length) else { break };
        if raw.len() == MAX_RECORDS {
            break;
        }
        raw.push((*record, *number, body));
        at = start + length;
    }
    let marked = raw.iter().find(|&&(record, number, _)| (record, number) == (1, 90));
    let utf8 = marked.is_some_and(|(_, _, body)| UTF8_MARKERS.iter().any(|m| body.starts_with(m)));
    // Without a marker the bytes decide, over all texts at once: one accented caption decides for them all.
    let texts: Vec<&[u8]> = raw.iter().filter(|r| r.0 == 2 && r.1 != 0).map(|r| r.2).collect();
    let utf8 = utf8 || texts.iter().all(|text| std::str::from_utf8(text).is_ok());
    let text = |body: &[u8]| if utf8 { decode(body) } else { decode_latin1(body) };

    let mut records = Records::default();
    for &(record, number, body) in &raw {
        match (record, number) {
            (2, 5) => records.title = Some(text(body)),
            (2, 25) if records.keywords.len() < MAX_REPEATS => records.keywords.push(text(body)),
            (2, 55) => records.date = Some(text(body)),
            (2, 60) => records.time = Some(text(body)),
            (2, 80) if records.creators.len() < MAX_REPEATS => records.creators.push(text(body)),
            (2, 105) => records.headline = Some(text(body)),
            (2, 116) => records.copyright = Some(text(body)),
            (2, 120) => records.caption = Some(text(body)),
            _ => {}
        }
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(number: u8, body: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0x1C, 2, number];
        bytes.extend(u16::try_from(body.len()).unwrap().to_be_bytes());
        bytes.extend(body);
        bytes
    }

    fn check(marker: &[u8], keyword: &[u8], expected: &str) {
        let mut bytes = vec![];
        if !marker.is_empty() {
            bytes.extend([0x1C, 1, 90, 0, u8::try_from(marker.len()).unwrap()]);
            bytes.extend(marker);
        }
        bytes.extend(record(25, keyword));
        assert_eq!(read(&bytes).keywords, [expected], "marker {marker:?}, bytes {keyword:?}");
    }

    #[test]
    fn keywords_never_become_mojibake() {
        check(b"\x1b%G", "風景".as_bytes(), "風景");
        check(b"", "風景".as_bytes(), "風景");
        check(b"", "Zürich".as_bytes(), "Zürich");
        check(b"", b"Z\xFCrich", "Zürich");
        check(b"", b"caf\xE9 \x96 bar", "café – bar");
    }

    #[test]
    fn a_length_that_lies_ends_the_reading() {
        let mut bytes = record(25, b"sea");
        bytes.extend([0x1C, 2, 25, 0xFF, 0xFF, 1, 2, 3]);
        assert_eq!(read(&bytes).keywords, ["sea"]);
        assert_eq!(read(&[0x1C, 2]), Records::default());
    }
}
