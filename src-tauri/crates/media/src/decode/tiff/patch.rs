//! A file of which two bytes read otherwise: how the `tiff` crate is brought to read the samples of a colour space whose
//! name it refuses. Knows no tag.

use std::io::{Read, Seek, SeekFrom};

/// A reader with two bytes replaced.
pub(super) struct Patched<R> {
    inner: R,
    patch: Option<(usize, [u8; 2])>,
}

impl<R> Patched<R> {
    /// `inner`, with the two bytes at the given offset replaced.
    pub fn new(inner: R, patch: Option<(usize, [u8; 2])>) -> Self {
        Self { inner, patch }
    }
}

impl<R: Read + Seek> Read for Patched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let Some((at, bytes)) = self.patch else { return self.inner.read(buffer) };
        let start = self.inner.stream_position()?;
        let count = self.inner.read(buffer)?;
        for (index, byte) in bytes.into_iter().enumerate() {
            let offset =
                ((at + index) as u64).checked_sub(start).and_then(|offset| usize::try_from(offset).ok());
            if let Some(slot) =
                offset.filter(|offset| *offset < count).and_then(|offset| buffer.get_mut(offset))
            {
                *slot = byte;
            }
        }
        Ok(count)
    }
}

impl<R: Seek> Seek for Patched<R> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.inner.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn two_bytes_read_otherwise_however_they_are_read() {
        for piece in 1..=7 {
            let mut reader = Patched::new(Cursor::new(b"abcdef"), Some((2, *b"XY")));
            let mut all: Vec<u8> = Vec::new();
            let mut buffer = vec![0; piece];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                all.extend(&buffer[..count]);
            }
            assert_eq!(all, b"abXYef", "in pieces of {piece}");
        }
    }
}
