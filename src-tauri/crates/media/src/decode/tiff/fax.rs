//! Rows of black and white as fax machines code them (ITU-T T.4 and T.6; TIFF 6.0, sections 10 and 11): runs, and what
//! differs from the row above. The code tables are those of the `fax` crate; what a row is, how it ends and where the next
//! begins is decided here. Knows no TIFF tag.

use fax::BitReader;
use fax::maps::{Mode, black, mode, white};
use pothos_model::FailureCode;

use super::page::Fax;
use crate::error::Trouble;

/// Zeros before the one that ends a row; no other code has so many.
const END_OF_ROW_ZEROS: u8 = 11;
/// This many ends of a row with nothing between them end the page.
const END_OF_PAGE: usize = 3;

/// Unpacks rows of `width` pixels into `out`, a bit each: ones are black. Every row begins on a whole byte.
pub(super) fn unpack(packed: &[u8], coding: Fax, width: usize, out: &mut [u8]) -> Result<(), Trouble> {
    let mut bits = Bits { data: packed, at: 0 };
    let mut above: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = Vec::new();
    out.fill(0);
    for target in out.chunks_mut(width.div_ceil(8).max(1)) {
        row.clear();
        let end = match coding {
            Fax::Aligned(unit) => {
                bits.align(unit);
                runs(&mut bits, width, &mut row)
            }
            Fax::Group4 => differences(&mut bits, width, &above, &mut row),
            Fax::Group3 { two_dimensional } => {
                let Some(one_dimensional) = bits.next_row(two_dimensional) else { return Ok(()) };
                let end = if one_dimensional {
                    runs(&mut bits, width, &mut row)
                } else {
                    differences(&mut bits, width, &above, &mut row)
                };
                // A fault in the line costs the rest of a row: the next begins behind its mark.
                match end {
                    End::Damage if bits.find_end_of_row() => {
                        if row.len() % 2 == 1 {
                            row.pop();
                        }
                        End::Row
                    }
                    end => end,
                }
            }
        };
        match end {
            End::Row => {}
            End::Page => return Ok(()),
            End::Damage if bits.is_spent() => return Err(Trouble::new(FailureCode::Truncated, "")),
            End::Damage => return Err(Trouble::damaged("a row of a fax breaks off")),
            End::Extension => return Err(Trouble::unsupported("a fax with an uncompressed part")),
        }
        while row.last().is_some_and(|at| *at >= width) {
            row.pop();
        }
        paint(&row, width, target);
        std::mem::swap(&mut row, &mut above);
    }
    Ok(())
}

/// How a row ended.
enum End {
    Row,
    /// No more rows; those that are missing are white.
    Page,
    Damage,
    Extension,
}

/// Runs of white and black by turns, as the places where the colour changes.
fn runs(bits: &mut Bits<'_>, width: usize, row: &mut Vec<usize>) -> End {
    let (mut at, mut is_black) = (0usize, false);
    while at < width {
        let Some(length) = bits.run(is_black) else { return End::Damage };
        at = at.saturating_add(length);
        change(row, at);
        is_black = !is_black;
    }
    End::Row
}

/// A row as what differs from the one above (T.4, section 4.2).
fn differences(bits: &mut Bits<'_>, width: usize, above: &[usize], row: &mut Vec<usize>) -> End {
    // The place that was reached; none before the first pixel.
    let mut reached: Option<usize> = None;
    let mut is_black = false;
    // Where in the row above the next change to the other colour is looked for.
    let mut index = 0;
    while reached.unwrap_or_default() < width || reached.is_none() {
        let beyond = |at: usize| reached.is_none_or(|reached| at > reached);
        while index > 0 && above.get(index - 1).is_some_and(|at| beyond(*at)) {
            index -= 1;
        }
        while above.get(index).is_some_and(|at| !beyond(*at) || (index % 2 == 1) != is_black) {
            index += 1;
        }
        let change_above = |index: usize| above.get(index).copied().unwrap_or(width);
        let from = reached.unwrap_or_default();
        match mode::decode(bits) {
            Some(Mode::Pass) => reached = Some(change_above(index + 1)),
            Some(Mode::Vertical(delta)) => {
                let Some(at) = change_above(index).checked_add_signed(isize::from(delta)) else {
                    return End::Damage;
                };
                if at < from || at > width {
                    return End::Damage;
                }
                change(row, at);
                is_black = !is_black;
                reached = Some(at);
            }
            Some(Mode::Horizontal) => {
                let Some((first, second)) = bits.run(is_black).zip(bits.run(!is_black)) else {
                    return End::Damage;
                };
                let middle = from.saturating_add(first);
                change(row, middle);
                change(row, middle.saturating_add(second));
                reached = Some(middle.saturating_add(second));
            }
            Some(Mode::Extension) => return End::Extension,
            Some(Mode::EOF) if reached.is_none() && !bits.is_spent() => return End::Page,
            Some(Mode::EOF) | None => return End::Damage,
        }
    }
    End::Row
}

/// Notes a change of colour; two at the same place are none.
fn change(row: &mut Vec<usize>, at: usize) {
    if row.last() == Some(&at) {
        row.pop();
    } else {
        row.push(at);
    }
}

/// Sets the bits of the black runs.
fn paint(row: &[usize], width: usize, target: &mut [u8]) {
    for run in row.chunks(2) {
        let (Some(&from), to) = (run.first(), run.get(1).copied().unwrap_or(width)) else { continue };
        let (head, tail) = (0xFFu8 >> (from % 8), !(0xFFu8 >> (to % 8)));
        match target.get_mut(from / 8..to.div_ceil(8)) {
            Some([one]) if tail == 0 => *one |= head,
            Some([one]) => *one |= head & tail,
            Some([first, middle @ .., last]) => {
                *first |= head;
                middle.fill(0xFF);
                *last |= if tail == 0 { 0xFF } else { tail };
            }
            _ => {}
        }
    }
}

/// Bits from the highest of each byte on; behind the last one stand zeros that cannot be consumed.
#[derive(Clone, Copy)]
struct Bits<'a> {
    data: &'a [u8],
    at: usize,
}

impl BitReader for Bits<'_> {
    type Error = ();

    fn peek(&self, bits: u8) -> Option<u16> {
        let byte = |index: usize| u32::from(self.data.get(self.at / 8 + index).copied().unwrap_or_default());
        let window = byte(0) << 24 | byte(1) << 16 | byte(2) << 8;
        // At most sixteen bits are asked for.
        (1..=16).contains(&bits).then(|| (window << (self.at % 8) >> (32 - u32::from(bits))) as u16)
    }

    fn consume(&mut self, bits: u8) -> Result<(), ()> {
        self.at += usize::from(bits);
        if self.at > self.data.len() * 8 { Err(()) } else { Ok(()) }
    }

    fn bits_to_byte_boundary(&self) -> u8 {
        (8 - self.at % 8) as u8 % 8
    }
}

impl Bits<'_> {
    fn is_spent(&self) -> bool {
        // The last byte may be filled up.
        self.at + 8 > self.data.len() * 8
    }

    fn align(&mut self, unit: u8) {
        self.at = self.at.next_multiple_of(usize::from(unit));
    }

    /// A run: any number of parts of whole 64s, then the rest.
    fn run(&mut self, is_black: bool) -> Option<usize> {
        let mut length = 0usize;
        loop {
            let before = *self;
            let part = if is_black { black::decode(self) } else { white::decode(self) };
            let Some(part) = part else {
                *self = before;
                return None;
            };
            length = length.saturating_add(usize::from(part));
            if part < 64 {
                return Some(length);
            }
        }
    }

    /// Steps over the mark between rows, where there is one, and gives whether the row stands for itself. `None` at the
    /// end of the page.
    fn next_row(&mut self, two_dimensional: bool) -> Option<bool> {
        let mut one_dimensional = true;
        let mut marks = 0;
        while self.peek(END_OF_ROW_ZEROS) == Some(0) {
            if !self.find_end_of_row() {
                return None;
            }
            self.skip_end_of_row()?;
            marks += 1;
            if two_dimensional {
                one_dimensional = self.peek(1) == Some(1);
                self.consume(1).ok()?;
            }
            if marks == END_OF_PAGE {
                return None;
            }
        }
        Some(one_dimensional)
    }

    /// Steps up to the zeros that end a row. False when there are none any more.
    fn find_end_of_row(&mut self) -> bool {
        while self.at < self.data.len() * 8 {
            if self.peek(END_OF_ROW_ZEROS) == Some(0) {
                return true;
            }
            self.at += 1;
        }
        false
    }

    /// Steps over zeros and the one behind them.
    fn skip_end_of_row(&mut self) -> Option<()> {
        while self.peek(1) == Some(0) {
            self.consume(1).ok()?;
        }
        self.consume(1).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bits written as text, filled up with zeros.
    fn bytes(text: &str) -> Vec<u8> {
        let bits: Vec<u8> = text.bytes().filter(|c| *c != b' ').map(|c| c - b'0').collect();
        bits.chunks(8).map(|byte| byte.iter().enumerate().fold(0, |b, (i, bit)| b | bit << (7 - i))).collect()
    }

    const MARK: &str = "000000000001";

    fn check(coding: Fax, width: usize, text: &str, expected: &[u8]) {
        let mut out = vec![0; expected.len()];
        unpack(&bytes(text), coding, width, &mut out).unwrap();
        assert_eq!(out, expected, "{coding:?} {text}");
    }

    #[test]
    fn rows_of_runs_are_read_with_and_without_marks() {
        // White 4, black 3, white 1; white 8.
        let (first, second) = ("1011 10 000111", "10011");
        let group3 = Fax::Group3 { two_dimensional: false };
        check(group3, 8, &format!("{first}{second}"), &[0b0000_1110, 0]);
        check(group3, 8, &format!("{MARK}{first}{MARK}{second}{MARK}"), &[0b0000_1110, 0]);
        check(group3, 8, &format!("0000{MARK}{first}00000{MARK}{second}"), &[0b0000_1110, 0]);
        check(Fax::Aligned(8), 8, &format!("{first}0000{second}"), &[0b0000_1110, 0]);
        check(Fax::Aligned(16), 8, &format!("{first}0000{second}"), &[0b0000_1110, 0]);
        // The page ends after its first row; the rest of it is white.
        check(group3, 8, &format!("{MARK}{first}{}", MARK.repeat(6)), &[0b0000_1110, 0, 0]);
    }

    #[test]
    fn a_fault_costs_one_row_of_group_three() {
        let text = format!("{MARK}1011 10 000111{MARK}1011 000000001{MARK}1011 10 000111{MARK}");
        check(Fax::Group3 { two_dimensional: false }, 8, &text, &[0b0000_1110, 0, 0b0000_1110]);
    }

    #[test]
    fn rows_are_read_from_the_row_above() {
        // Horizontal white 4, black 3, then vertical 0 to the end; the same again; black 3 one to the left.
        let (first, same, left) = ("001 1011 10 1", "1 1 1", "010 010 1");
        check(Fax::Group4, 8, &format!("{first}{same}{left}"), &[0b0000_1110, 0b0000_1110, 0b0001_1100]);
        // Passed over: all white.
        check(Fax::Group4, 8, &format!("{first}0001 1"), &[0b0000_1110, 0]);
        let group3 = Fax::Group3 { two_dimensional: true };
        let text = format!("{MARK}1 1011 10 000111{MARK}0 {left}{MARK}1 10011");
        check(group3, 8, &text, &[0b0000_1110, 0b0001_1100, 0]);
    }

    #[test]
    fn a_fax_that_breaks_off_is_said_to() {
        let code =
            |text: &str| unpack(&bytes(text), Fax::Group4, 64, &mut [0; 64]).map_err(|trouble| trouble.code);
        assert_eq!(code("1"), Err(FailureCode::Truncated));
        assert_eq!(code(&format!("1{MARK}{MARK}00000000")), Ok(()));
        assert_eq!(code(&"0000001111".repeat(9)), Err(FailureCode::Unsupported));
    }
}
