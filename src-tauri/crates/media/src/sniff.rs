//! What a file is, by its first bytes. A name is asked only where two formats share their bytes (a raw file
//! that is a TIFF to its last byte), and to tell a broken picture from a file that never was one.

use std::path::Path;

use ::exif::{Context, Field, In, Tag, Value};
use pothos_model::Format;

use crate::bytes::{be32, part};

/// What the first bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// A picture format that we list.
    Picture(Format),
    /// A picture format that we do not list, by name.
    OtherPicture(&'static str),
    /// Something else, by name.
    Other(&'static str),
    /// Nothing we know.
    Unknown,
}

/// First bytes of picture formats that we do not list.
const OTHER_PICTURES: [(&[u8], &str); 17] = [
    (b"II\xBC\x01", "a JPEG XR picture"),
    (b"\x76\x2F\x31\x01", "an OpenEXR picture"),
    (b"qoif", "a QOI picture"),
    (b"gimp xcf", "a GIMP document"),
    (b"BPG\xFB", "a BPG picture"),
    (b"FLIF", "a FLIF picture"),
    (b"\x8AMNG\r\n\x1A\n", "an MNG film"),
    (b"\x8BJNG\r\n\x1A\n", "a JNG picture"),
    (b"#?RADIANCE\n", "a Radiance picture"),
    (b"SIMPLE  =", "a FITS picture"),
    (b"DDS \x7C\0\0\0", "a DDS texture"),
    (b"icns\0", "an Apple icon"),
    (b"AT&TFORM", "a DjVu document"),
    (b"\x59\xA6\x6A\x95", "a Sun raster picture"),
    (b"farbfeld", "a farbfeld picture"),
    (b"Paint Shop Pro Image File\n\x1A", "a Paint Shop Pro document"),
    (b"\0\xFFKA", "an Affinity document"),
];

const PICTURE_NAMES: [&str; 21] = [
    "jpg", "jpeg", "jpe", "jfif", "png", "apng", "webp", "tif", "tiff", "gif", "bmp", "dib", "heic", "heif",
    "hif", "avif", "avifs", "jxl", "psd", "psb", "ico",
];

/// Brands of still pictures and their sequences: HEVC, any coding, uncompressed, JPEG, JPEG 2000, H.264 and H.266.
const HEIF_BRANDS: [&[u8; 4]; 21] = [
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"mif2", b"msf1",
    b"miaf", b"unif", b"jpeg", b"jpgs", b"j2ki", b"j2is", b"avci", b"avcs", b"vvic", b"vvis",
];

const RAW_NAMES: [&str; 31] = [
    "3fr", "ari", "arw", "bay", "cap", "cr2", "cr3", "crw", "dcr", "dcs", "dng", "erf", "fff", "gpr", "iiq",
    "k25", "kdc", "mef", "mos", "mrw", "nef", "nrw", "orf", "pef", "raf", "raw", "rw2", "rwl", "sr2", "srf",
    "srw",
];

/// Whether the file's name claims a picture.
pub(crate) fn claims_picture(path: &Path) -> bool {
    let extension = extension(path);
    PICTURE_NAMES.contains(&extension.as_str())
        || extension == "x3f"
        || RAW_NAMES.contains(&extension.as_str())
}

fn extension(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
}

/// Says what `head`, a file's first bytes, is.
pub(crate) fn sniff(head: &[u8], path: &Path) -> Content {
    use Content::{Other, OtherPicture, Picture};
    match head {
        [0xFF, 0xD8, 0xFF, ..] => Picture(Format::Jpeg),
        [0xFF, 0xD8, ..] if crate::container::is_jpeg_behind_stray_bytes(head) => Picture(Format::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Picture(Format::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Picture(Format::Webp),
        [b'R', b'I', b'F', b'F', ..] => Other("a RIFF sound or film"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Picture(Format::Gif),
        [b'B', b'M', ..] if is_bmp(head) => Picture(Format::Bmp),
        [40 | 108 | 124, 0, 0, 0, ..] if is_dib(head) => Picture(Format::Bmp),
        [0xFF, 0x0A, ..] => Picture(Format::Jxl),
        [0, 0, 0, 12, b'J', b'X', b'L', b' ', 13, 10, 0x87, 10, ..] => Picture(Format::Jxl),
        [b'I', b'I', 0x2A, 0, ..] | [b'M', b'M', 0, 0x2A, ..] => Picture(tiff_family(head, path)),
        [b'I', b'I', b'U', 0, ..] | [b'I', b'I', b'R', b'O' | b'S', ..] | [b'M', b'M', b'O', b'R', ..] => {
            Picture(Format::Raw)
        }
        [b'I', b'I', 26, 0, 0, 0, b'H', b'E', b'A', b'P', b'C', b'C', b'D', b'R', ..] => Picture(Format::Raw),
        [0, b'M', b'R', b'M', ..] | [b'F', b'O', b'V', b'b', ..] => Picture(Format::Raw),
        [b'I', b'I', 0x2B, 0, ..] | [b'M', b'M', 0, 0x2B, ..] => Picture(Format::Tiff),
        _ if head.starts_with(b"FUJIFILMCCD-RAW") => Picture(Format::Raw),
        _ if part(head, 4, 4) == Some(b"ftyp") => iso_base_media(head),
        [0, 0, 1, 0, ..] if is_icon(head) => Picture(Format::Ico),
        [0, 0, 2, 0, _, 0, ..] if head.len() > 22 => OtherPicture("a mouse pointer"),
        [b'8', b'B', b'P', b'S', 0, 1 | 2, ..] => Picture(Format::Psd),
        [0, 0, 0, 12, b'j', b'P', b' ', b' ', ..] | [0xFF, 0x4F, 0xFF, 0x51, ..] => {
            OtherPicture("a JPEG 2000 picture")
        }
        _ => other(head),
    }
}

/// Pictures that we do not list, and what is often found beside photos.
fn other(head: &[u8]) -> Content {
    use Content::{Other, OtherPicture};
    if let Some((_, what)) = OTHER_PICTURES.iter().find(|(magic, _)| head.starts_with(magic)) {
        return OtherPicture(what);
    }
    match head {
        // Netpbm: a number from 1 to 7, white space, and a size or a remark.
        [b'P', b'1'..=b'7', b' ' | b'\n' | b'\r' | b'\t', b'0'..=b'9' | b'#' | b'W', ..] => {
            OtherPicture("a Netpbm picture")
        }
        // A length of the array's head, and the kind of the first picture in it.
        [b'B', b'A', ..] if matches!(part(head, 14, 2), Some(b"BM" | b"IC" | b"CI" | b"PT" | b"CP")) => {
            OtherPicture("an OS/2 array of bitmaps")
        }
        _ if part(head, 128, 4) == Some(b"DICM") => OtherPicture("a DICOM picture"),
        _ if head.starts_with(b"%PDF-") => Other("a PDF document"),
        [b'P', b'K', 3, 4, ..] => Other("a ZIP archive"),
        [0x1A, 0x45, 0xDF, 0xA3, ..] => Other("a Matroska film"),
        _ if is_text(head) => Other("text"),
        _ => Content::Unknown,
    }
}

/// A BMP header's size is one of the few that exist; two letters alone would catch any text.
fn is_bmp(head: &[u8]) -> bool {
    matches!(crate::bytes::le32(head, 14), Some(12 | 16 | 40 | 52 | 56 | 64 | 108 | 124))
}

/// A bitmap without a file header: a sane size, one plane, bits that there are, and a compression that we read.
fn is_dib(head: &[u8]) -> bool {
    let (long, short) = (|at| crate::bytes::le32(head, at), |at| crate::bytes::le16(head, at));
    let edge = |at| long(at).is_some_and(|edge| (1..=65_535).contains(&edge.cast_signed().unsigned_abs()));
    edge(4)
        && edge(8)
        && short(12) == Some(1)
        && matches!(short(14), Some(1 | 4 | 8 | 16 | 24 | 32))
        && long(16).is_some_and(|compression| compression <= 3)
        && long(32).is_some_and(|colours| colours <= 256)
}

/// A few pictures, the first of which lies behind their list; four bytes alone are in many files.
fn is_icon(head: &[u8]) -> bool {
    let count = crate::bytes::le16(head, 4).map_or(0, usize::from);
    let first = crate::bytes::le32(head, 18).map_or(0, |at| at as usize);
    (1..=256).contains(&count)
        && first >= 6 + count * 16
        && head.get(9).is_some_and(|&zero| matches!(zero, 0 | 255))
}

fn is_text(head: &[u8]) -> bool {
    let head = head.get(..head.len().min(1024)).unwrap_or_default();
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The cut may fall inside a character.
        Err(error) if error.valid_up_to() + 4 > head.len() => {
            std::str::from_utf8(head.get(..error.valid_up_to()).unwrap_or_default()).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.is_empty() && !text.chars().any(|c| c.is_control() && !c.is_whitespace())
}

fn iso_base_media(head: &[u8]) -> Content {
    let length = be32(head, 0).map_or(0, |length| length.min(512) as usize);
    let brands = head.get(8..length.min(head.len())).unwrap_or_default();
    let major = brands.get(..4).unwrap_or_default();
    let all: Vec<&[u8]> =
        std::iter::once(major).chain(brands.get(8..).unwrap_or_default().chunks_exact(4)).collect();
    let has = |wanted: &[&[u8; 4]]| all.iter().any(|brand| wanted.iter().any(|w| brand == &w.as_slice()));
    if major == b"crx " {
        Content::Picture(Format::Raw)
    } else if major == b"mif3" {
        // The low-overhead form names its coding in place of a version (ISO/IEC 23008-12:2022/Amd 1).
        let avif = brands.get(4..8) == Some(b"avif".as_slice());
        Content::Picture(if avif { Format::Avif } else { Format::Heic })
    } else if has(&[b"avif", b"avis"]) {
        Content::Picture(Format::Avif)
    } else if has(&HEIF_BRANDS) {
        Content::Picture(Format::Heic)
    } else {
        Content::Other("a film")
    }
}

/// TIFF, or a camera raw that is built like one.
fn tiff_family(head: &[u8], path: &Path) -> Format {
    let extension = extension(path);
    let by_name = RAW_NAMES.contains(&extension.as_str());
    let by_magic = part(head, 8, 2) == Some(b"CR") || matches!(part(head, 8, 4), Some(b"IIII" | b"MMMM"));
    if by_name || by_magic || by_tags(head) { Format::Raw } else { Format::Tiff }
}

/// DNGVersion, a colour filter array, or a maker's own compression in the first directory.
fn by_tags(head: &[u8]) -> bool {
    if !crate::container::is_bounded(head) {
        return false;
    }
    let read = ::exif::Reader::new()
        .continue_on_error(true)
        .read_raw(head.to_vec())
        .or_else(|error| error.distill_partial_result(|_| {}));
    let Ok(tags) = read else { return false };
    let uint = |number: u16| {
        let field: &Field = tags.get_field(Tag(Context::Tiff, number), In::PRIMARY)?;
        field.value.get_uint(0)
    };
    let dng = tags.get_field(Tag(Context::Tiff, 0xC612), In::PRIMARY);
    let dng = dng.is_some_and(|field| matches!(&field.value, Value::Byte(v) if v.len() == 4));
    let colour_filter = matches!(uint(262), Some(32803 | 34892));
    // Nikon, Sony, Pentax, Kodak, Samsung.
    let compression = matches!(uint(259), Some(34713 | 32767 | 65535 | 65000 | 32770));
    // Nikon's and Sony's first directory is a thumbnail; the raw stands in a SubIFD beside it.
    let thumbnail_first = uint(254) == Some(1)
        && tags.get_field(Tag(Context::Tiff, 330), In::PRIMARY).is_some()
        && tags.get_field(Tag::Make, In::PRIMARY).is_some();
    dng || colour_filter || compression || thumbnail_first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &[u8], name: &str, expected: Content) {
        assert_eq!(sniff(head, Path::new(name)), expected, "{name} {:?}", String::from_utf8_lossy(head));
    }

    #[test]
    fn the_content_decides_not_the_name() {
        check(b"\xFF\xD8\xFF\xE1....", "a.png", Content::Picture(Format::Jpeg));
        check(b"RIFF\0\0\0\0WEBPVP8 ", "a.jpg", Content::Picture(Format::Webp));
        check(b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", "a", Content::Picture(Format::Avif));
        check(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "a", Content::Picture(Format::Heic));
        check(b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "a.heic", Content::Other("a film"));
        check(b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", "a", Content::Picture(Format::Raw));
        check(b"II*\0\x10\0\0\0CR\x02\0", "a", Content::Picture(Format::Raw));
        check(b"II*\0\x08\0\0\0\0\0\0\0\0\0", "a.tif", Content::Picture(Format::Tiff));
        check(b"II*\0\x08\0\0\0\0\0\0\0\0\0", "a.nef", Content::Picture(Format::Raw));
        check(b"BM is not a bitmap, it is text", "a.bmp", Content::Other("text"));
        check("{\"keys\": \"välue\"}".as_bytes(), "a.webp", Content::Other("text"));
        check(b"8BPS\0\x02\0\0\0\0\0\0", "a", Content::Picture(Format::Psd));
        let icon = [&[0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0, 32, 0, 9, 0, 0, 0, 22][..], &[0; 12]].concat();
        check(&icon, "a.jpg", Content::Picture(Format::Ico));
        check(&[0, 0, 1, 0, 1, 0, 16, 16], "a", Content::Unknown);
        check(b"\xFF\x4F\xFF\x51\0", "a.jpg", Content::OtherPicture("a JPEG 2000 picture"));
        check(b"", "a.jpg", Content::Unknown);
        let dib = [&[40, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 24, 0][..], &[0; 24]].concat();
        check(&dib, "a", Content::Picture(Format::Bmp));
        check(
            &[&[40, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 24, 0][..], &[0; 24]].concat(),
            "a",
            Content::Unknown,
        );
        check(b"\0\0\0\x10ftypmif3avif", "a.avif", Content::Picture(Format::Avif));
        check(b"\0\0\0\x10ftypmif3heic", "a", Content::Picture(Format::Heic));
        check(b"\0\0\0\x14ftypmif2\0\0\0\0unif", "a", Content::Picture(Format::Heic));
    }

    #[test]
    fn a_picture_that_we_do_not_list_has_its_name() {
        check(b"II\xBC\x01\x20\0\0\0", "a.jxr", Content::OtherPicture("a JPEG XR picture"));
        check(b"#?RADIANCE\nFORMAT=32-bit", "a.hdr", Content::OtherPicture("a Radiance picture"));
        check(b"P6\n# made\n3 2\n255\n\x80\x80", "a.ppm", Content::OtherPicture("a Netpbm picture"));
        check(b"P2P is no picture", "a.txt", Content::Other("text"));
        check(b"BA\x28\0\0\0\0\0\0\0\0\0\0\0BM", "a.bmp", Content::OtherPicture("an OS/2 array of bitmaps"));
        check(b"BAsk, it is text", "a.bmp", Content::Other("text"));
        check(&[&[0; 128][..], b"DICM\x02\0"].concat(), "a.dcm", Content::OtherPicture("a DICOM picture"));
    }

    #[test]
    fn a_jpeg_whose_first_marker_comes_late_is_a_jpeg_and_nothing_else_is() {
        let frame = [0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0];
        let tables = [&[0xFF, 0xDB, 0, 67][..], &[1; 65]].concat();
        let late = |stray: &[u8], parts: &[&[u8]]| [&[0xFF, 0xD8][..], stray, &parts.concat()].concat();
        let jpeg = Content::Picture(Format::Jpeg);
        check(&late(&[0], &[&tables, &frame]), "a", jpeg);
        check(&late(&[7; 300], &[&[0xFF], &tables, &[0, 1, 2], &frame]), "a", jpeg);
        check(&late(&[0; 9], &[b"\xFF\xE1\xFF\0Exif\0\0MM"]), "a", jpeg);
        check(&late(&[0; 9], &[b"\xFF\xE1\xFF\0thing\0MM"]), "a", Content::Unknown);
        check(&late(&[0; 5000], &[&tables, &frame]), "a", Content::Unknown);
        check(
            &late(&[0], &[&tables, &[0xFF, 0xC0, 0, 11, 7, 0, 8, 0, 8, 1, 1, 0x11, 0]]),
            "a",
            Content::Unknown,
        );
        check(&late(&[0], &[&tables, &[0xFF, 0x2F, 0, 4], &frame]), "a", Content::Unknown);
        check(&late(&[0], &[]), "a", Content::Unknown);
    }

    #[test]
    fn only_picture_names_claim_a_picture() {
        for name in ["a.JPG", "b.heic", "c.x3f", "f.PSB", "d.NEF", "ē.tiff"] {
            assert!(claims_picture(Path::new(name)), "{name}");
        }
        for name in ["a.xmp", "b.txt", "jpg", ".jpg", "c.mov", "d.icc"] {
            assert!(!claims_picture(Path::new(name)), "{name}");
        }
    }
}
