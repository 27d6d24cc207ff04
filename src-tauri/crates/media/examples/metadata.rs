//! What files say about themselves, one line of debug text a file: `metadata FILES…`. The bench sets it beside exiftool.

use std::io::Write as _;
use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for path in std::env::args_os().skip(1).map(PathBuf::from) {
        match pothos_media::facts(&path) {
            Ok(facts) => writeln!(out, "{}: {facts:?}", path.display())?,
            Err(error) => writeln!(out, "{}: {error}", path.display())?,
        }
    }
    out.flush()
}
