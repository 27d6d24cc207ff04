//! IPTC-IIM records (IIM 4.2): the application record's texts, in the charset that the envelope names or the
//! bytes betray.

use encoding_rs::Encoding;

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

/// The part of ISO 8859 that an escape sequence names: ESC, where it goes (G1 to G3), and its final byte in the
/// registry of ISO 2022 (ISO-IR). Latin-1 itself is Windows' superset of it, as without a marker.
fn charset(marker: &[u8]) -> Option<&'static Encoding> {
    let [0x1B, b'-' | b'.' | b'/', part, ..] = marker else { return None };
    Some(match part {
        b'B' => encoding_rs::ISO_8859_2,
        b'C' => encoding_rs::ISO_8859_3,
        b'D' => encoding_rs::ISO_8859_4,
        b'L' => encoding_rs::ISO_8859_5,
        b'G' => encoding_rs::ISO_8859_6,
        b'F' => encoding_rs::ISO_8859_7,
        b'H' => encoding_rs::ISO_8859_8,
        b'M' => encoding_rs::WINDOWS_1254,
        b'V' => encoding_rs::ISO_8859_10,
        b'Y' => encoding_rs::ISO_8859_13,
        b'_' => encoding_rs::ISO_8859_14,
        b'b' => encoding_rs::ISO_8859_15,
        b'f' => encoding_rs::ISO_8859_16,
        _ => return None,
    })
}

/// Reads the records; a damaged one ends the reading.
pub(super) fn read(data: &[u8]) -> Records {
    // Some TIFF writers turn the bytes round by fours, as if they were numbers.
    if data.first() != Some(&0x1C) && data.get(3) == Some(&0x1C) {
        let turned: Vec<u8> =
            data.chunks(4).flat_map(|four| four.iter().rev().copied().collect::<Vec<u8>>()).collect();
        return read_in_order(&turned);
    }
    read_in_order(data)
}

fn read_in_order(data: &[u8]) -> Records {
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
    let marked = raw.iter().find(|&&(record, number, _)| (record, number) == (1, 90)).map(|record| record.2);
    let utf8 = marked.is_some_and(|marker| UTF8_MARKERS.iter().any(|m| marker.starts_with(m)));
    // Without a marker, or with a wrong one, the bytes decide, over all texts at once: one accented caption
    // decides for them all.
    let texts: Vec<&[u8]> = raw.iter().filter(|r| r.0 == 2 && r.1 != 0).map(|r| r.2).collect();
    let utf8 = utf8 || texts.iter().all(|text| std::str::from_utf8(text).is_ok());
    let named = marked.and_then(charset);
    let text = |body: &[u8]| match named {
        _ if utf8 => decode(body),
        Some(charset) => charset.decode_without_bom_handling(body).0.into_owned(),
        None => decode_latin1(body),
    };

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
        check(b"\x1b-A", b"Z\xFCrich", "Zürich");
        check(b"\x1b-B", b"\xA3\xF3d\xBC", "Łódź");
        check(b"\x1b.L", b"\xBC\xDE\xE1\xDA\xD2\xD0", "Москва");
        check(b"\x1b-F", b"\xC1\xE8\xDE\xED\xE1", "Αθήνα");
        check(b"\x1b%G", b"Z\xFCrich", "Zürich");
        check(b"\x1b-B", "Łódź".as_bytes(), "Łódź");
    }

    #[test]
    fn records_turned_round_by_fours_are_turned_back() {
        let mut bytes = record(25, b"sea");
        let in_order = read(&bytes);
        bytes.chunks_mut(4).for_each(<[u8]>::reverse);
        assert_eq!(read(&bytes), in_order);
        assert_eq!(in_order.keywords, ["sea"]);
    }

    #[test]
    fn a_length_that_lies_ends_the_reading() {
        let mut bytes = record(25, b"sea");
        bytes.extend([0x1C, 2, 25, 0xFF, 0xFF, 1, 2, 3]);
        assert_eq!(read(&bytes).keywords, ["sea"]);
        assert_eq!(read(&[0x1C, 2]), Records::default());
    }
}
