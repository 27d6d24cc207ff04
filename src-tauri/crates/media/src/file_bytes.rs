//! A file's bytes in memory. Long ones lie in memory of their own, which goes back to the system in the moment they are dropped, and
//! comes in large pages where the system has them: a page fault for each four thousand bytes costs as much as the hash of them.

use std::io::{self, Read};
use std::ops::Deref;

use memmap2::MmapMut;

/// Bytes from which on a file has memory of its own: a page of the large kind.
const LONG: usize = 2 << 20;

/// What was read of a file.
pub(crate) enum FileBytes {
    /// In the program's common memory.
    Short(Vec<u8>),
    /// In memory of its own, of which so many bytes are the file's.
    Long(MmapMut, usize),
}

impl FileBytes {
    /// `head`, which has been read, and what follows it in `file`: `most` bytes in all. `length` is how long the file is said to be;
    /// one that is longer or shorter by now is read as it is.
    ///
    /// # Errors
    /// When it cannot be read, or there is no memory for it.
    pub fn read(mut head: Vec<u8>, file: &mut impl Read, length: u64, most: u64) -> io::Result<Self> {
        let expected = usize::try_from(length.min(most)).map_err(io::Error::other)?;
        let rest = |had: usize| most.saturating_sub(had as u64);
        if expected < LONG || expected < head.len() {
            head.reserve_exact(expected.saturating_sub(head.len()));
            file.take(rest(head.len())).read_to_end(&mut head)?;
            return Ok(Self::Short(head));
        }
        let mut memory = own_memory(expected)?;
        let mut had = head.len();
        memory[..had].copy_from_slice(&head);
        while had < expected {
            match file.read(&mut memory[had..]) {
                Ok(0) => break,
                Ok(read) => had += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let mut grown = Vec::new();
        file.take(rest(had)).read_to_end(&mut grown)?;
        if grown.is_empty() {
            return Ok(Self::Long(memory, had));
        }
        Ok(Self::Short([&memory[..had], &grown].concat()))
    }
}

fn own_memory(bytes: usize) -> io::Result<MmapMut> {
    let memory = MmapMut::map_anon(bytes)?;
    // Only a wish: small pages do as well.
    #[cfg(target_os = "linux")]
    let _ = memory.advise(memmap2::Advice::HugePage);
    Ok(memory)
}

impl Default for FileBytes {
    fn default() -> Self {
        Self::Short(Vec::new())
    }
}

impl Deref for FileBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Short(bytes) => bytes,
            Self::Long(memory, length) => memory.get(..*length).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of so many bytes that was said to have others.
    #[track_caller]
    fn check(said: u64, has: u64, most: u64) {
        let whole: Vec<u8> = (0..has).map(|at| (at % 251) as u8).collect();
        let head: Vec<u8> = whole.iter().copied().take(1000).collect();
        let mut rest = whole.get(head.len()..).unwrap_or_default();
        let read = FileBytes::read(head, &mut rest, said, most).unwrap();
        let expected = whole.len().min(usize::try_from(most).unwrap());
        assert!(*read == whole[..expected], "{} of {has} bytes, said to be {said}", read.len());
    }

    #[test]
    fn a_file_is_read_whole_whatever_it_was_said_to_be() {
        const PAGE: u64 = LONG as u64;
        for has in [1, 1000, 70_000, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE + 5] {
            for said in [0, has / 2, has - 1, has, has + 1, 3 * PAGE] {
                check(said, has, 100 * PAGE);
                check(said, has, PAGE);
            }
        }
    }
}
