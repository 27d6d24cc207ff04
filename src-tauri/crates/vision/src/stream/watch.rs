//! Notices a model that has lost its way: white space without end, the same words over and over, too much of
//! anything. Numbers from measured failures of real servers; see docs/decisions/0047.

use std::fmt;

/// White space in a row outside a string; pretty-printed JSON was seen with 21.
const MAX_BLANKS: u32 = 64;
/// One character in a row, anywhere.
const MAX_SAME: u32 = 80;
/// The longest sequence of words that is looked for as a repetition.
const MAX_GRAM: usize = 8;
/// How often a sequence may follow itself.
const MAX_REPEATS: u32 = 12;
/// No word is longer; scripts without spaces count by character.
const MAX_UNIT: usize = 200;
/// Control characters in an answer.
const MAX_CONTROLS: u32 = 16;

/// Why listening stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Runaway {
    /// Only white space comes.
    Blanks,
    /// The same words come again and again.
    Repeats,
    /// More text than any answer needs.
    TooLong,
    /// Control characters come.
    Controls,
}

impl fmt::Display for Runaway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Runaway::Blanks => "it wrote white space without end",
            Runaway::Repeats => "it wrote the same words over and over",
            Runaway::TooLong => "it wrote without end",
            Runaway::Controls => "it wrote control characters",
        })
    }
}

/// Watches one text as it grows. Constant memory.
#[derive(Debug)]
pub(crate) struct Watch {
    limit: usize,
    length: usize,
    blanks: u32,
    same: u32,
    last: Option<char>,
    controls: u32,
    unit: u64,
    unit_length: usize,
    units: [u64; MAX_GRAM],
    seen: usize,
    runs: [u32; MAX_GRAM],
}

impl Watch {
    /// A watch that lets `limit` bytes pass.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            length: 0,
            blanks: 0,
            same: 0,
            last: None,
            controls: 0,
            unit: FNV,
            unit_length: 0,
            units: [0; MAX_GRAM],
            seen: 0,
            runs: [0; MAX_GRAM],
        }
    }

    /// Takes the next character; `in_string` tells whether it stands inside a JSON string.
    pub(crate) fn take(&mut self, c: char, in_string: bool) -> Option<Runaway> {
        self.length += c.len_utf8();
        if self.length > self.limit {
            return Some(Runaway::TooLong);
        }
        self.blanks = if c.is_whitespace() && !in_string { self.blanks + 1 } else { 0 };
        if self.blanks > MAX_BLANKS {
            return Some(Runaway::Blanks);
        }
        self.same = if self.last == Some(c) { self.same + 1 } else { 0 };
        self.last = Some(c);
        if self.same > MAX_SAME {
            return Some(if c.is_whitespace() { Runaway::Blanks } else { Runaway::Repeats });
        }
        if c.is_control() && !c.is_whitespace() {
            self.controls += 1;
            if self.controls > MAX_CONTROLS {
                return Some(Runaway::Controls);
            }
        }
        if !c.is_alphanumeric() {
            return self.close_unit();
        }
        self.unit = (self.unit ^ u64::from(u32::from(c))).wrapping_mul(FNV_PRIME);
        self.unit_length += 1;
        if self.unit_length > MAX_UNIT {
            return Some(Runaway::Repeats);
        }
        if is_unspaced(c) { self.close_unit() } else { None }
    }

    fn close_unit(&mut self) -> Option<Runaway> {
        if self.unit_length == 0 {
            return None;
        }
        let unit = std::mem::replace(&mut self.unit, FNV);
        self.unit_length = 0;
        let mut runaway = None;
        for gram in 1..=MAX_GRAM {
            let before = self.units[(self.seen + MAX_GRAM - gram) % MAX_GRAM];
            let run = &mut self.runs[gram - 1];
            *run = if self.seen >= gram && before == unit { *run + 1 } else { 0 };
            if *run / gram as u32 >= MAX_REPEATS {
                runaway = Some(Runaway::Repeats);
            }
        }
        self.units[self.seen % MAX_GRAM] = unit;
        self.seen += 1;
        runaway
    }
}

const FNV: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

/// Han, kana and hangul: written without spaces, so that a character is a unit.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch(text: &str, in_string: bool) -> Option<Runaway> {
        let mut watch = Watch::new(4_000);
        text.chars().find_map(|c| watch.take(c, in_string))
    }

    #[test]
    fn endless_answers_are_stopped() {
        assert_eq!(watch(&" \n".repeat(40), false), Some(Runaway::Blanks));
        assert_eq!(watch(&"\t".repeat(90), true), Some(Runaway::Blanks), "even inside a string");
        assert_eq!(watch(&"sea ".repeat(20), true), Some(Runaway::Repeats));
        assert_eq!(watch(&"the old man and the sea, ".repeat(20), true), Some(Runaway::Repeats));
        assert_eq!(watch(&"海边日落，".repeat(20), true), Some(Runaway::Repeats));
        assert_eq!(watch(&"!".repeat(100), true), Some(Runaway::Repeats));
        assert_eq!(watch(&"x".repeat(300), true), Some(Runaway::Repeats));
        assert_eq!(
            watch(&(0..2_000).map(|n| format!("{n} ")).collect::<String>(), true),
            Some(Runaway::TooLong)
        );
        assert_eq!(
            watch(&(0..20).map(|n| format!("{n}\u{1}")).collect::<String>(), true),
            Some(Runaway::Controls)
        );
    }

    #[test]
    fn ordinary_answers_pass() {
        let answer =
            "{\"title\" :\"Boats\",\n                    \"tags\":[\"sea\", \"sea\", \"sea\", \"boat\"] }";
        assert_eq!(watch(answer, false), None);
        assert_eq!(watch(&"very ".repeat(12), true), None, "twelve times is emphasis");
    }
}
