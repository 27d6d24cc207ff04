//! EXIF and XMP for drawn pictures, written as cameras and editors write them: a little-endian TIFF structure
//! in APP1, and a packet in a second APP1.

use std::fmt::Write as _;

use jiff::civil::DateTime;
use jiff::{SignedDuration, ToSpan as _};
use pothos_model::PhotoFacts;

const ASCII: u16 = 2;
const SHORT: u16 = 3;
const LONG: u16 = 4;
const RATIONAL: u16 = 5;
const SRATIONAL: u16 = 10;

/// `jpeg` with the facts in it and, as cameras leave it there, a thumbnail; unchanged when there are no facts.
pub(super) fn with_metadata(jpeg: &[u8], facts: &PhotoFacts, size: (u32, u32), thumbnail: &[u8]) -> Vec<u8> {
    if *facts == PhotoFacts::default() {
        return jpeg.to_vec();
    }
    let (start, rest) = jpeg.split_at(jpeg.len().min(2));
    let mut out = start.to_vec();
    let exif = [b"Exif\0\0".as_slice(), &exif(facts, size, thumbnail)].concat();
    let xmp = [b"http://ns.adobe.com/xap/1.0/\0".as_slice(), xmp(facts).as_bytes()].concat();
    for block in [exif, xmp] {
        // A segment's length has sixteen bits; a longer block is left out rather than cut.
        if let Ok(length) = u16::try_from(block.len() + 2) {
            out.extend([0xFF, 0xE1]);
            out.extend(length.to_be_bytes());
            out.extend(block);
        }
    }
    out.extend(rest);
    out
}

/// One directory: tag, type, count, bytes.
#[derive(Default)]
struct Directory(Vec<(u16, u16, u32, Vec<u8>)>);

impl Directory {
    fn text(&mut self, tag: u16, text: Option<&str>) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            let bytes = [text.as_bytes(), &[0]].concat();
            self.0.push((tag, ASCII, bytes.len() as u32, bytes));
        }
    }

    fn short(&mut self, tag: u16, value: Option<u32>) {
        if let Some(value) = value.and_then(|v| u16::try_from(v).ok()) {
            self.0.push((tag, SHORT, 1, value.to_le_bytes().to_vec()));
        }
    }

    fn long(&mut self, tag: u16, value: u32) {
        self.0.push((tag, LONG, 1, value.to_le_bytes().to_vec()));
    }

    fn rationals(&mut self, tag: u16, values: &[(u32, u32)]) {
        let bytes = values.iter().flat_map(|(n, d)| [n.to_le_bytes(), d.to_le_bytes()].concat()).collect();
        self.0.push((tag, RATIONAL, values.len() as u32, bytes));
    }

    fn rational(&mut self, tag: u16, value: Option<f64>) {
        if let Some(value) = value {
            self.rationals(tag, &[fraction(value)]);
        }
    }

    /// The length in bytes; does not depend on where the directory will stand.
    fn length(&self) -> usize {
        let outside: usize = self.0.iter().map(|e| e.3.len()).filter(|&n| n > 4).map(|n| n + n % 2).sum();
        2 + 12 * self.0.len() + 4 + outside
    }

    /// The bytes of a directory that stands at `at`; the next one stands at `next`, 0 for none.
    fn write(mut self, at: usize, next: u32) -> Vec<u8> {
        self.0.sort_by_key(|entry| entry.0);
        let mut head = (self.0.len() as u16).to_le_bytes().to_vec();
        let mut outside = Vec::new();
        let after = at + 2 + 12 * self.0.len() + 4;
        for (tag, kind, count, mut bytes) in self.0 {
            head.extend(tag.to_le_bytes());
            head.extend(kind.to_le_bytes());
            head.extend(count.to_le_bytes());
            if bytes.len() <= 4 {
                bytes.resize(4, 0);
                head.extend(bytes);
            } else {
                head.extend(((after + outside.len()) as u32).to_le_bytes());
                outside.extend(bytes);
                if outside.len() % 2 == 1 {
                    outside.push(0);
                }
            }
        }
        head.extend(next.to_le_bytes());
        head.extend(outside);
        head
    }
}

/// The facts as a TIFF structure with EXIF tags and, where it is not empty, a thumbnail in its second directory.
pub(crate) fn exif(facts: &PhotoFacts, (width, height): (u32, u32), thumbnail: &[u8]) -> Vec<u8> {
    let ascii = |text: &Option<String>| text.clone().filter(|text| text.is_ascii());
    let mut primary = Directory::default();
    primary.text(0x010E, ascii(&facts.description).as_deref());
    primary.text(0x010F, facts.camera.make.as_deref());
    let model = facts.camera.model.as_deref();
    primary.text(0x0110, model);
    primary.short(0x0112, facts.orientation.map(|o| u32::from(o.exif())));
    primary.text(0x0131, facts.software.as_deref());
    primary.text(0x013B, ascii(&facts.creator).as_deref());
    primary.text(0x8298, ascii(&facts.copyright).as_deref());
    primary.short(0x4746, facts.rating.and_then(|stars| u32::try_from(stars).ok()));

    let mut exif = Directory::default();
    let e = &facts.exposure;
    exif.rational(0x829A, e.seconds);
    exif.rational(0x829D, e.aperture);
    exif.short(0x8827, e.iso);
    exif.rational(0x920A, e.focal_mm);
    exif.short(0xA405, e.focal_35mm.map(|mm| mm.round() as u32));
    exif.short(0x9209, e.flash.map(u32::from));
    if let Some(bias) = e.bias_ev {
        let bytes = [((bias * 100.0).round() as i32).to_le_bytes(), 100i32.to_le_bytes()].concat();
        exif.0.push((0x9204, SRATIONAL, 1, bytes));
    }
    exif.text(0xA434, facts.camera.lens.as_deref());
    exif.long(0xA002, width);
    exif.long(0xA003, height);
    if let Some(taken) = facts.taken {
        let time = clock(taken.local_ms).strftime("%Y:%m:%d %H:%M:%S").to_string();
        for tag in [0x9003, 0x9004] {
            exif.text(tag, Some(&time));
        }
        exif.text(0x9291, Some(&format!("{:03}", taken.local_ms.rem_euclid(1000))));
        exif.text(0x9011, taken.offset_minutes.map(offset).as_deref());
    }

    let mut gps = Directory::default();
    if let Some(position) = facts.gps {
        gps.text(1, Some(if position.latitude < 0.0 { "S" } else { "N" }));
        gps.rationals(2, &degrees(position.latitude));
        gps.text(3, Some(if position.longitude < 0.0 { "W" } else { "E" }));
        gps.rationals(4, &degrees(position.longitude));
        if let Some(metres) = position.altitude_m {
            gps.0.push((5, 1, 1, vec![u8::from(metres < 0.0)]));
            gps.rational(6, Some(metres.abs()));
        }
    }

    let pointers = 1 + usize::from(facts.gps.is_some());
    let exif_at = 8 + primary.length() + 12 * pointers;
    let gps_at = exif_at + exif.length();
    primary.long(0x8769, exif_at as u32);
    if facts.gps.is_some() {
        primary.long(0x8825, gps_at as u32);
    }
    let second_at = gps_at + if facts.gps.is_some() { gps.length() } else { 0 };
    let mut second = Directory::default();
    second.short(0x0103, Some(6));
    second.long(0x0202, thumbnail.len() as u32);
    // One entry more, and the thumbnail follows.
    let thumbnail_at = second_at + second.length() + 12;
    second.long(0x0201, thumbnail_at as u32);
    let mut out = b"II*\0\x08\0\0\0".to_vec();
    out.extend(primary.write(8, if thumbnail.is_empty() { 0 } else { second_at as u32 }));
    out.extend(exif.write(exif_at, 0));
    if facts.gps.is_some() {
        out.extend(gps.write(gps_at, 0));
    }
    if !thumbnail.is_empty() {
        out.extend(second.write(second_at, 0));
        out.extend(thumbnail);
    }
    out
}

fn clock(local_ms: i64) -> DateTime {
    let epoch = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);
    let second = local_ms.div_euclid(1000);
    epoch.checked_add(SignedDuration::from_secs(second)).unwrap_or_else(|_| epoch.saturating_add(0.seconds()))
}

fn offset(minutes: i16) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// `1/250` for short times, else thousandths.
fn fraction(value: f64) -> (u32, u32) {
    if value > 0.0 && value < 0.4 {
        let below = (1.0 / value).round();
        if (1.0 / below - value).abs() < value * 1e-3 {
            return (1, below as u32);
        }
    }
    ((value * 1000.0).round().max(0.0) as u32, 1000)
}

fn degrees(value: f64) -> [(u32, u32); 3] {
    let size = value.abs();
    let minutes = (size.fract()) * 60.0;
    let seconds = (minutes.fract() * 60.0 * 10_000.0).round();
    [(size.trunc() as u32, 1), (minutes.trunc() as u32, 1), (seconds as u32, 10_000)]
}

/// The facts as an XMP packet.
pub(crate) fn xmp(facts: &PhotoFacts) -> String {
    let mut body = String::new();
    let alternative = |name: &str, text: &Option<String>, body: &mut String| {
        if let Some(text) = text {
            let text = escaped(text);
            let _ = write!(
                body,
                "<{name}><rdf:Alt><rdf:li xml:lang=\"x-default\">{text}</rdf:li></rdf:Alt></{name}>"
            );
        }
    };
    alternative("dc:title", &facts.title, &mut body);
    alternative("dc:description", &facts.description, &mut body);
    alternative("dc:rights", &facts.copyright, &mut body);
    let list = |name: &str, array: &str, items: &[&str], body: &mut String| {
        if !items.is_empty() {
            let items: String = items.iter().map(|i| format!("<rdf:li>{}</rdf:li>", escaped(i))).collect();
            let _ = write!(body, "<{name}><rdf:{array}>{items}</rdf:{array}></{name}>");
        }
    };
    let (paths, plain): (Vec<&str>, Vec<&str>) =
        facts.keywords.iter().map(String::as_str).partition(|keyword| keyword.contains('|'));
    list("dc:subject", "Bag", &plain, &mut body);
    list("lr:hierarchicalSubject", "Bag", &paths, &mut body);
    let creator: Vec<&str> = facts.creator.iter().map(String::as_str).collect();
    list("dc:creator", "Seq", &creator, &mut body);
    let faces: String = facts
        .people
        .iter()
        .map(|name| format!("<rdf:li rdf:parseType=\"Resource\"><mwg-rs:Name>{}</mwg-rs:Name><mwg-rs:Type>Face</mwg-rs:Type></rdf:li>", escaped(name)))
        .collect();
    if !faces.is_empty() {
        let _ = write!(
            body,
            "<mwg-rs:Regions rdf:parseType=\"Resource\"><mwg-rs:RegionList><rdf:Bag>{faces}</rdf:Bag></mwg-rs:RegionList>\
             </mwg-rs:Regions>"
        );
    }
    if let Some(stars) = facts.rating {
        let _ = write!(body, "<xmp:Rating>{stars}</xmp:Rating>");
    }
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
         xmlns:lr=\"http://ns.adobe.com/lightroom/1.0/\" \
         xmlns:mwg-rs=\"http://www.metadataworkinggroup.com/schemas/regions/\">{body}</rdf:Description></rdf:RDF></x:xmpmeta>\
         <?xpacket end=\"w\"?>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
