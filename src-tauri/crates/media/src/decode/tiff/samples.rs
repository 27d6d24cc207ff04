//! A row of samples as it stands in a file becomes numbers of eight or sixteen bits, whatever type they came in: packed bits
//! unpacked, planes woven, floats and wide integers brought to sixteen bits. Does not know what a sample means.

use super::page::{Kind, Sample};

/// Samples of some pixels of a row, pixel by pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line<'a> {
    Eight(&'a [u8]),
    Sixteen(&'a [u16]),
}

impl Sample {
    /// Whether eight bits are enough for it.
    pub fn is_eight(self) -> bool {
        self.bits <= 8
    }
}

/// Reads rows, and keeps their memory.
pub(super) struct Reader {
    sample: Sample,
    /// What the largest number in the file becomes; indices stay what they are.
    largest: u32,
    eight: Vec<u8>,
    sixteen: Vec<u16>,
    woven: (Vec<u8>, Vec<u16>),
}

impl Reader {
    /// Reads samples that are amounts, or indices into a table.
    pub fn new(sample: Sample, indices: bool) -> Self {
        let own = (1u32 << sample.bits.min(16)) - 1;
        let full = if sample.is_eight() { 0xFF } else { 0xFFFF };
        let largest = if indices { own } else { full };
        Self { sample, largest, eight: Vec::new(), sixteen: Vec::new(), woven: (Vec::new(), Vec::new()) }
    }

    /// The first `count` samples of a row.
    pub fn line<'a>(&'a mut self, row: &'a [u8], count: usize) -> Line<'a> {
        let Self { sample, largest, eight, sixteen, .. } = self;
        if sample.bits == 8 {
            // Signed bytes are shown as they stand, as other programs show them.
            return Line::Eight(row.get(..count).unwrap_or(row));
        }
        if sample.is_eight() {
            unpacked(row, *sample, *largest, count, eight, |value| value as u8);
            return Line::Eight(eight);
        }
        match (sample.bits, sample.kind) {
            (16, Kind::Unsigned) => numbers(row, *sample, count, sixteen, u16::from_be_bytes),
            (16, Kind::Signed) => numbers(row, *sample, count, sixteen, |b| u16::from_be_bytes(b) ^ 0x8000),
            (16, Kind::Float) => numbers(row, *sample, count, sixteen, |b| unit(half(u16::from_be_bytes(b)))),
            (24, _) => numbers(row, *sample, count, sixteen, |[a, b, _]: [u8; 3]| u16::from_be_bytes([a, b])),
            (32, Kind::Unsigned) => numbers(row, *sample, count, sixteen, |b| high(u32::from_be_bytes(b))),
            (32, Kind::Signed) => {
                numbers(row, *sample, count, sixteen, |b| high(u32::from_be_bytes(b)) ^ 0x8000)
            }
            (32, Kind::Float) => {
                numbers(row, *sample, count, sixteen, |b| unit(f32::from_be_bytes(b).into()))
            }
            (64, Kind::Unsigned) => {
                numbers(row, *sample, count, sixteen, |[a, b, ..]: [u8; 8]| u16::from_be_bytes([a, b]))
            }
            (64, Kind::Signed) => {
                numbers(row, *sample, count, sixteen, |[a, b, ..]: [u8; 8]| {
                    u16::from_be_bytes([a, b]) ^ 0x8000
                });
            }
            (64, Kind::Float) => numbers(row, *sample, count, sixteen, |b| unit(f64::from_be_bytes(b))),
            _ => unpacked(row, *sample, *largest, count, sixteen, |value| value as u16),
        }
        Line::Sixteen(sixteen)
    }

    /// One row of pixels out of a row of each plane; planes behind the first may have one sample for `across` pixels.
    pub fn woven(&mut self, rows: &[&[u8]], columns: usize, across: usize) -> Line<'_> {
        let (mut eight, mut sixteen) = std::mem::take(&mut self.woven);
        eight.resize(if self.sample.is_eight() { columns * rows.len() } else { 0 }, 0);
        sixteen.resize(if self.sample.is_eight() { 0 } else { columns * rows.len() }, 0);
        for (plane, row) in rows.iter().enumerate() {
            let across = if plane == 0 { 1 } else { across };
            match self.line(row, columns.div_ceil(across)) {
                Line::Eight(line) => weave(line, &mut eight, (plane, rows.len()), across),
                Line::Sixteen(line) => weave(line, &mut sixteen, (plane, rows.len()), across),
            }
        }
        self.woven = (eight, sixteen);
        if self.sample.is_eight() { Line::Eight(&self.woven.0) } else { Line::Sixteen(&self.woven.1) }
    }
}

fn weave<T: Copy>(line: &[T], woven: &mut [T], (plane, planes): (usize, usize), across: usize) {
    let targets = woven.iter_mut().skip(plane).step_by(planes);
    if across == 1 {
        targets.zip(line).for_each(|(to, from)| *to = *from);
    } else {
        targets
            .zip(line.iter().flat_map(|from| std::iter::repeat_n(*from, across)))
            .for_each(|(to, from)| *to = from);
    }
}

/// Numbers of `SIZE` bytes in either order; `number` takes the highest first.
fn numbers<const SIZE: usize>(
    row: &[u8],
    sample: Sample,
    count: usize,
    line: &mut Vec<u16>,
    number: impl Fn([u8; SIZE]) -> u16,
) {
    let (numbers, _) = row.as_chunks::<SIZE>();
    let numbers = numbers.get(..count).unwrap_or(numbers);
    line.clear();
    if sample.little {
        line.extend(numbers.iter().map(|bytes| {
            let mut bytes = *bytes;
            bytes.reverse();
            number(bytes)
        }));
    } else {
        line.extend(numbers.iter().map(|bytes| number(*bytes)));
    }
}

/// Numbers of up to sixteen bits one behind the other, the highest bit first in either byte order.
fn unpacked<T>(
    row: &[u8],
    sample: Sample,
    largest: u32,
    count: usize,
    line: &mut Vec<T>,
    number: impl Fn(u32) -> T,
) {
    let own = (1u32 << sample.bits) - 1;
    line.clear();
    line.reserve(count);
    let (mut window, mut held) = (0u32, 0);
    let mut bytes = row.iter();
    for _ in 0..count {
        while held < sample.bits {
            let Some(byte) = bytes.next() else { return };
            window = window << 8 | u32::from(*byte);
            held += 8;
        }
        held -= sample.bits;
        let value = window >> held & own;
        line.push(number(if own == largest { value } else { (value * largest + own / 2) / own }));
    }
}

fn high(value: u32) -> u16 {
    (value >> 16) as u16
}

/// A float of which one is white.
fn unit(value: f64) -> u16 {
    (value.clamp(0.0, 1.0) * 65_535.0).round() as u16
}

/// IEEE 754 binary16.
fn half(bits: u16) -> f64 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1F), f64::from(bits & 0x3FF));
    sign * match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction > 0.0 => f64::NAN,
        31 => f64::INFINITY,
        _ => (1.0 + fraction / 1024.0) * 2f64.powi(exponent - 15),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: Kind, bits: usize, little: bool, row: &[u8], count: usize) -> Vec<u16> {
        match Reader::new(Sample { kind, bits, little }, false).line(row, count) {
            Line::Eight(line) => line.iter().map(|value| u16::from(*value)).collect(),
            Line::Sixteen(line) => line.to_vec(),
        }
    }

    #[test]
    fn every_number_of_bits_becomes_a_share_of_white() {
        use Kind::{Float, Signed, Unsigned};
        assert_eq!(read(Unsigned, 1, true, &[0b1010_0000], 3), [255, 0, 255]);
        assert_eq!(read(Unsigned, 2, true, &[0b0001_1011], 4), [0, 85, 170, 255]);
        assert_eq!(read(Unsigned, 4, true, &[0x1F, 0x20], 3), [17, 255, 34]);
        assert_eq!(read(Unsigned, 8, true, &[7, 9, 1], 2), [7, 9]);
        assert_eq!(read(Unsigned, 10, true, &[0xFF, 0xC0, 0x00], 2), [0xFFFF, 0]);
        assert_eq!(read(Unsigned, 12, true, &[0xFF, 0xF8, 0x00], 2), [0xFFFF, 0x8008]);
        assert_eq!(read(Unsigned, 14, false, &[0xFF, 0xFC, 0, 0], 2), [0xFFFF, 0]);
        assert_eq!(read(Unsigned, 16, true, &[1, 2], 1), [0x0201]);
        assert_eq!(read(Unsigned, 16, false, &[1, 2], 1), [0x0102]);
        assert_eq!(read(Unsigned, 24, true, &[1, 2, 3], 1), [0x0302]);
        assert_eq!(read(Unsigned, 32, true, &[1, 2, 3, 4], 1), [0x0403]);
        assert_eq!(read(Unsigned, 64, false, &[1, 2, 3, 4, 5, 6, 7, 8], 1), [0x0102]);
        assert_eq!(read(Signed, 8, true, &[0x80, 0x7F], 2), [0x80, 0x7F]);
        assert_eq!(read(Signed, 16, false, &[0x80, 0, 0x7F, 0xFF], 2), [0, 0xFFFF]);
        assert_eq!(read(Float, 16, false, &[0x38, 0, 0x7E, 0, 0x3C, 0], 3), [0x8000, 0, 0xFFFF]);
        assert_eq!(read(Float, 32, true, &0.5f32.to_le_bytes(), 1), [0x8000]);
        assert_eq!(read(Float, 64, false, &2f64.to_be_bytes(), 1), [0xFFFF]);
        // A row that ends early gives what it has.
        assert_eq!(read(Unsigned, 12, true, &[0xFF, 0xF8], 2), [0xFFFF]);
    }

    #[test]
    fn planes_become_pixels() {
        let mut reader = Reader::new(Sample { kind: Kind::Unsigned, bits: 8, little: true }, false);
        assert_eq!(reader.woven(&[&[1, 2, 3], &[10, 20, 30]], 3, 1), Line::Eight(&[1, 10, 2, 20, 3, 30]));
        assert_eq!(reader.woven(&[&[1, 2, 3], &[10, 20]], 3, 2), Line::Eight(&[1, 10, 2, 10, 3, 20]));
    }
}
