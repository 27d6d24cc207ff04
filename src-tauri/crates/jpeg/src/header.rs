//! The segments before the scan (ISO/IEC 10918-1 annex B). Takes what every camera writes, declines the rest.

use crate::huffman::{Coefficients, Huffman};

/// A component in the scan.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Component {
    id: u8,
    /// Blocks across and down in each unit of the scan.
    pub across: usize,
    pub down: usize,
    pub quantisation: usize,
    pub dc: usize,
    pub ac: usize,
}

/// A file ready to be decoded.
pub(crate) struct Header<'a> {
    pub width: usize,
    pub height: usize,
    pub components: Vec<Component>,
    /// In the order of the file.
    pub quantisation: [Option<[i32; 64]>; 4],
    pub dc: [Option<Huffman>; 4],
    pub ac: [Option<Coefficients>; 4],
    /// Units between restarts; 0 for none.
    pub interval: usize,
    /// From the scan's first byte on to the end of the file.
    pub scan: &'a [u8],
}

impl<'a> Header<'a> {
    pub(crate) fn read(data: &'a [u8]) -> Option<Self> {
        if !data.starts_with(&[0xFF, 0xD8]) {
            return None;
        }
        let mut header = Self {
            width: 0,
            height: 0,
            components: Vec::new(),
            quantisation: [None; 4],
            dc: [const { None }; 4],
            ac: [const { None }; 4],
            interval: 0,
            scan: &[],
        };
        let mut at = 2;
        loop {
            let [0xFF, marker, high, low] = *data.get(at..at + 4)? else { return None };
            if marker == 0xFF {
                // A fill byte.
                at += 1;
                continue;
            }
            let end = at + 2 + usize::from(u16::from_be_bytes([high, low]));
            let body = data.get(at + 4..end)?;
            match marker {
                // Baseline, and extended, which is the same with eight bits.
                0xC0 | 0xC1 => header.frame(body)?,
                0xC4 => header.huffman(body)?,
                0xDB => header.quantisation(body)?,
                0xDD => header.interval = usize::from(u16::from_be_bytes(body.try_into().ok()?)),
                0xDA => {
                    header.scan_of(body)?;
                    header.scan = data.get(end..)?;
                    return Some(header);
                }
                0xE0..=0xEF | 0xFE => {}
                _ => return None,
            }
            at = end;
        }
    }

    fn frame(&mut self, body: &[u8]) -> Option<()> {
        let (head, components) = body.split_first_chunk::<6>()?;
        let [8, h1, h0, w1, w0, count] = *head else { return None };
        self.width = usize::from(u16::from_be_bytes([w1, w0]));
        self.height = usize::from(u16::from_be_bytes([h1, h0]));
        let fits = components.len() == usize::from(count) * 3 && matches!(count, 1 | 3);
        if !fits || !self.components.is_empty() || self.width == 0 || self.height == 0 {
            return None;
        }
        for one in components.as_chunks::<3>().0 {
            let [id, sampling, quantisation] = *one;
            let (across, down) = (usize::from(sampling >> 4), usize::from(sampling & 15));
            if !(1..=4).contains(&across) || !(1..=4).contains(&down) || quantisation > 3 {
                return None;
            }
            let quantisation = usize::from(quantisation);
            self.components.push(Component { id, across, down, quantisation, dc: 0, ac: 0 });
        }
        match &mut self.components[..] {
            // Alone it is scanned block by block, whatever its factors say (A.2.2).
            [only] => (only.across, only.down) = (1, 1),
            [_luma, chroma @ ..] if chroma.iter().all(|one| (one.across, one.down) == (1, 1)) => {}
            _ => return None,
        }
        Some(())
    }

    fn quantisation(&mut self, mut body: &[u8]) -> Option<()> {
        while let Some((kind, rest)) = body.split_first() {
            let (wide, slot) = (kind >> 4, usize::from(kind & 15));
            let values: [i32; 64];
            (values, body) = match wide {
                0 => {
                    let (bytes, rest) = rest.split_first_chunk::<64>()?;
                    (bytes.map(i32::from), rest)
                }
                1 => {
                    let (bytes, rest) = rest.split_first_chunk::<128>()?;
                    let mut values = [0; 64];
                    for (value, pair) in values.iter_mut().zip(bytes.as_chunks::<2>().0) {
                        *value = i32::from(u16::from_be_bytes(*pair));
                    }
                    (values, rest)
                }
                _ => return None,
            };
            *self.quantisation.get_mut(slot)? = Some(values);
        }
        Some(())
    }

    fn huffman(&mut self, mut body: &[u8]) -> Option<()> {
        while let Some((kind, rest)) = body.split_first() {
            let (counts, rest) = rest.split_first_chunk::<16>()?;
            let total = counts.iter().map(|count| usize::from(*count)).sum();
            let (symbols, rest) = (rest.get(..total)?, rest.get(total..)?);
            let slot = usize::from(kind & 15);
            match kind >> 4 {
                0 => *self.dc.get_mut(slot)? = Some(Huffman::of_means(counts, symbols)?),
                1 => *self.ac.get_mut(slot)? = Some(Coefficients::new(counts, symbols)?),
                _ => return None,
            }
            body = rest;
        }
        Some(())
    }

    /// All components in one scan, in their order, and nothing progressive.
    fn scan_of(&mut self, body: &[u8]) -> Option<()> {
        let (count, rest) = body.split_first()?;
        let all = usize::from(*count) == self.components.len() && *count > 0;
        if !all || rest.len() != self.components.len() * 2 + 3 || !rest.ends_with(&[0, 63, 0]) {
            return None;
        }
        for (component, pair) in self.components.iter_mut().zip(rest.as_chunks::<2>().0) {
            let [id, tables] = *pair;
            if id != component.id {
                return None;
            }
            (component.dc, component.ac) = (usize::from(tables >> 4), usize::from(tables & 15));
        }
        Some(())
    }
}
