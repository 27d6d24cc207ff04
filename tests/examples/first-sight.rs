//! How soon a folder can be seen: `first-sight FOLDER` scans it into a fresh library, as an import does, and says when
//! the first screen of the cameras' own thumbnails was kept, and when all were. Nothing is decoded beside.

use std::error::Error;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use pothos_library::{ScanEvent, Seen};
use pothos_media::Peeked;
use pothos_model::Timestamp;
use pothos_store::{FoundFile, Library};
use tokio_util::sync::CancellationToken;

/// Tiles on a large screen.
const SCREEN: usize = 60;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("first-sight FOLDER")?).canonicalize()?;
    let place = tempfile::tempdir()?;
    let library = Library::open(place.path())?;
    let roots = [folder];
    let began = Instant::now();
    let batch = library.create_import(&roots, "first sight", Timestamp(1))?;
    let (mut kept, mut photos, mut screen) = (0, 0, None);
    let peek = |path: &Path| {
        pothos_media::peek(path).map(|peeked| match peeked {
            Peeked::Picture(peek) => Seen::Picture(peek),
            Peeked::Passed { code, message } => Seen::Passed { code, message },
        })
    };
    let mut wrong = None;
    pothos_library::scan(&roots, &peek, &CancellationToken::new(), &mut |event| {
        let ScanEvent::Found { root, files } = event else { return ControlFlow::Continue(()) };
        let files: Vec<FoundFile> = files
            .into_iter()
            .map(|found| FoundFile {
                folder: found.folder,
                name: found.name,
                stamp: found.stamp,
                peek: found.peek,
            })
            .collect();
        match library.import_chunk(batch, &root, &files, Timestamp(2)) {
            Ok(imported) => {
                photos += imported.added.len();
                kept += imported.added.iter().filter(|row| row.version > 0).count();
                if kept >= SCREEN && screen.is_none() {
                    screen = Some(began.elapsed());
                }
                ControlFlow::Continue(())
            }
            Err(error) => {
                wrong = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    if let Some(error) = wrong {
        return Err(error.into());
    }
    let all = began.elapsed();
    let first = screen.map_or_else(|| "never".to_owned(), |time| format!("{} ms", time.as_millis()));
    println!(
        "{photos} photos: first screen of {SCREEN} after {first}, all {kept} first sights after {:.2} s",
        all.as_secs_f64()
    );
    Ok(())
}
