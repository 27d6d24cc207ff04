//! Paths as the operating system's bytes, so that a name that is no text goes into the database and comes out
//! the same. Knows no table.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// The bytes that stand for a name or path in the database.
pub(crate) fn to_bytes(name: &OsStr) -> &[u8] {
    name.as_encoded_bytes()
}

/// The name or path that those bytes stand for.
#[cfg(unix)]
pub(crate) fn from_bytes(bytes: Vec<u8>) -> OsString {
    use std::os::unix::ffi::OsStringExt;
    OsString::from_vec(bytes)
}

/// The name or path that those bytes stand for. Windows' encoded bytes are UTF-8 with lone surrogates in it.
#[cfg(windows)]
pub(crate) fn from_bytes(bytes: Vec<u8>) -> OsString {
    use std::os::windows::ffi::OsStringExt;
    match String::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(error) => OsString::from_wide(&wide(error.as_bytes())),
    }
}

/// The name or path that those bytes stand for; what is no text is lost on a system that has only text.
#[cfg(not(any(unix, windows)))]
pub(crate) fn from_bytes(bytes: Vec<u8>) -> OsString {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// UTF-16 of WTF-8 (<https://simonsapin.github.io/wtf-8/>): UTF-8 in which a lone surrogate has three bytes too.
#[cfg(any(windows, test))]
fn wide(bytes: &[u8]) -> Vec<u16> {
    let mut units = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        let valid = match std::str::from_utf8(rest) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&rest[..error.valid_up_to()]).unwrap_or_default(),
        };
        units.extend(valid.encode_utf16());
        rest = &rest[valid.len()..];
        match rest {
            [0xED, second @ 0xA0..=0xBF, third @ 0x80..=0xBF, tail @ ..] => {
                units.push(0xD000 | (u16::from(*second) & 0x3F) << 6 | (u16::from(*third) & 0x3F));
                rest = tail;
            }
            [_, tail @ ..] => {
                units.push(0xFFFD);
                rest = tail;
            }
            [] => {}
        }
    }
    units
}

/// A path from the bytes of its folder and its name.
pub(crate) fn join(folder: Vec<u8>, name: Vec<u8>) -> PathBuf {
    let mut path = PathBuf::from(from_bytes(folder));
    path.push(from_bytes(name));
    path
}

/// A name for people: no control characters, which could move a terminal's cursor; what is no text as U+FFFD.
pub(crate) fn display(name: &OsStr) -> String {
    name.to_string_lossy()
        .chars()
        .map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c })
        .collect()
}

/// A folder's own name for people; the whole path where it has none (`/`, `C:\`).
pub(crate) fn folder_name(path: &Path) -> String {
    display(path.file_name().unwrap_or(path.as_os_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_surrogate_survives_the_way_through_bytes() {
        assert_eq!(wide("aé😀".as_bytes()), "aé😀".encode_utf16().collect::<Vec<_>>());
        assert_eq!(wide(&[b'a', 0xED, 0xA0, 0xBD, b'b']), [0x61, 0xD83D, 0x62], "a high surrogate alone");
        assert_eq!(wide(&[0xFF, b'b']), [0xFFFD, 0x62], "bytes that are no WTF-8 do not stop it");
    }

    #[test]
    fn a_shown_name_cannot_steer_a_terminal() {
        assert_eq!(display(OsStr::new("a\u{1b}[2Jb\nc")), "a\u{fffd}[2Jb\u{fffd}c");
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_no_text_comes_back_the_same() {
        let bytes = b"caf\xe9 \xff.jpg".to_vec();
        assert_eq!(to_bytes(&from_bytes(bytes.clone())), bytes);
    }
}
