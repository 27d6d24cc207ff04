//! Bytes of old metadata to clean text: no mojibake, no padding, no control characters.

use unicode_normalization::UnicodeNormalization;

/// Windows-1252 for 0x80 to 0x9F, where it differs from Latin-1; real files marked Latin-1 use it.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Each byte as one Latin-1 (Windows-1252) character.
pub(crate) fn decode_latin1(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|&b| match b {
            0x80..=0x9F => WINDOWS_1252[usize::from(b - 0x80)],
            _ => char::from(b),
        })
        .collect()
}

/// UTF-8 where the bytes are valid UTF-8, else Latin-1. Latin-1 prose that happens to be valid UTF-8 does not
/// occur in practice: every accented letter would have to be followed by a matching pair.
pub(crate) fn decode(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => decode_latin1(bytes),
    }
}

/// Windows' XP… tags: UTF-16, little-endian, ended by a zero.
pub(crate) fn decode_utf16le(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .take_while(|&unit| unit != 0)
        .collect();
    String::from_utf16_lossy(&units)
}

/// One line: NFC, control characters and repeated white space folded to one space, trimmed; `None` when
/// nothing is left.
pub(crate) fn line(text: &str) -> Option<String> {
    let mut clean = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !clean.is_empty() {
            clean.push(' ');
        }
        clean.extend(word.nfc());
    }
    (!clean.is_empty()).then_some(clean)
}

/// Prose: like [`line`], but line breaks stay.
pub(crate) fn prose(text: &str) -> Option<String> {
    let lines: Vec<String> =
        text.replace("\r\n", "\n").split(['\n', '\r']).map(|l| line(l).unwrap_or_default()).collect();
    let joined = lines.join("\n").trim().to_owned();
    (!joined.is_empty()).then_some(joined)
}
