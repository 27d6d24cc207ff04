//! The scan: units of blocks, each block's few coefficients, and the planes that they fill.

use crate::Plane;
use crate::bits::Bits;
use crate::block::Kernel;
use crate::header::{Component, Header, MOST_LEFT};
use crate::huffman::{Huffman, is_none};

/// The planes of all components.
pub(crate) fn decode<K: Kernel>(header: &Header) -> Option<Vec<Plane>> {
    let (most_across, most_down) = header.components.first().map(|luma| (luma.across, luma.down))?;
    // Units of the scan in a row, and rows of them.
    let columns = header.width.div_ceil(8 * most_across);
    let rows = header.height.div_ceil(8 * most_down);
    let mut targets = Vec::with_capacity(3);
    for component in &header.components {
        targets.push(Target::new::<K>(header, component, (columns, rows))?);
    }
    let interval = if header.interval == 0 { columns * rows } else { header.interval };
    if header.parts.len() != (columns * rows).div_ceil(interval) + 1 {
        return None;
    }
    let mut units = 0;
    let mut part = 0;
    let mut bits = Bits::new(&header.scan, 0);
    for row in 0..rows {
        for column in 0..columns {
            if units == interval {
                ended(&bits, header, part)?;
                part += 1;
                units = 0;
                bits = Bits::new(&header.scan, *header.parts.get(part)?);
                targets.iter_mut().for_each(|target| target.last = 0);
            }
            units += 1;
            for target in &mut targets {
                target.unit::<K>(&mut bits, column, row)?;
            }
        }
        // A scan that is too short reads zeros from here on.
        if bits.position() > header.scan.len() * 8 {
            return None;
        }
    }
    ended(&bits, header, part)?;
    Some(targets.into_iter().map(|target| target.plane(header, (most_across, most_down), K::SIDE)).collect())
}

/// Whether a part was read to its end and no further.
fn ended(bits: &Bits<'_>, header: &Header, part: usize) -> Option<()> {
    let end = *header.parts.get(part + 1)?;
    let left = (end * 8).checked_sub(bits.position())?;
    (left <= MOST_LEFT * 8).then_some(())
}

/// A component being decoded.
struct Target<'a> {
    across: usize,
    down: usize,
    dc: &'a Huffman,
    ac: &'a Huffman,
    /// In the order of the file.
    factors: [i32; 64],
    /// The last block's mean: each is told as a difference.
    last: i32,
    stride: usize,
    pixels: Vec<u8>,
}

impl<'a> Target<'a> {
    fn new<K: Kernel>(header: &'a Header, component: &Component, units: (usize, usize)) -> Option<Self> {
        let quantisation = header.quantisation.get(component.quantisation)?.as_ref()?;
        let stride = units.0 * component.across * K::SIDE;
        Some(Self {
            across: component.across,
            down: component.down,
            dc: header.dc.get(component.dc)?.as_ref()?,
            ac: header.ac.get(component.ac)?.as_ref()?,
            factors: *quantisation,
            last: 0,
            stride,
            pixels: vec![0; stride * units.1 * component.down * K::SIDE],
        })
    }

    /// The component's blocks of one unit.
    #[inline(always)]
    fn unit<K: Kernel>(&mut self, bits: &mut Bits<'_>, column: usize, row: usize) -> Option<()> {
        for down in 0..self.down {
            for across in 0..self.across {
                let mut block = [0; 32];
                *bits = self.block::<K>(*bits, &mut block)?;
                let y = (row * self.down + down) * K::SIDE;
                let x = (column * self.across + across) * K::SIDE;
                K::pixels(&block, self.pixels.get_mut(y * self.stride + x..)?, self.stride);
            }
        }
        Some(())
    }

    /// One block; where the next begins.
    #[inline(always)]
    fn block<'b, K: Kernel>(&mut self, mut bits: Bits<'b>, block: &mut [i32; 32]) -> Option<Bits<'b>> {
        bits.refill();
        let entry = self.dc.next(&bits)?;
        if entry.run() > 0 {
            return None;
        }
        self.last = self.last.wrapping_add(bits.signed(entry.length(), entry.size()));
        bits.skip(entry.total());
        block[0] = self.last.wrapping_mul(self.factors[0]);
        let mut at = 1_u32;
        while at <= K::LAST {
            bits.ensure();
            let entry = self.ac.next(&bits)?;
            let value = bits.signed(entry.length(), entry.size());
            bits.skip(entry.total());
            if entry.size() == 0 {
                match entry.symbol() {
                    0 => return Some(bits),
                    symbol if is_none(symbol) => return None,
                    _ => {}
                }
            }
            at += entry.run();
            // Further on than any pixel needs: stored where nobody looks.
            let factor = self.factors[(at & 63) as usize];
            block[usize::from(K::PLACES[(at & 63) as usize] & 31)] = value.wrapping_mul(factor);
            at += 1;
        }
        self.ac.step_over(&mut bits, at)?;
        Some(bits)
    }

    /// The plane without the pixels that only fill the last blocks.
    fn plane(self, header: &Header, most: (usize, usize), side: usize) -> Plane {
        let size = |pixels: usize, own: usize, most: usize| (pixels * own * side).div_ceil(most * 8);
        let (width, height) =
            (size(header.width, self.across, most.0), size(header.height, self.down, most.1));
        let mut pixels = self.pixels;
        if width != self.stride {
            for row in 1..height {
                pixels.copy_within(row * self.stride..row * self.stride + width, row * width);
            }
        }
        pixels.truncate(width * height);
        Plane { width, height, pixels }
    }
}
