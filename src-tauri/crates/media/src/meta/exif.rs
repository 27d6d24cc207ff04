//! EXIF tags as they stand in a file (Exif 3.0, CIPA DC-008), read with kamadak-exif and made safe: a wrong
//! type, a division by zero or a padded text gives nothing.

use std::borrow::Cow;

use ::exif::{Context, Field, In, Reader, Tag, Value};

use crate::container::{Figure, RawBlocks, Role, odd_pointers};
use crate::text::{decode, decode_utf16le, line};

/// XMP packet in TIFF.
pub(super) const XMP_PACKET: Tag = Tag(Context::Tiff, 700);
/// IPTC records in TIFF.
pub(super) const IPTC_RECORDS: Tag = Tag(Context::Tiff, 33723);
/// Photoshop resources in TIFF.
pub(super) const PHOTOSHOP_RESOURCES: Tag = Tag(Context::Tiff, 34377);
/// ICC profile in TIFF.
pub(super) const ICC_PROFILE: Tag = Tag(Context::Tiff, 34675);

/// A structure that the strict reader does not take as it is gets copied up to this size.
const COPIED: usize = 64 << 20;

/// A copy in which those types are LONG: the reader follows no other pointer. `None` when there is none to mend.
fn with_longs(data: &[u8], types: &[usize]) -> Option<Vec<u8>> {
    if types.is_empty() {
        return None;
    }
    let mut mended = data.get(..data.len().min(COPIED))?.to_vec();
    let long: [u8; 2] = if data.starts_with(b"II") { [4, 0] } else { [0, 4] };
    for at in types {
        mended.get_mut(*at..at + 2)?.copy_from_slice(&long);
    }
    Some(mended)
}

/// The tags of the primary picture.
#[derive(Debug, Default)]
pub(super) struct Tags {
    fields: Vec<Field>,
    /// The structure's byte order, or that of the first of several.
    little_endian: bool,
}

impl Tags {
    /// Reads a TIFF structure; what cannot be read is left out.
    pub fn read(data: &[u8]) -> Self {
        let Some(odd) = odd_pointers(data) else { return Self::default() };
        let mended = with_longs(data, &odd);
        let data = mended.as_deref().unwrap_or(data);
        if let Ok((fields, little_endian)) = ::exif::parse_exif(data) {
            return Self { fields, little_endian };
        }
        let head = data.get(..data.len().min(COPIED)).unwrap_or_default();
        let read = Reader::new()
            .continue_on_error(true)
            .read_raw(head.to_vec())
            .or_else(|error| error.distill_partial_result(|_| {}));
        Self {
            fields: read.map(|exif| exif.fields().cloned().collect()).unwrap_or_default(),
            little_endian: data.starts_with(b"II"),
        }
    }

    /// Takes what a camera raw keeps.
    pub fn of_raw(raw: &RawBlocks<'_>) -> Self {
        let mut fields = Vec::new();
        for (role, block) in &raw.exif {
            let context = match role {
                Role::Whole => None,
                Role::Exif => Some(Context::Exif),
                Role::Gps => Some(Context::Gps),
            };
            fields.extend(Self::read(block).fields.into_iter().map(|mut field| {
                if let (Some(context), Context::Tiff) = (context, field.tag.context()) {
                    field.tag = Tag(context, field.tag.number());
                }
                field
            }));
        }
        fields.extend(raw.figures.0.iter().map(|(number, figure)| Field {
            tag: Tag(Context::Exif, *number),
            ifd_num: In::PRIMARY,
            value: match figure {
                Figure::Text(text) => Value::Ascii(vec![text.clone()]),
                Figure::Number(number) => Value::Double(vec![*number]),
            },
        }));
        let little_endian = raw.exif.first().is_some_and(|(_, block)| block.starts_with(b"II"));
        Self { fields, little_endian }
    }

    /// Tags that are all texts, for tests.
    #[cfg(test)]
    pub fn of_texts(texts: &[(Tag, String)]) -> Self {
        let field = |(tag, text): &(Tag, String)| Field {
            tag: *tag,
            ifd_num: In::PRIMARY,
            value: Value::Ascii(vec![text.as_bytes().to_vec()]),
        };
        Self { fields: texts.iter().map(field).collect(), little_endian: true }
    }

    /// Takes from another structure of the same photo what this one has not: each tag, but a position only whole.
    pub fn fill(&mut self, other: Self) {
        let placed = self.fields.iter().any(|f| f.tag.context() == Context::Gps);
        for field in other.fields.into_iter().filter(|f| f.ifd_num == In::PRIMARY) {
            let same = |own: &Field| own.tag == field.tag && own.ifd_num == In::PRIMARY;
            let known = self.fields.iter().any(same) || placed && field.tag.context() == Context::Gps;
            if !known {
                self.fields.push(field);
            }
        }
    }

    fn value(&self, tag: Tag) -> Option<&Value> {
        let find = |tag: Tag| self.fields.iter().find(|f| f.tag == tag && f.ifd_num == In::PRIMARY);
        // TIFF/EP and careless writers keep EXIF's tags in the first directory, or the other way round.
        let misplaced = || match tag.context() {
            Context::Exif => find(Tag(Context::Tiff, tag.number())),
            Context::Tiff => find(Tag(Context::Exif, tag.number())),
            _ => None,
        };
        find(tag).or_else(misplaced).map(|f| &f.value)
    }

    /// A text as one clean line.
    pub fn line(&self, tag: Tag) -> Option<String> {
        line(&self.raw_text(tag)?)
    }

    /// A text as it stands, decoded.
    pub fn raw_text(&self, tag: Tag) -> Option<String> {
        match self.value(tag)? {
            Value::Ascii(parts) => parts.iter().find(|part| !part.is_empty()).map(|part| decode(part)),
            Value::Byte(bytes) | Value::Undefined(bytes, _) => {
                let end = bytes.iter().position(|&b| b == 0).unwrap_or(bytes.len());
                bytes.get(..end).map(decode)
            }
            _ => None,
        }
    }

    /// One of Windows' UTF-16 texts.
    pub fn windows_text(&self, tag: Tag) -> Option<String> {
        line(&decode_utf16le(&self.bytes(tag)?))
    }

    /// A block of bytes, whatever integer type holds it.
    pub fn bytes(&self, tag: Tag) -> Option<Cow<'_, [u8]>> {
        match self.value(tag)? {
            Value::Byte(bytes) | Value::Undefined(bytes, _) => Some(Cow::Borrowed(bytes)),
            Value::Ascii(parts) => Some(Cow::Owned(parts.join(&0))),
            // Photoshop calls the IPTC block LONGs, but means the bytes as they stand in the file.
            Value::Long(longs) => {
                let bytes =
                    |long: &u32| if self.little_endian { long.to_le_bytes() } else { long.to_be_bytes() };
                Some(Cow::Owned(longs.iter().flat_map(bytes).collect()))
            }
            _ => None,
        }
    }

    /// The first unsigned integer.
    pub fn uint(&self, tag: Tag) -> Option<u32> {
        match self.value(tag)? {
            Value::SLong(v) => u32::try_from(*v.first()?).ok(),
            Value::SShort(v) => u32::try_from(*v.first()?).ok(),
            // Careless writers use another type than the standard's for whole numbers.
            Value::Rational(_) | Value::SRational(_) | Value::Float(_) | Value::Double(_) => {
                let number = self.number(tag)?;
                (number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number))
                    .then_some(number as u32)
            }
            value => value.get_uint(0),
        }
    }

    /// The first number of any type, if it is finite.
    pub fn number(&self, tag: Tag) -> Option<f64> {
        self.numbers(tag)?.first().copied().flatten()
    }

    /// All numbers, `None` for one that is not finite.
    pub fn numbers(&self, tag: Tag) -> Option<Vec<Option<f64>>> {
        fn finite(numbers: impl Iterator<Item = f64>) -> Vec<Option<f64>> {
            numbers.map(|n| n.is_finite().then_some(n)).collect()
        }
        Some(match self.value(tag)? {
            Value::Rational(v) => finite(v.iter().map(|r| f64::from(r.num) / f64::from(r.denom))),
            Value::SRational(v) => finite(v.iter().map(|r| f64::from(r.num) / f64::from(r.denom))),
            Value::Float(v) => finite(v.iter().copied().map(f64::from)),
            Value::Double(v) => finite(v.iter().copied()),
            Value::SShort(v) => finite(v.iter().copied().map(f64::from)),
            Value::SLong(v) => finite(v.iter().copied().map(f64::from)),
            value => finite(value.iter_uint()?.map(f64::from)),
        })
    }

    /// The first fraction as it stands.
    pub fn fraction(&self, tag: Tag) -> Option<(u32, u32)> {
        match self.value(tag)? {
            Value::Rational(fractions) => fractions.first().map(|fraction| (fraction.num, fraction.denom)),
            _ => None,
        }
    }

    /// The size in a TIFF's first directory.
    pub fn tiff_size(&self) -> Option<(u32, u32)> {
        let size = self.uint(Tag::ImageWidth).zip(self.uint(Tag::ImageLength));
        size.filter(|&(w, h)| w > 0 && h > 0)
    }
}
