//! Writes small pages of every kind: what is read of them is known to the last bit.

use fax::{BitWriter, VecWriter};
use weezl::BitOrder;

use crate::decode::tiff::page::Kind;

/// A page of made-up amounts, and how it is put into a file.
#[derive(Debug, Clone)]
pub struct Made {
    pub width: usize,
    pub height: usize,
    pub photometric: u16,
    pub samples: usize,
    pub extra: Vec<u16>,
    pub kind: Kind,
    pub bits: usize,
    pub compression: u16,
    pub predictor: u16,
    pub planar: bool,
    pub tile: Option<(usize, usize)>,
    pub rows: usize,
    pub little: bool,
    pub big: bool,
    pub reversed: bool,
    /// The bytes of every strip, where they are not made of amounts.
    pub ready: Option<Vec<u8>>,
    /// A tag whose numbers are bytes.
    pub bytes_tag: Option<u16>,
    /// Tags that replace those that follow from the rest, or are added; without a value they are left out.
    pub instead: Vec<(u16, Option<Vec<u32>>)>,
}

impl Default for Made {
    fn default() -> Self {
        Self {
            width: 37,
            height: 23,
            photometric: 2,
            samples: 3,
            extra: Vec::new(),
            kind: Kind::Unsigned,
            bits: 8,
            compression: 1,
            predictor: 1,
            planar: false,
            tile: None,
            rows: 7,
            little: true,
            big: false,
            reversed: false,
            ready: None,
            bytes_tag: None,
            instead: Vec::new(),
        }
    }
}

/// The amount of a sample, of 65,535.
pub fn amount(x: usize, y: usize, sample: usize) -> u16 {
    (x * 977 + y * 3571 + sample * 12_007 + x * y * 31) as u16
}

impl Made {
    pub fn bytes(&self) -> Vec<u8> {
        let (wide, first) = if self.big { (8, 16) } else { (4, 8) };
        let mut file = vec![0u8; first];
        let (chunk_width, chunk_height) = self.tile.unwrap_or((self.width, self.rows));
        let (mut offsets, mut counts) = (Vec::new(), Vec::new());
        let planes: Vec<Vec<usize>> = if self.planar {
            (0..self.samples).map(|sample| vec![sample]).collect()
        } else {
            vec![(0..self.samples).collect()]
        };
        for plane in &planes {
            for top in (0..self.height).step_by(chunk_height) {
                // The last strip ends with the picture, tiles are always whole.
                let rows =
                    if self.tile.is_some() { chunk_height } else { chunk_height.min(self.height - top) };
                for left in (0..self.width).step_by(chunk_width) {
                    let packed = self.chunk(plane, (left, top), (chunk_width, rows));
                    offsets.push(file.len() as u32);
                    counts.push(packed.len() as u32);
                    file.extend(packed);
                    file.resize(file.len().next_multiple_of(2), 0);
                }
            }
        }
        let directory = file.len() as u32;
        let entries = self.entries(offsets, counts);
        file.extend(self.number(entries.len() as u64, if self.big { 8 } else { 2 }));
        let mut behind = file.len() + entries.len() * (4 + 2 * wide) + wide;
        let mut values = Vec::new();
        for (tag, numbers) in entries {
            let (kind, size) = if self.bytes_tag == Some(tag) { (7, 1) } else { (4, 4) };
            let bytes: Vec<u8> =
                numbers.iter().flat_map(|number| self.number(u64::from(*number), size)).collect();
            file.extend(self.number(u64::from(tag), 2));
            file.extend(self.number(kind, 2));
            file.extend(self.number(numbers.len() as u64, wide));
            if bytes.len() <= wide {
                file.extend(&bytes);
                file.resize(file.len() + wide - bytes.len(), 0);
            } else {
                file.extend(self.number(behind as u64, wide));
                behind += bytes.len();
                values.extend(bytes);
            }
        }
        file.extend(vec![0; wide]);
        file.extend(values);
        let mut head = if self.little { b"II".to_vec() } else { b"MM".to_vec() };
        head.extend(self.number(if self.big { 43 } else { 42 }, 2));
        if self.big {
            head.extend(self.number(8, 2));
            head.extend([0, 0]);
        }
        head.extend(self.number(u64::from(directory), wide));
        file[..first].copy_from_slice(&head);
        file
    }

    fn entries(&self, offsets: Vec<u32>, counts: Vec<u32>) -> Vec<(u16, Vec<u32>)> {
        let format = match self.kind {
            Kind::Unsigned => 1,
            Kind::Signed => 2,
            Kind::Float => 3,
        };
        let mut entries = vec![
            (256, vec![self.width as u32]),
            (257, vec![self.height as u32]),
            (258, vec![self.bits as u32; self.samples]),
            (259, vec![u32::from(self.compression)]),
            (262, vec![u32::from(self.photometric)]),
            (266, vec![if self.reversed { 2 } else { 1 }]),
            (277, vec![self.samples as u32]),
            (284, vec![if self.planar { 2 } else { 1 }]),
            (317, vec![u32::from(self.predictor)]),
            (339, vec![format; self.samples]),
        ];
        if !self.extra.is_empty() {
            entries.push((338, self.extra.iter().copied().map(u32::from).collect()));
        }
        match self.tile {
            Some((width, height)) => {
                entries.extend([(322, vec![width as u32]), (323, vec![height as u32])]);
                entries.extend([(324, offsets), (325, counts)]);
            }
            None => entries.extend([(278, vec![self.rows as u32]), (273, offsets), (279, counts)]),
        }
        for (tag, value) in &self.instead {
            entries.retain(|(other, _)| other != tag);
            entries.extend(value.clone().map(|value| (*tag, value)));
        }
        entries.sort_by_key(|entry| entry.0);
        entries
    }

    /// The lowest `length` bytes of a number in the file's order.
    fn number(&self, value: u64, length: usize) -> Vec<u8> {
        if self.little {
            value.to_le_bytes()[..length].to_vec()
        } else {
            value.to_be_bytes()[8 - length..].to_vec()
        }
    }

    fn chunk(&self, samples: &[usize], at: (usize, usize), size: (usize, usize)) -> Vec<u8> {
        if let Some(ready) = &self.ready {
            return ready.clone();
        }
        let rows: Vec<Vec<u8>> = (0..size.1).map(|y| self.row(samples, at, size.0, y)).collect();
        let pitch = rows[0].len();
        let plain = rows.concat();
        let mut packed = match self.compression {
            2..=4 => self.faxed(&rows, size.0),
            5 => weezl::encode::Encoder::with_tiff_size_switch(BitOrder::Msb, 8).encode(&plain).unwrap(),
            8 | 32_946 => miniz_oxide::deflate::compress_to_vec_zlib(&plain, 6),
            32_773 => plain
                .chunks(128.min(pitch))
                .flat_map(|part| [&[part.len() as u8 - 1], part].concat())
                .collect(),
            50_000 => ruzstd::encoding::compress_to_vec(
                plain.as_slice(),
                ruzstd::encoding::CompressionLevel::Fastest,
            ),
            _ => plain,
        };
        if self.reversed {
            packed.iter_mut().for_each(|byte| *byte = byte.reverse_bits());
        }
        packed
    }

    /// A row as it is before it is packed.
    fn row(&self, samples: &[usize], at: (usize, usize), width: usize, y: usize) -> Vec<u8> {
        let mut bits = VecWriter::new();
        let mut bytes = Vec::new();
        for x in 0..width {
            for sample in samples {
                let amount = amount(at.0 + x, at.1 + y, *sample);
                let value = self.value(amount);
                if self.bits.is_multiple_of(8) {
                    bytes.extend(self.number(value, self.bits / 8));
                } else {
                    bits.write(fax::Bits { data: value as u16, len: self.bits as u8 }).unwrap();
                }
            }
        }
        if !self.bits.is_multiple_of(8) {
            return bits.finish();
        }
        let size = self.bits / 8;
        match self.predictor {
            2 => {
                let whole = bytes.clone();
                for (index, number) in bytes.chunks_mut(size).enumerate().skip(samples.len()) {
                    let read = |index: usize| {
                        let mut wide = [0; 8];
                        wide[..size].copy_from_slice(&whole[index * size..(index + 1) * size]);
                        if !self.little {
                            wide[..size].reverse();
                        }
                        u64::from_le_bytes(wide)
                    };
                    let apart = read(index).wrapping_sub(read(index - samples.len()));
                    number.copy_from_slice(&self.number(apart, size));
                }
                bytes
            }
            3 => {
                let weight = |byte: usize| if self.little { size - 1 - byte } else { byte };
                let sorted: Vec<u8> = (0..size)
                    .flat_map(|byte| bytes.iter().skip(weight(byte)).step_by(size))
                    .copied()
                    .collect();
                let step = samples.len();
                (0..sorted.len())
                    .map(|at| sorted[at].wrapping_sub(if at < step { 0 } else { sorted[at - step] }))
                    .collect()
            }
            _ => bytes,
        }
    }

    /// What stands in the file for an amount.
    fn value(&self, amount: u16) -> u64 {
        let wide = u64::from(amount);
        let scaled = |value: u64| value << (self.bits.max(16) - 16) >> (16 - self.bits.min(16));
        match (self.kind, self.bits) {
            (Kind::Float, 16) => {
                // Sixty-fourths are exact in halves.
                let share = amount >> 10;
                let exponent = share.checked_ilog2().unwrap_or_default() as u16;
                if share == 0 {
                    0
                } else {
                    u64::from(exponent + 9) << 10 | u64::from(share << (10 - exponent) & 0x3FF)
                }
            }
            (Kind::Float, 32) => u64::from((f32::from(amount) / 65_535.0).to_bits()),
            (Kind::Float, _) => (f64::from(amount) / 65_535.0).to_bits(),
            (Kind::Signed, _) => scaled(wide ^ 0x8000),
            // Noise below the sixteen highest bits.
            (Kind::Unsigned, bits) => scaled(wide) | if bits > 16 { wide.wrapping_mul(31) & 0xFF } else { 0 },
        }
    }

    /// What a reader makes of an amount, in eight or sixteen bits.
    pub fn expected(&self, amount: u16) -> u16 {
        let own = (1u32 << self.bits.min(16)) - 1;
        let value = u32::from(amount >> (16 - self.bits.min(16)));
        let full = if self.bits <= 8 { 0xFF } else { 0xFFFF };
        match (self.kind, self.bits) {
            (Kind::Float, 16) => (f64::from(amount >> 10) / 64.0 * 65_535.0).round() as u16,
            (Kind::Signed, 8) => (amount ^ 0x8000) >> 8,
            _ => ((value * full + own / 2) / own) as u16,
        }
    }

    /// The codings of fax machines, of rows of a bit a pixel.
    fn faxed(&self, rows: &[Vec<u8>], width: usize) -> Vec<u8> {
        let is_black = |row: &[u8], x: usize| row[x / 8] >> (7 - x % 8) & 1 == 1;
        if self.compression == 4 {
            let mut encoder = fax::encoder::Encoder::new(VecWriter::new());
            for row in rows {
                let pixel = |x| if is_black(row, x) { fax::Color::Black } else { fax::Color::White };
                encoder.encode_line((0..width).map(pixel), width as u16).unwrap();
            }
            return encoder.finish().unwrap().finish();
        }
        let mut bits = VecWriter::new();
        for row in rows {
            if self.compression == 3 {
                bits.write(fax::maps::EOL).unwrap();
            } else {
                bits.pad();
            }
            let (mut at, mut black) = (0, false);
            while at < width {
                let length = (at..width).take_while(|x| is_black(row, *x) == black).count();
                let code = |run: usize| match black {
                    true => fax::maps::black::encode(run as u16).unwrap(),
                    false => fax::maps::white::encode(run as u16).unwrap(),
                };
                if length >= 64 {
                    bits.write(code(length / 64 * 64)).unwrap();
                }
                bits.write(code(length % 64)).unwrap();
                at += length;
                black = !black;
            }
        }
        bits.finish()
    }
}
