//! What a file's first bytes tell: the format, the upright size and the capture time, so that the grid can
//! lay a photo out before anybody has decoded it.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use pothos_model::{FailureCode, Format, Orientation, Peek};

use crate::container::Tiff;
use crate::counts;
use crate::error::file_name;
use crate::first_sight::first_sight;
use crate::meta::{describe, sidecar_stamp};
use crate::sniff::{Content, claims_picture, sniff};

/// A peek never reads more of a file than this.
const PEEK_BYTES: usize = 128 << 10;
/// Most EXIF blocks end before this; only a file whose size is not found here is read further.
const FIRST_BYTES: usize = 64 << 10;

/// What a file's first bytes say about it.
#[derive(Debug, Clone, PartialEq)]
pub enum Peeked {
    /// A picture, or a file whose name claims to be one.
    Picture(Peek),
    /// No picture that we list, and its name claims none.
    Passed {
        /// The code.
        code: FailureCode,
        /// An English sentence with the file's name.
        message: String,
    },
}

/// Reads at most 128 KiB of `path` and says what it is.
///
/// # Errors
/// When the file cannot be opened or read.
pub fn peek(path: &Path) -> std::io::Result<Peeked> {
    let mut file = File::open(path)?;
    counts::peeked();
    let mut head = Vec::with_capacity(FIRST_BYTES);
    file.by_ref().take(FIRST_BYTES as u64).read_to_end(&mut head)?;
    let format = match sniff_safely(&head, path) {
        Content::Picture(format) => format,
        _ if claims_picture(path) => Format::Unknown,
        other => return Ok(passed(other, path)),
    };
    let mut peek = peek_safely(format, &head);
    let cut = head.len() == FIRST_BYTES;
    if cut && format == Format::Tiff && peek.size.is_none() {
        head = with_far_directory(&mut file, head)?;
        peek = peek_safely(format, &head);
    } else if cut && peek.size.is_none() && format != Format::Raw && format != Format::Unknown {
        file.by_ref().take((PEEK_BYTES - FIRST_BYTES) as u64).read_to_end(&mut head)?;
        peek = peek_safely(format, &head);
    }
    peek.first_sight = catch_unwind(AssertUnwindSafe(|| first_sight(format, &head))).unwrap_or_default();
    peek.sidecar = sidecar_stamp(path);
    Ok(Peeked::Picture(peek))
}

pub(crate) fn passed(content: Content, path: &Path) -> Peeked {
    let name = file_name(path);
    let (code, message) = match content {
        Content::OtherPicture(what) => (
            FailureCode::Unsupported,
            format!("“{name}” is {what}, which Pothos does not show. Export it as JPEG to see it here."),
        ),
        Content::Other(what) => {
            (FailureCode::NotAPicture, format!("“{name}” is {what}, not a picture; it was left out."))
        }
        Content::Picture(_) | Content::Unknown => {
            (FailureCode::NotAPicture, format!("“{name}” is not a picture; it was left out."))
        }
    };
    Peeked::Passed { code, message }
}

/// Writers that stream a TIFF put its directory at the end. The directory is read from there and moved up
/// behind the head, because its own offsets (to EXIF, to the date) lie beyond what we read anyway.
fn with_far_directory(file: &mut File, mut head: Vec<u8>) -> std::io::Result<Vec<u8>> {
    let opened = Tiff::open(&head, 0).map(|(tiff, first)| (tiff.little, tiff.big, first as u64));
    let Some((little, big, offset)) = opened.filter(|(.., offset)| *offset >= FIRST_BYTES as u64) else {
        return Ok(head);
    };
    let slot = if big { 8..16 } else { 4..8 };
    head.truncate(slot.end);
    if let Some(slot) = head.get_mut(slot) {
        // The directory follows the header: at 8 or, with eight bytes for an offset, at 16.
        let length = slot.len();
        slot.fill(0);
        let place = if little { slot.first_mut() } else { slot.last_mut() };
        place.into_iter().for_each(|byte| *byte = length as u8 * 2);
    }
    file.seek(SeekFrom::Start(offset))?;
    file.take((PEEK_BYTES - FIRST_BYTES) as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// The sniffer reads a TIFF's tags, so it is guarded like every other reader.
pub(crate) fn sniff_safely(head: &[u8], path: &Path) -> Content {
    catch_unwind(AssertUnwindSafe(|| sniff(head, path))).unwrap_or(Content::Unknown)
}

fn peek_safely(format: Format, head: &[u8]) -> Peek {
    let described = catch_unwind(AssertUnwindSafe(|| describe(format, head))).unwrap_or_default();
    let turn = match format {
        // Their container turns the picture, and its size is upright already.
        Format::Jxl | Format::Heic | Format::Avif => Orientation::NORMAL,
        _ => described.orientation(),
    };
    Peek {
        format,
        size: described.size.map(|(width, height)| turn.upright(width, height)),
        taken: described.facts.taken,
        first_sight: None,
        sidecar: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_far_behind_the_pixels_gives_the_size() {
        let folder = tempfile::tempdir().unwrap();
        let check = |name: &str, header: &[u8], count: &[u8], entries: &[&[u8]]| {
            let path = folder.path().join(name);
            let pixels = vec![0; 70_000 - header.len()];
            std::fs::write(&path, [header, &pixels, count, &entries.concat(), &[0; 8]].concat()).unwrap();
            let Peeked::Picture(peek) = peek(&path).unwrap() else { panic!("{name} is a picture") };
            assert_eq!(peek.size, Some((3, 2)), "{name}");
        };
        check(
            "classic.tif",
            &[b'M', b'M', 0, 42, 0, 1, 0x11, 0x70],
            &[0, 2],
            &[&[1, 0, 0, 3, 0, 0, 0, 1, 0, 3, 0, 0], &[1, 1, 0, 3, 0, 0, 0, 1, 0, 2, 0, 0]],
        );
        check(
            "big.tif",
            &[b'M', b'M', 0, 43, 0, 8, 0, 0, 0, 0, 0, 0, 0, 1, 0x11, 0x70],
            &[0, 0, 0, 0, 0, 0, 0, 2],
            &[
                &[1, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 3, 0, 0, 0, 0, 0, 0],
                &[1, 1, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0],
            ],
        );
        check(
            "little.tif",
            &[b'I', b'I', 43, 0, 8, 0, 0, 0, 0x70, 0x11, 1, 0, 0, 0, 0, 0],
            &[2, 0, 0, 0, 0, 0, 0, 0],
            &[
                &[0, 1, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0],
                &[1, 1, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0],
            ],
        );
    }
}
