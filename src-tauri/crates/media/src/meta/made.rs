//! Containers made in code, each with the same EXIF and XMP in it: for tests and the fuzz targets only.

use pothos_model::{Camera, Exposure, Format, Gps, LocalTime, Orientation, PhotoFacts};

use crate::draw::metadata::{exif, xmp};

/// A container and what of the metadata it can hold.
pub(crate) struct Made {
    pub name: &'static str,
    pub format: Format,
    pub bytes: Vec<u8>,
    pub holds_exif: bool,
    pub holds_xmp: bool,
}

/// What stands in every container.
pub(crate) fn facts() -> PhotoFacts {
    PhotoFacts {
        taken: Some(LocalTime { local_ms: 1_781_815_267_250, offset_minutes: Some(120) }),
        camera: Camera {
            make: Some("Pothos".to_owned()),
            model: Some("P1".to_owned()),
            lens: Some("P 35mm f/2".to_owned()),
        },
        exposure: Exposure {
            seconds: Some(0.004),
            aperture: Some(2.8),
            iso: Some(200),
            ..Exposure::default()
        },
        gps: Some(Gps { latitude: 59.5, longitude: -10.25, altitude_m: Some(-3.0) }),
        orientation: Some(Orientation::from_exif(6)),
        rating: Some(4),
        title: Some("Fjorden ved kveld".to_owned()),
        keywords: vec!["sea".to_owned(), "Places|Norway".to_owned()],
        people: vec!["Anna".to_owned()],
        ..PhotoFacts::default()
    }
}

/// One of each container that we read.
pub(crate) fn all() -> Vec<Made> {
    let (exif, xmp) = (exif(&facts(), (640, 480), &[]), xmp(&facts()).into_bytes());
    let both = |name, format, bytes| Made { name, format, bytes, holds_exif: true, holds_xmp: true };
    let only_xmp = |name, format, bytes| Made { name, format, bytes, holds_exif: false, holds_xmp: true };
    let only_exif = |name, format, bytes| Made { name, format, bytes, holds_exif: true, holds_xmp: false };
    let preview = jpeg(&exif, &xmp);
    vec![
        both("JPEG", Format::Jpeg, jpeg(&exif, &xmp)),
        both("JPEG with EXIF twice", Format::Jpeg, jpeg_with_exif_twice(&xmp)),
        only_xmp("JPEG with extended XMP", Format::Jpeg, jpeg_with_extended_xmp(&xmp)),
        both("PNG", Format::Png, png(&exif, &xmp)),
        both("WebP", Format::Webp, webp(&exif, &xmp)),
        only_xmp("GIF", Format::Gif, gif(&xmp)),
        only_exif("TIFF", Format::Tiff, exif.clone()),
        only_exif("BigTIFF", Format::Tiff, big_tiff(&exif)),
        both("HEIC", Format::Heic, heif(&exif, &xmp, false)),
        both("AVIF with its items inside idat", Format::Avif, heif(&exif, &xmp, true)),
        both("JPEG XL", Format::Jxl, jxl(&exif, &xmp, false)),
        both("JPEG XL, packed", Format::Jxl, jxl(&exif, &xmp, true)),
        both("PSD", Format::Psd, psd(&exif, &xmp)),
        both("CR3", Format::Raw, cr3(&exif, &xmp)),
        both("RAF", Format::Raw, raf(&preview)),
        both("RW2", Format::Raw, rw2(&preview)),
        both("X3F", Format::Raw, x3f(&preview)),
        only_exif("MRW", Format::Raw, mrw(&exif)),
        only_exif("ORF", Format::Raw, [b"IIRO", exif.get(4..).unwrap()].concat()),
    ]
}

fn be32(value: usize) -> [u8; 4] {
    u32::try_from(value).unwrap().to_be_bytes()
}

fn le32(value: usize) -> [u8; 4] {
    u32::try_from(value).unwrap().to_le_bytes()
}

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, marker], &length[..], body].concat()
}

fn frame() -> Vec<u8> {
    segment(0xC0, &[8, 1, 0xE0, 2, 0x80, 1, 1, 0x11, 0])
}

fn jpeg(exif: &[u8], xmp: &[u8]) -> Vec<u8> {
    let exif = segment(0xE1, &[b"Exif\0\0", exif].concat());
    let xmp = segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", xmp].concat());
    [&[0xFF, 0xD8][..], &exif, &xmp, &frame(), &[0xFF, 0xD9]].concat()
}

/// The first structure lacks place and orientation, the second has another time and another camera.
fn jpeg_with_exif_twice(xmp: &[u8]) -> Vec<u8> {
    let first = PhotoFacts { gps: None, orientation: None, ..facts() };
    let taken = Some(LocalTime { local_ms: 0, offset_minutes: None });
    let camera = Camera { make: Some("Other".to_owned()), ..Camera::default() };
    let second = PhotoFacts { taken, camera, ..facts() };
    let second = segment(0xE1, &[b"Exif\0\0", exif(&second, (640, 480), &[]).as_slice()].concat());
    let mut jpeg = jpeg(&exif(&first, (640, 480), &[]), xmp);
    jpeg.truncate(jpeg.len() - frame().len() - 2);
    [jpeg, second, frame(), vec![0xFF, 0xD9]].concat()
}

/// The whole packet stands in the extension, in two pieces of which the last comes first.
fn jpeg_with_extended_xmp(xmp: &[u8]) -> Vec<u8> {
    let name = "0123456789ABCDEF0123456789ABCDEF";
    let main = format!(
        r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
           xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="{name}"/></rdf:RDF>"#
    );
    let piece = |from: usize, to: usize| {
        let head = [name.as_bytes(), &be32(xmp.len()), &be32(from)].concat();
        segment(0xE1, &[b"http://ns.adobe.com/xmp/extension/\0", &head[..], &xmp[from..to]].concat())
    };
    let main = segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", main.as_bytes()].concat());
    let half = xmp.len() / 2;
    [&[0xFF, 0xD8][..], &main, &piece(half, xmp.len()), &piece(0, half), &frame(), &[0xFF, 0xD9]].concat()
}

fn png(exif: &[u8], xmp: &[u8]) -> Vec<u8> {
    // Nobody checks the sums of metadata chunks.
    let chunk = |kind: &[u8], body: &[u8]| [&be32(body.len()), kind, body, &[0; 4]].concat();
    let header = [&be32(640)[..], &be32(480), &[8, 2, 0, 0, 0]].concat();
    let text = [b"XML:com.adobe.xmp\0\0\0\0\0", xmp].concat();
    let chunks =
        [chunk(b"IHDR", &header), chunk(b"eXIf", exif), chunk(b"iTXt", &text), chunk(b"IEND", b"")].concat();
    [b"\x89PNG\r\n\x1a\n", chunks.as_slice()].concat()
}

/// A little-endian classic structure behind the header of a BigTIFF, and its directories behind that in the big form, which
/// point to each other and, for longer values, into the classic structure.
fn big_tiff(exif: &[u8]) -> Vec<u8> {
    const HEADER: usize = 16;
    fn directory(exif: &[u8], at: usize, out: &mut Vec<u8>) -> u64 {
        let number = |at: usize, bytes: usize| {
            exif[at..at + bytes].iter().rev().fold(0u64, |sum, byte| sum << 8 | u64::from(*byte))
        };
        let count = number(at, 2);
        let mut big = count.to_le_bytes().to_vec();
        for at in (0..count as usize).map(|index| at + 2 + index * 12) {
            let (tag, kind, count) = (number(at, 2), number(at + 2, 2), number(at + 4, 4));
            let bytes = count * [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8][kind as usize];
            let value = match tag {
                0x8769 | 0x8825 => directory(exif, number(at + 8, 4) as usize, out),
                _ if bytes <= 4 => number(at + 8, 4),
                _ if bytes <= 8 => number(number(at + 8, 4) as usize, 8),
                _ => number(at + 8, 4) + HEADER as u64,
            };
            big.extend(&exif[at..at + 4]);
            big.extend([count.to_le_bytes(), value.to_le_bytes()].concat());
        }
        let place = out.len() as u64;
        out.extend(big);
        out.extend([0; 8]);
        place
    }
    let mut out = [b"II\x2B\0\x08\0\0\0".as_slice(), &[0; 8], exif].concat();
    let first = directory(exif, 8, &mut out);
    out[8..HEADER].copy_from_slice(&first.to_le_bytes());
    out
}

fn webp(exif: &[u8], xmp: &[u8]) -> Vec<u8> {
    let chunk = |kind: &[u8], body: &[u8]| {
        let padding = vec![0; body.len() % 2];
        [kind, &le32(body.len()), body, &padding].concat()
    };
    let canvas = [0x0C, 0, 0, 0, 0x7F, 2, 0, 0xDF, 1, 0];
    let chunks = [chunk(b"VP8X", &canvas), chunk(b"EXIF", exif), chunk(b"XMP ", xmp)].concat();
    [b"RIFF", &le32(chunks.len() + 4)[..], b"WEBP", &chunks].concat()
}

fn gif(xmp: &[u8]) -> Vec<u8> {
    let trailer: Vec<u8> = std::iter::once(1).chain((0..=255).rev()).chain(std::iter::once(0)).collect();
    [b"GIF89a\x80\x02\xE0\x01\0\0\0!\xFF\x0BXMP DataXMP".as_slice(), xmp, &trailer, b";"].concat()
}

fn boxed(kind: &[u8], body: &[u8]) -> Vec<u8> {
    [&be32(body.len() + 8), kind, body].concat()
}

/// Items 1 and 2 are EXIF and XMP, in the file behind `meta` or inside its `idat`.
fn heif(exif: &[u8], xmp: &[u8], inside: bool) -> Vec<u8> {
    let exif = [&[0; 4], exif].concat();
    let entry = |id: u8, rest: &[u8]| boxed(b"infe", &[&[2, 0, 0, 0, 0, id, 0, 0], rest].concat());
    let entries = [entry(1, b"Exif\0"), entry(2, b"mime\0application/rdf+xml\0"), entry(3, b"hvc1\0")];
    let iinf = boxed(b"iinf", &[&[0, 0, 0, 0, 0, 3][..], &entries.concat()].concat());
    let size = boxed(b"ispe", &[&[0; 4][..], &be32(640), &be32(480)].concat());
    let iprp = boxed(b"iprp", &boxed(b"ipco", &size));
    let file_type = boxed(b"ftyp", b"mif1\0\0\0\0mif1heic");
    let body = [exif.as_slice(), xmp].concat();
    let idat = if inside { boxed(b"idat", &body) } else { Vec::new() };
    let meta = |base: usize| {
        // Version 1, offsets and lengths of four bytes, no base offset, no index.
        let item = |id: u8, at: usize, length: usize| {
            let head = [0, id, 0, u8::from(inside), 0, 0, 0, 1];
            [&head[..], &be32(at), &be32(length)].concat()
        };
        let items = [item(1, base, exif.len()), item(2, base + exif.len(), xmp.len())].concat();
        let iloc = boxed(b"iloc", &[&[1, 0, 0, 0, 0x44, 0, 0, 2][..], &items].concat());
        boxed(b"meta", &[&[0; 4][..], &iinf, &iloc, &iprp, &idat].concat())
    };
    let base = if inside { 0 } else { file_type.len() + meta(0).len() + 8 };
    let tail = if inside { Vec::new() } else { boxed(b"mdat", &body) };
    [file_type, meta(base), tail].concat()
}

fn jxl(exif: &[u8], xmp: &[u8], packed: bool) -> Vec<u8> {
    let exif = [&[0; 4], exif].concat();
    let held = |kind: &[u8], body: &[u8]| {
        if packed { boxed(b"brob", &[kind, &brotli(body)].concat()) } else { boxed(kind, body) }
    };
    let signature = [0, 0, 0, 12, b'J', b'X', b'L', b' ', 13, 10, 0x87, 10];
    [&signature[..], &boxed(b"ftyp", b"jxl \0\0\0\0jxl "), &held(b"Exif", &exif), &held(b"xml ", xmp)]
        .concat()
}

/// One block that is not compressed, and the empty last one (RFC 7932, section 9.2).
fn brotli(body: &[u8]) -> Vec<u8> {
    let header = u32::try_from(body.len() - 1).unwrap() << 4 | 1 << 20;
    [&header.to_le_bytes()[..3], body, &[3]].concat()
}

fn psd(exif: &[u8], xmp: &[u8]) -> Vec<u8> {
    let resource = |id: u16, body: &[u8]| {
        let padding = vec![0; body.len() % 2];
        [b"8BIM".as_slice(), &id.to_be_bytes(), &[0, 0], &be32(body.len()), body, &padding].concat()
    };
    let resources = [resource(1005, &[0; 15]), resource(1058, exif), resource(1060, xmp)].concat();
    let header = [b"8BPS\0\x01\0\0\0\0\0\0\0\x03".as_slice(), &be32(480), &be32(640), &[0, 8, 0, 3]].concat();
    [&header, &be32(0)[..], &be32(resources.len()), &resources].concat()
}

fn cr3(exif: &[u8], xmp: &[u8]) -> Vec<u8> {
    const CANON: &[u8] = b"\x85\xc0\xb6\x87\x82\x0f\x11\xe0\x81\x11\xf4\xce\x46\x2b\x6a\x48";
    const XMP: &[u8] = b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac";
    let canon = boxed(b"uuid", &[CANON, &boxed(b"CMT1", exif)].concat());
    let packet = boxed(b"uuid", &[XMP, xmp].concat());
    [boxed(b"ftyp", b"crx \0\0\0\x01crx isom"), boxed(b"moov", &canon), packet].concat()
}

fn raf(preview: &[u8]) -> Vec<u8> {
    let mut header = b"FUJIFILMCCD-RAW 0201".to_vec();
    header.resize(84, 0);
    [&header, &be32(92)[..], &be32(preview.len()), preview].concat()
}

fn rw2(preview: &[u8]) -> Vec<u8> {
    let entry = [&[0x2E, 0, 7, 0][..], &le32(preview.len()), &le32(26)].concat();
    [b"IIU\0\x08\0\0\0\x01\0".as_slice(), &entry, &[0; 4], preview].concat()
}

fn x3f(preview: &[u8]) -> Vec<u8> {
    let mut header = b"FOVb\0\0\x04\0".to_vec();
    header.resize(40, 0);
    let mut section = b"SECi\0\0\x02\0\x02\0\0\0\x12\0\0\0".to_vec();
    section.resize(28, 0);
    section.extend(preview);
    let directory_at = header.len() + section.len();
    let entry = [&le32(header.len())[..], &le32(section.len()), b"IMA2"].concat();
    let directory = [b"SECd\0\0\x02\0\x01\0\0\0".as_slice(), &entry, &le32(directory_at)].concat();
    [header, section, directory].concat()
}

fn mrw(exif: &[u8]) -> Vec<u8> {
    let block = [b"\0TTW", &be32(exif.len())[..], exif].concat();
    [b"\0MRM", &be32(block.len())[..], &block].concat()
}
