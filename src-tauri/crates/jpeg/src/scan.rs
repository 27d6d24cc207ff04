//! The scan: units of blocks, each block's few coefficients, and the planes that they fill.

use crate::Plane;
use crate::bits::{Bits, Place};
use crate::block::Kernel;
use crate::header::{Component, Header};
use crate::huffman::{Coefficients, Huffman};
use crate::window::{End, Window};

/// Bytes that may be left of a part: encoders fill its last byte, some a few more.
const MOST_LEFT: usize = 8;
/// The end of the picture.
const EOI: u8 = 0xD9;
/// The first of eight markers between parts, which follow in turn.
const RST: u8 = 0xD0;

/// The planes of all components.
pub(crate) fn decode<K: Kernel>(header: &Header<'_>) -> Option<Vec<Plane>> {
    let (most_across, most_down) = header.components.first().map(|luma| (luma.across, luma.down))?;
    // Units of the scan in a row, and rows of them.
    let columns = header.width.div_ceil(8 * most_across);
    let rows = header.height.div_ceil(8 * most_down);
    let mut targets = Vec::with_capacity(3);
    for component in &header.components {
        targets.push(Target::new::<K>(header, component, (columns, rows))?);
    }
    let mut window = Window::new(header.scan);
    let mut bits = Bits::new(window.bytes());
    let mut reach = window.reach();
    let mut restart = RST;
    let mut units = 0;
    for row in 0..rows {
        for column in 0..columns {
            if units == header.interval && units > 0 {
                let place = bits.place();
                if ended(&mut window, place)? != End::Marker(restart) {
                    return None;
                }
                restart = RST | ((restart + 1) & 7);
                units = 0;
                (bits, reach) = (Bits::new(window.bytes()), window.reach());
                targets.iter_mut().for_each(|target| target.last = 0);
            }
            if bits.at() > reach {
                let place = bits.place();
                let place = window.slide(place);
                (bits, reach) = (Bits::from(window.bytes(), place), window.reach());
            }
            units += 1;
            for target in &mut targets {
                target.unit::<K>(&mut bits, column, row)?;
            }
        }
        // A part that is too short reads zeros from here on.
        bits.place().left(window.valid())?;
    }
    let place = bits.place();
    if ended(&mut window, place)? != End::Marker(EOI) {
        return None;
    }
    Some(targets.into_iter().map(|target| target.plane(header, (most_across, most_down), K::SIDE)).collect())
}

/// What ended a part, when it was read to its end and no further; the window goes on to the next.
fn ended(window: &mut Window<'_>, place: Place) -> Option<End> {
    let place = window.slide(place);
    if place.left(window.valid())? > MOST_LEFT * 8 {
        return None;
    }
    window.next_part()
}

/// A component being decoded.
struct Target<'a> {
    across: usize,
    down: usize,
    dc: &'a Huffman,
    ac: &'a Coefficients,
    /// In the order of the file.
    factors: [i32; 64],
    /// The last block's mean: each is told as a difference.
    last: i32,
    stride: usize,
    pixels: Vec<u8>,
}

impl<'a> Target<'a> {
    fn new<K: Kernel>(header: &'a Header<'_>, component: &Component, units: (usize, usize)) -> Option<Self> {
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
        self.last = self.last.wrapping_add(bits.signed(entry.length(), entry.size()));
        bits.skip(entry.total());
        block[0] = self.last.wrapping_mul(self.factors[0]);
        let mut at = 1_u32;
        while at <= K::LAST {
            bits.ensure();
            let entry = self.ac.next(&bits)?;
            let value = bits.signed(entry.length(), entry.size());
            bits.skip(entry.total());
            at += entry.run();
            // Further on than any pixel needs: stored where nobody looks. The end of the block is a zero that nobody needs.
            let factor = self.factors[(at & 63) as usize];
            block[usize::from(K::PLACES[(at & 63) as usize] & 31)] = value.wrapping_mul(factor);
            at += 1;
        }
        if at < 64 {
            self.ac.step_over(&mut bits, at)?;
        }
        Some(bits)
    }

    /// The plane without the pixels that only fill the last blocks.
    fn plane(self, header: &Header<'_>, most: (usize, usize), side: usize) -> Plane {
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
