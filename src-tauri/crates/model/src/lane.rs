//! Which photos wait behind which: the lanes of basic analysis.

use crate::Format;

/// How long one photo keeps a thread, told from its format alone, before anybody has opened it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lane {
    /// Some milliseconds.
    Quick,
    /// Tenths of a second, or seconds.
    Slow,
}

impl Lane {
    /// Both, the quick one first.
    pub const ALL: [Lane; 2] = [Lane::Quick, Lane::Slow];

    /// The lane of a format: the one place where that is decided. Measured on one core, for a photo as it is analysed
    /// (decoded at the scale that is needed, measured, its renditions written):
    ///
    /// | format | time |
    /// | --- | --- |
    /// | JPEG, TIFF, WebP, PNG | 9, 8, 9 and 6 ms |
    /// | JPEG XL | 201 ms a megapixel: it has no smaller scale to decode at |
    /// | HEIC, AVIF | 0.3 to 2 s for 12 megapixels, in a process of their own |
    /// | raw | 22 ms from the camera's own preview; seconds where it must be developed, which only its inside says |
    #[must_use]
    pub fn of(format: Format) -> Self {
        match format {
            Format::Jpeg
            | Format::Png
            | Format::Webp
            | Format::Tiff
            | Format::Gif
            | Format::Bmp
            | Format::Ico
            | Format::Psd
            // Refused before anything is decoded.
            | Format::Unknown => Lane::Quick,
            Format::Heic | Format::Avif | Format::Jxl | Format::Raw => Lane::Slow,
        }
    }

    /// The stored number.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Lane::Quick => 0,
            Lane::Slow => 1,
        }
    }

    /// The lane with that number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|lane| lane.number() == number)
    }
}
