//! The bytes of a strip or tile, unpacked: never more than they must be, and `Truncated` when they are fewer. Knows bytes;
//! what they mean is read elsewhere.

use std::io::{ErrorKind, Read};

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};
use pothos_model::FailureCode;
use weezl::LzwStatus;
use weezl::decode::{Configuration, Decoder};

use crate::error::Trouble;

/// The decoders that are worth keeping from one strip to the next.
#[derive(Default)]
pub(super) struct Unpacker {
    lzw: Option<Decoder>,
    /// As TIFF had it before version 5.
    old_lzw: Option<Decoder>,
    deflate: DecompressorOxide,
}

impl Unpacker {
    /// LZW (TIFF 6.0, section 13).
    pub fn lzw(&mut self, packed: &[u8], out: &mut [u8]) -> Result<(), Trouble> {
        use weezl::BitOrder::{Lsb, Msb};
        // A stream begins with a clear code; in the old one it stands the other way round (libtiff asks the same).
        let is_old = matches!(packed, [0, second, ..] if second & 1 == 1);
        let decoder = if is_old {
            let old = || Configuration::new(Lsb, 8).with_yield_on_full_buffer(true).build();
            self.old_lzw.get_or_insert_with(old)
        } else {
            let new = || Configuration::with_tiff_size_switch(Msb, 8).with_yield_on_full_buffer(true).build();
            self.lzw.get_or_insert_with(new)
        };
        decoder.reset();
        let (mut packed, mut room) = (packed, out);
        while !room.is_empty() {
            let step = decoder.decode_bytes(packed, room);
            packed = packed.get(step.consumed_in..).unwrap_or_default();
            room = room.get_mut(step.consumed_out..).unwrap_or_default();
            match step.status {
                Ok(LzwStatus::Ok) if step.consumed_in + step.consumed_out > 0 => {}
                Ok(LzwStatus::Ok | LzwStatus::Done | LzwStatus::NoProgress) => break,
                Err(error) => return Err(Trouble::damaged(error.to_string())),
            }
        }
        filled(room.len())
    }

    /// Deflate, in zlib's wrapping. The sum at the end is not asked: the pixels are there.
    pub fn deflate(&mut self, packed: &[u8], out: &mut [u8]) -> Result<(), Trouble> {
        const FLAGS: u32 = inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER
            | inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF
            | inflate_flags::TINFL_FLAG_IGNORE_ADLER32;
        self.deflate.init();
        let (status, _, count) = decompress(&mut self.deflate, packed, out, 0, FLAGS);
        match status {
            TINFLStatus::Failed if count < out.len() => Err(Trouble::damaged("invalid deflate data")),
            _ => filled(out.len() - count),
        }
    }
}

/// PackBits (TIFF 6.0, section 9).
pub(super) fn pack_bits(mut packed: &[u8], out: &mut [u8]) -> Result<(), Trouble> {
    let mut room = out;
    while let (Some((&head, rest)), false) = (packed.split_first(), room.is_empty()) {
        packed = rest;
        match head {
            0..=127 => {
                let count = (usize::from(head) + 1).min(room.len());
                let Some((from, rest)) = packed.split_at_checked(count) else { break };
                let (to, after) = room.split_at_mut(count);
                to.copy_from_slice(from);
                (packed, room) = (rest, after);
            }
            128 => {}
            129.. => {
                let count = (257 - usize::from(head)).min(room.len());
                let Some((value, rest)) = packed.split_first() else { break };
                let (to, after) = room.split_at_mut(count);
                to.fill(*value);
                (packed, room) = (rest, after);
            }
        }
    }
    filled(room.len())
}

/// Zstandard. Its window is bounded by the crate.
pub(super) fn zstd(packed: &[u8], out: &mut [u8]) -> Result<(), Trouble> {
    let invalid = || Trouble::damaged("invalid zstd data");
    let mut stream = ruzstd::decoding::StreamingDecoder::new(packed).map_err(|_| invalid())?;
    stream.read_exact(out).map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => Trouble::new(FailureCode::Truncated, ""),
        _ => invalid(),
    })
}

fn filled(missing: usize) -> Result<(), Trouble> {
    if missing == 0 { Ok(()) } else { Err(Trouble::new(FailureCode::Truncated, "")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_unpacked_and_too_few_are_said() {
        let mut out = [0; 7];
        pack_bits(&[2, 1, 2, 3, 128, 253, 9, 0], &mut out).unwrap();
        assert_eq!(out, [1, 2, 3, 9, 9, 9, 9]);
        // More than there is room for is left.
        pack_bits(&[129, 5], &mut out).unwrap();
        assert_eq!(out, [5; 7]);
        assert_eq!(pack_bits(&[6, 1, 2], &mut out).unwrap_err().code, FailureCode::Truncated);
    }

    #[test]
    fn both_kinds_of_lzw_are_read() {
        let text: Vec<u8> = (0..20_000u32).map(|at| (at * at / 50) as u8).collect();
        let new =
            weezl::encode::Encoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8).encode(&text).unwrap();
        let old = weezl::encode::Encoder::new(weezl::BitOrder::Lsb, 8).encode(&text).unwrap();
        let mut unpacker = Unpacker::default();
        for packed in [&new, &old, &new] {
            let mut out = vec![0; text.len()];
            unpacker.lzw(packed, &mut out).unwrap();
            assert!(out == text);
            assert_eq!(
                unpacker.lzw(&packed[..packed.len() / 2], &mut out).unwrap_err().code,
                FailureCode::Truncated
            );
        }
    }
}
