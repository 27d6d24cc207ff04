//! Huffman tables (ISO/IEC 10918-1 annexes C and F.2.2.3), with look-ups that answer for the next bits at once: which symbol begins
//! there, and how far all symbols reach that end within them.

use crate::bits::Bits;

/// Bits that a look-up of one symbol covers: longer codes are rare.
const LOOK: u32 = 10;
/// Bits that a look over many symbols covers. All look-ups of a file together stay in the first cache.
const FAR: u32 = 12;
/// The longest code.
const LONGEST: u32 = 16;

/// A symbol at the next bits; 0 for none, or for a code that is longer than a look. From the lowest byte on: the bits of its code and
/// its number together, those of its code, its size, and how many zeros stand before it, [`ENDS`] for the end of the block.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Entry(u32);

/// So many zeros no run has. A multiple of a block's coefficients.
const ENDS: u32 = 128;

impl Entry {
    fn of(length: u32, symbol: u8) -> Self {
        let (size, run) = (u32::from(symbol & 15), u32::from(symbol >> 4));
        let run = if symbol == 0 { ENDS } else { run };
        Self((length + size) | length << 8 | size << 16 | run << 24)
    }

    /// Bits of the code and the number after it.
    pub(crate) fn total(self) -> u32 {
        self.0 & 255
    }

    /// Bits of the code.
    pub(crate) fn length(self) -> u32 {
        self.0 >> 8 & 255
    }

    /// Bits of the number.
    pub(crate) fn size(self) -> u32 {
        self.0 >> 16 & 255
    }

    /// Zeros before it; beyond the last coefficient for the end of the block.
    pub(crate) fn run(self) -> u32 {
        self.0 >> 24
    }
}

/// The codes of a table.
pub(crate) struct Huffman {
    entries: Box<[Entry; 1 << LOOK]>,
    /// The largest code of each length, left-aligned to 16 bits and exclusive; 0 where there is none.
    above: [u32; 17],
    /// What is added to a code of each length to find its symbol.
    offset: [i32; 17],
    symbols: Vec<u8>,
}

impl Huffman {
    /// A table of the blocks' means, of which none has zeros before it.
    pub(crate) fn of_means(counts: &[u8; 16], symbols: &[u8]) -> Option<Self> {
        if symbols.iter().any(|symbol| *symbol > 15) { None } else { Self::new(counts, symbols) }
    }

    /// From the counts of codes of each length and the symbols in order. `None` for a table that cannot be.
    fn new(counts: &[u8; 16], symbols: &[u8]) -> Option<Self> {
        let mut table = Self {
            entries: Box::new([Entry::default(); 1 << LOOK]),
            above: [0; 17],
            offset: [0; 17],
            symbols: symbols.to_vec(),
        };
        let (mut code, mut index) = (0_u32, 0_usize);
        for (length, count) in (1_u32..).zip(counts) {
            let count = u32::from(*count);
            table.offset[length as usize] = index as i32 - code as i32;
            for _ in 0..count {
                let symbol = *symbols.get(index)?;
                if code >= 1 << length {
                    return None;
                }
                if length <= LOOK {
                    let first = (code << (LOOK - length)) as usize;
                    let entries = table.entries.get_mut(first..first + (1 << (LOOK - length)))?;
                    entries.fill(Entry::of(length, symbol));
                }
                code += 1;
                index += 1;
            }
            if count > 0 {
                table.above[length as usize] = code << (LONGEST - length);
            }
            code <<= 1;
        }
        Some(table)
    }

    /// The next symbol and its number, neither of them taken. Needs 16 valid bits; `None` where there is no such code.
    #[inline(always)]
    pub(crate) fn next(&self, bits: &Bits<'_>) -> Option<Entry> {
        let entry = self.entries[bits.peek(LOOK) as usize];
        if entry.total() == 0 { self.long(bits.peek(LONGEST)) } else { Some(entry) }
    }

    #[cold]
    #[inline(never)]
    fn long(&self, next: u32) -> Option<Entry> {
        let length = (LOOK + 1..=LONGEST).find(|length| next < self.above[*length as usize])?;
        let code = (next >> (LONGEST - length)) as i32;
        let symbol = self.symbols.get(usize::try_from(code + self.offset[length as usize]).ok()?).copied()?;
        Some(Entry::of(length, symbol))
    }

    /// The symbol that the next 16 bits begin with.
    fn first_of(&self, next: u32) -> Option<Entry> {
        let entry = self.entries[(next >> (LONGEST - LOOK)) as usize];
        if entry.total() == 0 { self.long(next) } else { Some(entry) }
    }
}

/// How far the symbols reach that end within the next bits. In the lower byte their bits, with the numbers that follow them; in the
/// upper one the coefficients that they stand for, the runs of zeros included, plus [`END`] when another symbol follows that ends the
/// block, or [`NONE`] when there is no symbol here.
#[derive(Debug, Clone, Copy, Default)]
struct Reach(u16);

/// From wherever in a block, further than its last coefficient and less far than [`END`].
const NONE: u32 = 64;
/// See [`Reach`].
const END: u32 = 128;

impl Reach {
    fn bits(self) -> u32 {
        u32::from(self.0 & 255)
    }

    fn steps(self) -> u32 {
        u32::from(self.0 >> 8)
    }

    /// Of the first symbols in `look`.
    fn of(table: &Huffman, look: u32) -> Self {
        let (mut bits, mut steps, mut ended) = (0, 0, false);
        while bits < FAR && steps < NONE && !ended {
            let next = (look << bits) & ((1 << FAR) - 1);
            let Some(entry) = table.first_of(next << (LONGEST - FAR)) else { break };
            if bits + entry.length() > FAR {
                break;
            }
            bits += entry.total();
            ended = entry.run() == ENDS;
            steps += if ended { END } else { entry.run() + 1 };
        }
        if !ended && (steps == 0 || steps > NONE) {
            steps = NONE;
        }
        Self((steps << 8 | bits) as u16)
    }
}

/// A table of the coefficients after a block's mean.
pub(crate) struct Coefficients {
    codes: Huffman,
    reaches: Box<[Reach; 1 << FAR]>,
}

impl Coefficients {
    /// As [`Huffman::new`]; also `None` with symbols that baseline files do not have: they are runs of blocks.
    pub(crate) fn new(counts: &[u8; 16], symbols: &[u8]) -> Option<Self> {
        if symbols.iter().any(|symbol| symbol & 15 == 0 && !matches!(symbol, 0 | 0xF0)) {
            return None;
        }
        let codes = Huffman::new(counts, symbols)?;
        let mut reaches = Box::new([Reach::default(); 1 << FAR]);
        for (look, reach) in (0..).zip(reaches.iter_mut()) {
            *reach = Reach::of(&codes, look);
        }
        Some(Self { codes, reaches })
    }

    /// As [`Huffman::next`].
    #[inline(always)]
    pub(crate) fn next(&self, bits: &Bits<'_>) -> Option<Entry> {
        self.codes.next(bits)
    }

    /// Steps over the coefficients from `at` (1 to 64) to the end of the block; `None` where the code is not valid.
    #[inline(always)]
    pub(crate) fn step_over(&self, bits: &mut Bits<'_>, mut at: u32) -> Option<()> {
        while at < 64 {
            // Enough for two looks of at most 27 bits: cheaper than to ask, where the answer is anybody's guess.
            bits.refill();
            let reach = self.look(bits);
            let reached = at + reach.steps();
            if reached < 64 {
                bits.skip(reach.bits());
                at = reached;
                let reach = self.look(bits);
                let reached = at + reach.steps();
                if reached < 64 {
                    bits.skip(reach.bits());
                    at = reached;
                    continue;
                }
                if is_end(reached) {
                    bits.skip(reach.bits());
                    return Some(());
                }
                bits.refill();
            } else if is_end(reached) {
                bits.skip(reach.bits());
                return Some(());
            }
            let entry = self.next(bits)?;
            bits.skip(entry.total());
            at += entry.run() + 1;
        }
        // Beyond the last coefficient, and no end: damaged.
        (at == 64 || at > ENDS).then_some(())
    }

    #[inline(always)]
    fn look(&self, bits: &Bits<'_>) -> Reach {
        self.reaches[bits.peek(FAR) as usize]
    }
}

/// Whether a look reached the end of a block. A full block ends without a code that says so: what looks like one after it begins
/// the next block.
#[inline(always)]
fn is_end(reached: u32) -> bool {
    reached == 64 || (END..END + 64).contains(&reached)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// One code for each symbol, all lengths from 2 to 16 in use.
    fn tables() -> (Huffman, Coefficients) {
        let counts = [0, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2];
        let symbols: Vec<u8> = [
            1, 0, 2, 0x11, 3, 4, 0xF0, 0x21, 5, 0x31, 6, 0x12, 7, 8, 0x41, 9, 10, 0xF1, 0x22, 0x51, 0x61,
            0x2A, 0xFA,
        ]
        .into();
        (Huffman::new(&counts, &symbols).unwrap(), Coefficients::new(&counts, &symbols).unwrap())
    }

    /// Symbol by symbol.
    fn step_by_step(codes: &Huffman, bits: &mut Bits<'_>, mut at: u32) -> Option<()> {
        while at < 64 {
            bits.refill();
            let entry = codes.next(bits)?;
            bits.skip(entry.total());
            if entry.run() == ENDS {
                return Some(());
            }
            at += entry.run() + 1;
        }
        (at == 64).then_some(())
    }

    proptest! {
        #[test]
        fn many_at_once_reach_as_far_as_one_by_one(mut data in prop::collection::vec(any::<u8>(), 260..300), at in 1..64_u32) {
            data.extend([0; 16]);
            let (codes, coefficients) = tables();
            let (mut quick, mut slow) = (Bits::new(&data), Bits::new(&data));
            let ends = (coefficients.step_over(&mut quick, at), step_by_step(&codes, &mut slow, at));
            prop_assert_eq!(ends.0, ends.1);
            if ends.0.is_some() {
                prop_assert_eq!(quick.place().left(data.len()), slow.place().left(data.len()));
            }
        }
    }

    #[test]
    fn a_table_that_baseline_files_do_not_have_is_declined() {
        let one = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        assert!(Huffman::of_means(&one, &[15]).is_some());
        assert!(Huffman::of_means(&one, &[0x10]).is_none(), "zeros before a mean");
        assert!(Coefficients::new(&one, &[0xF0]).is_some());
        assert!(Coefficients::new(&one, &[0x10]).is_none(), "a run of blocks");
        assert!(Coefficients::new(&[3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], &[1, 2, 3]).is_none());
    }
}
