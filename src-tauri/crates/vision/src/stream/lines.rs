//! Cuts a byte stream into lines, however it was chunked. Holds at most one line.

/// The longest line taken. A whole answer that was not streamed comes as one line of some 10 KiB.
pub(crate) const MAX_LINE: usize = 1 << 20;

/// A line longer than [`MAX_LINE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LineTooLong;

/// Bytes in, lines out, without their ends (`\n` or `\r\n`).
#[derive(Debug, Clone, Default)]
pub(crate) struct Lines {
    open: Vec<u8>,
}

impl Lines {
    /// Takes the next bytes and hands every line they complete to `sink`.
    pub(crate) fn feed(&mut self, bytes: &[u8], mut sink: impl FnMut(&[u8])) -> Result<(), LineTooLong> {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let (head, tail) = rest.split_at(end);
            self.take(head)?;
            sink(trim_return(&self.open));
            self.open.clear();
            rest = tail.get(1..).unwrap_or_default();
        }
        self.take(rest)
    }

    /// The last line, which no line end closed.
    pub(crate) fn finish(&mut self, mut sink: impl FnMut(&[u8])) {
        if !self.open.is_empty() {
            sink(trim_return(&self.open));
            self.open.clear();
        }
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), LineTooLong> {
        if self.open.len() + bytes.len() > MAX_LINE {
            return Err(LineTooLong);
        }
        self.open.extend_from_slice(bytes);
        Ok(())
    }
}

fn trim_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(chunks: &[&[u8]]) -> Vec<String> {
        let mut lines = Lines::default();
        let mut seen = Vec::new();
        for chunk in chunks {
            lines.feed(chunk, |line| seen.push(String::from_utf8_lossy(line).into_owned())).unwrap();
        }
        lines.finish(|line| seen.push(String::from_utf8_lossy(line).into_owned()));
        seen
    }

    #[test]
    fn lines_are_the_same_however_the_bytes_are_cut() {
        let whole = "a\r\nbé中\n\nlast".as_bytes();
        let expected = ["a", "bé中", "", "last"];
        assert_eq!(cut(&[whole]), expected);
        let single: Vec<&[u8]> = whole.chunks(1).collect();
        assert_eq!(cut(&single), expected);
    }

    #[test]
    fn a_line_without_end_is_refused_at_its_bound() {
        let mut lines = Lines::default();
        let chunk = vec![b'x'; MAX_LINE / 2 + 1];
        assert_eq!(lines.feed(&chunk, |_| ()), Ok(()));
        assert_eq!(lines.feed(&chunk, |_| ()), Err(LineTooLong));
    }
}
