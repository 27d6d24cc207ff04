//! A library in a temporary folder, and records as the other rooms would make them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use pothos_model::{
    BasicRecord, BatchId, Camera, FileStamp, Format, LocalTime, ModelStamp, NewWord, Peek, PhotoFacts,
    PhotoId, Quality, QualityReason, Timestamp, VisionRecord, WordKind,
};
use tempfile::TempDir;

use crate::table::analysis::{apply_basic, apply_vision};
use crate::{FoundFile, Imported, Library, PhotoRow};

pub(super) const NOW: Timestamp = Timestamp(1_795_313_553_000);

/// A library that goes with its folder.
pub(super) struct World {
    pub(super) library: Library,
    pub(super) dir: TempDir,
}

impl World {
    pub(super) fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        Self { library: Library::open_at(dir.path(), NOW).expect("a library"), dir }
    }

    pub(super) fn batch(&self, root: &str) -> BatchId {
        self.library.create_import(&[PathBuf::from(root)], root, NOW).expect("a batch")
    }

    /// Imports files named by whole paths below `root`.
    pub(super) fn import(&self, root: &str, paths: &[&str]) -> Imported {
        let files: Vec<FoundFile> = paths.iter().map(|path| found(path)).collect();
        self.import_found(root, &files)
    }

    pub(super) fn import_found(&self, root: &str, files: &[FoundFile]) -> Imported {
        let batch = self.batch(root);
        self.library.import_chunk(batch, Path::new(root), files, NOW).expect("an import")
    }

    /// One photo, not analysed.
    pub(super) fn photo(&self) -> PhotoId {
        let imported = self.import("/p", &["/p/DSC01234.jpg"]);
        imported.added.first().expect("one photo").id
    }

    pub(super) fn basic(&self, photo: PhotoId, record: &BasicRecord) {
        self.library.write(|tx| apply_basic(tx, photo, record, NOW)).expect("a basic record is stored");
    }

    pub(super) fn vision(&self, photo: PhotoId, model: &str, words: &[(WordKind, &str)], at: i64) {
        let record = vision_record(self.batch_of(), model, words);
        self.library
            .write(|tx| apply_vision(tx, photo, &record, NOW.plus_ms(at)))
            .expect("a vision record is stored");
    }

    pub(super) fn row(&self, photo: PhotoId) -> PhotoRow {
        self.library.photo(photo).expect("the photo")
    }

    /// Any batch: words of a model name one.
    fn batch_of(&self) -> BatchId {
        let first =
            self.library.read(|tx| Ok(tx.query_row("SELECT min(id) FROM batch", [], |row| row.get(0))?));
        BatchId(first.expect("a batch was made"))
    }
}

pub(super) fn found(path: &str) -> FoundFile {
    let path = Path::new(path);
    named(path.parent().expect("a folder"), path.file_name().expect("a name").to_os_string())
}

pub(super) fn named(folder: &Path, name: OsString) -> FoundFile {
    FoundFile {
        folder: folder.to_path_buf(),
        name,
        stamp: FileStamp { size: 1000, modified: Timestamp(1_700_000_000_000) },
        peek: Peek { size: Some((600, 400)), ..Peek::of(Format::Jpeg) },
    }
}

pub(super) fn word(kind: WordKind, text: &str) -> NewWord {
    NewWord::new(kind, text)
}

pub(super) fn basic_record() -> BasicRecord {
    BasicRecord {
        width: 6000,
        height: 4000,
        content_hash: [7; 32],
        perceptual_hash: Some(u64::MAX - 5),
        facts: PhotoFacts {
            taken: Some(LocalTime { local_ms: 1_720_000_000_000, offset_minutes: Some(120) }),
            camera: Camera { make: Some("Canon".into()), model: Some("EOS R5".into()), lens: None },
            ..PhotoFacts::default()
        },
        place: None,
        quality: Quality {
            score: 81,
            sharpness: 70,
            exposure: 90,
            contrast: 50,
            colourfulness: 40,
            noise: 5,
            clipped_high: 0.125,
            clipped_low: 0.0,
            mean_luma: 120.5,
            reasons: vec![QualityReason::Sharp],
            ..Quality::default()
        },
        colours: Vec::new(),
        words: vec![word(WordKind::Title, "Summer morning"), word(WordKind::Tag, "summer")],
    }
}

pub(super) fn vision_record(batch: BatchId, model: &str, words: &[(WordKind, &str)]) -> VisionRecord {
    VisionRecord {
        stamp: ModelStamp {
            server: "http://127.0.0.1:11434".into(),
            model: model.into(),
            preset: "standard".into(),
            preset_version: 1,
            batch,
            similar_to: None,
        },
        words: words.iter().map(|(kind, text)| word(*kind, text)).collect(),
        missing: Vec::new(),
        duration_ms: 10,
        prompt_tokens: None,
        answer_tokens: None,
        raw_reply: "{}".into(),
        repairs: Vec::new(),
        meaning: None,
    }
}
