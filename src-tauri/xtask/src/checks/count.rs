//! Adds up what test runners say about themselves: libtest, nextest, vitest, node's own. Counts nothing twice.

/// Tests that ran, over all runners.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

impl Count {
    /// Reads one line of a runner's output.
    pub fn see(&mut self, line: &str) {
        let plain = without_colours(line);
        let line = plain.trim();
        if line.starts_with("test result:") || (line.starts_with("Summary [") && line.contains("tests run:"))
        {
            // libtest: "test result: ok. 12 passed; 0 failed; 1 ignored; …"
            // nextest: "Summary [ 1.2s] 14 tests run: 13 passed, 1 failed, 2 skipped"
            self.passed += before(line, "passed");
            self.failed += before(line, "failed") + before(line, "timed out");
            self.skipped += before(line, "ignored") + before(line, "skipped");
        } else if line.starts_with("Tests  ") {
            // vitest: "Tests  1 failed | 12 passed | 2 skipped (15)"
            self.passed += before(line, "passed");
            self.failed += before(line, "failed");
            self.skipped += before(line, "skipped");
        } else if let Some(rest) = line.strip_prefix("# ").or_else(|| line.strip_prefix("\u{2139} ")) {
            // node --test: "ℹ pass 12", "# fail 1"
            let mut words = rest.split(' ');
            let (what, number) =
                (words.next(), words.next().and_then(|number| number.parse().ok()).unwrap_or(0));
            match what {
                Some("pass") => self.passed += number,
                Some("fail") => self.failed += number,
                Some("skipped" | "todo") => self.skipped += number,
                _ => {}
            }
        }
    }
}

/// The number before a word; 0 when the word is not there.
fn before(line: &str, word: &str) -> u64 {
    let Some(at) = line.find(&format!(" {word}")) else { return 0 };
    line[..at]
        .rsplit(|letter: char| !letter.is_ascii_digit())
        .next()
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

fn without_colours(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        if letter == '\u{1b}' {
            letters.by_ref().find(|end| end.is_ascii_alphabetic());
        } else {
            out.push(letter);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_runner_is_understood() {
        let check = |line: &str, passed, failed, skipped| {
            let mut count = Count::default();
            count.see(line);
            assert_eq!(count, Count { passed, failed, skipped }, "{line}");
        };
        check("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out", 12, 0, 1);
        check("test result: FAILED. 3 passed; 2 failed; 0 ignored", 3, 2, 0);
        check("     Summary [   1.234s] 14 tests run: 13 passed (1 slow), 1 failed, 2 skipped", 13, 1, 2);
        check(
            "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m25 passed\u{1b}[39m\u{1b}[22m\u{1b}[90m (25)\u{1b}[39m",
            25,
            0,
            0,
        );
        check("      Tests  1 failed | 12 passed | 2 skipped (15)", 12, 1, 2);
        check("ℹ pass 7", 7, 0, 0);
        check("# fail 2", 0, 2, 0);
        check("running 12 tests", 0, 0, 0);
    }
}
