//! What raw containers without a TIFF structure noted, under EXIF's tag numbers, so that one reader serves all.

use jiff::Timestamp;
use jiff::tz::Offset;

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Figure {
    /// Text in whatever charset the camera used.
    Text(Vec<u8>),
    /// A number in EXIF's unit.
    Number(f64),
}

/// Values by EXIF's tag number (Exif 3.0, CIPA DC-008).
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Figures(pub Vec<(u16, Figure)>);

impl Figures {
    /// Keeps a value that is there.
    pub fn add(&mut self, tag: u16, figure: Option<Figure>) {
        self.0.extend(figure.map(|figure| (tag, figure)));
    }
}

/// EXIF's spelling of a camera clock that counts seconds since 1970 in local time.
pub(super) fn clock(seconds: u32) -> Option<Figure> {
    let reading = Offset::UTC.to_datetime(Timestamp::from_second(i64::from(seconds)).ok()?);
    Some(Figure::Text(reading.strftime("%Y:%m:%d %H:%M:%S").to_string().into_bytes()))
}

/// EXIF's orientation for degrees clockwise.
pub(super) fn quarter_turns(degrees: i32) -> Option<Figure> {
    let orientation = match degrees {
        0 => 1.0,
        90 => 6.0,
        180 => 3.0,
        270 => 8.0,
        _ => return None,
    };
    Some(Figure::Number(orientation))
}
