//! Huffman tables (ISO/IEC 10918-1 annexes C and F.2.2.3), with a table that answers for the next eleven bits at once: which
//! symbol begins there, and how far all symbols reach that end within them.

use crate::bits::Bits;

/// Bits that a look-up covers: longer codes are rare, and the tables of a file stay in the first cache.
const LOOK: u32 = 11;

/// What the next [`LOOK`] bits begin with, in one word: from the lowest bit on
/// - 5: the bits of all symbols whose codes end here, with the numbers that follow them,
/// - 8: the coefficients that these symbols stand for, the runs of zeros included; plus [`END`] when another symbol follows that ends
///   the block; [`NONE`] when there is no symbol here,
/// - 5: the bits of the first symbol, with its number; 0 for a longer code or none,
/// - 5: the length of its code,
/// - 4 and 4: its size and its run.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Entry(u32);

impl Entry {
    fn first(length: u32, symbol: u8) -> Self {
        let total = length + u32::from(symbol & 15);
        Self(total << 13 | length << 18 | u32::from(symbol) << 23)
    }

    fn reaching(self, bits: u32, steps: u32) -> Self {
        Self(self.0 & !0x1FFF | steps << 5 | bits)
    }

    fn bits(self) -> u32 {
        self.0 & 31
    }

    fn steps(self) -> u32 {
        self.0 >> 5 & 255
    }

    /// Bits of the code and the number after it.
    pub(crate) fn total(self) -> u32 {
        self.0 >> 13 & 31
    }

    /// Bits of the code.
    pub(crate) fn length(self) -> u32 {
        self.0 >> 18 & 31
    }

    /// Bits of the number.
    pub(crate) fn size(self) -> u32 {
        self.0 >> 23 & 15
    }

    /// Zeros before it.
    pub(crate) fn run(self) -> u32 {
        self.0 >> 27
    }

    /// Size and run at once.
    pub(crate) fn symbol(self) -> u8 {
        (self.0 >> 23) as u8
    }
}

/// From wherever in a block, further than its last coefficient and less far than [`END`].
const NONE: u32 = 64;
/// See [`Entry`].
const END: u32 = 128;
/// Sixteen zeros.
const ZEROS: u8 = 0xF0;

/// One table.
pub(crate) struct Huffman {
    entries: Box<[Entry; 1 << LOOK]>,
    /// The largest code of each length, left-aligned to 16 bits and exclusive; 0 where there is none.
    above: [u32; 17],
    /// What is added to a code of each length to find its symbol.
    offset: [i32; 17],
    symbols: Vec<u8>,
}

impl Huffman {
    /// From the counts of codes of each length and the symbols in order. `None` for a table that cannot be.
    pub(crate) fn new(counts: &[u8; 16], symbols: &[u8]) -> Option<Self> {
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
                    entries.fill(Entry::first(length, symbol));
                }
                code += 1;
                index += 1;
            }
            if count > 0 {
                table.above[length as usize] = code << (16 - length);
            }
            code <<= 1;
        }
        table.reach();
        Some(table)
    }

    /// Fills in how far the symbols of each entry reach.
    fn reach(&mut self) {
        for look in 0..1_u32 << LOOK {
            let (mut bits, mut steps, mut ended) = (0, 0, false);
            while bits < LOOK && !ended {
                let next = (look << bits) & ((1 << LOOK) - 1);
                let entry = self.entries[next as usize];
                let (length, symbol) = (entry.length(), entry.symbol());
                if length == 0 || bits + length > LOOK || steps >= NONE || is_none(symbol) {
                    break;
                }
                bits += length + u32::from(symbol & 15);
                ended = symbol == 0;
                if !ended {
                    steps += u32::from(symbol >> 4) + 1;
                }
            }
            if ended {
                steps += END;
            } else if steps == 0 || steps > NONE {
                steps = NONE;
            }
            let entry = &mut self.entries[look as usize];
            *entry = entry.reaching(bits, steps);
        }
    }

    /// The next symbol and its number, neither of them taken. Needs 16 valid bits; `None` where there is no such code.
    #[inline(always)]
    pub(crate) fn next(&self, bits: &Bits<'_>) -> Option<Entry> {
        let entry = self.entries[bits.peek(LOOK) as usize];
        if entry.total() == 0 { self.long(bits.peek(16)) } else { Some(entry) }
    }

    #[cold]
    #[inline(never)]
    fn long(&self, next: u32) -> Option<Entry> {
        let length = (LOOK + 1..=16).find(|length| next < self.above[*length as usize])?;
        let code = (next >> (16 - length)) as i32;
        let symbol = self.symbols.get(usize::try_from(code + self.offset[length as usize]).ok()?).copied()?;
        Some(Entry::first(length, symbol))
    }

    /// Steps over the coefficients from `at` (1 to 64) to the end of the block; `None` where the code is not valid.
    #[inline(always)]
    pub(crate) fn step_over(&self, bits: &mut Bits<'_>, mut at: u32) -> Option<()> {
        while at < 64 {
            // Enough for two looks of at most 26 bits: cheaper than to ask, where the answer is anybody's guess.
            bits.refill();
            let entry = self.look(bits);
            let reached = at + entry.steps();
            if reached < 64 {
                bits.skip(entry.bits());
                at = reached;
                let entry = self.look(bits);
                let reached = at + entry.steps();
                if reached < 64 {
                    bits.skip(entry.bits());
                    at = reached;
                    continue;
                }
                if is_end(reached) {
                    bits.skip(entry.bits());
                    return Some(());
                }
                bits.refill();
            } else if is_end(reached) {
                bits.skip(entry.bits());
                return Some(());
            }
            let entry = self.next(bits)?;
            bits.skip(entry.total());
            match entry.symbol() {
                0 => return Some(()),
                symbol if is_none(symbol) => return None,
                _ => at += entry.run() + 1,
            }
        }
        // Beyond the last coefficient: damaged.
        (at == 64).then_some(())
    }

    #[inline(always)]
    fn look(&self, bits: &Bits<'_>) -> Entry {
        self.entries[bits.peek(LOOK) as usize]
    }
}

/// Whether a look reached the end of a block. A full block ends without a code that says so: what looks like one after it begins
/// the next block.
#[inline(always)]
fn is_end(reached: u32) -> bool {
    reached == 64 || (END..END + 64).contains(&reached)
}

/// Whether a baseline file has no such symbol among its coefficients.
pub(crate) fn is_none(symbol: u8) -> bool {
    symbol & 15 == 0 && symbol != 0 && symbol != ZEROS
}
