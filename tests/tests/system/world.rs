//! A world for one test: a temporary folder with photos and a library, and ways to read what it holds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pothos_media::draw::{SampleSpec, Scene, sample_jpeg};
use pothos_model::PhotoFacts;
use pothos_tests::stub::StubServer;
use serde_json::Value;
use tempfile::TempDir;

use crate::terminal::{Ran, Terminal};

pub const MODEL: &str = "stub-vl:4b";

/// Photos, a library, and the terminal program on it; gone with the test.
pub struct World {
    pub dir: TempDir,
    pub terminal: Terminal,
    pub photos: PathBuf,
}

/// A small JPEG that differs from every other number's.
pub fn picture(number: u64) -> Vec<u8> {
    let scene = Scene::ALL[usize::try_from(number).unwrap() % Scene::ALL.len()];
    sample_jpeg(&SampleSpec {
        width: 160,
        height: 120,
        seed: number,
        scene,
        quality: 80,
        facts: PhotoFacts::default(),
    })
}

impl World {
    /// An empty library and an empty folder of photos.
    pub fn new() -> Self {
        let dir = tempfile::Builder::new().prefix("pothos-system-").tempdir().unwrap();
        let photos = dir.path().join("photos");
        std::fs::create_dir(&photos).unwrap();
        let terminal = Terminal { library: dir.path().join("library") };
        Self { dir, terminal, photos }
    }

    /// A world whose library holds `count` photos, indexed.
    #[track_caller]
    pub fn with_photos(count: u64) -> Self {
        let world = Self::new();
        world.draw(0..count);
        world.add().expect(0);
        world
    }

    /// Draws one picture a number.
    pub fn draw(&self, numbers: std::ops::Range<u64>) {
        for number in numbers {
            std::fs::write(self.photos.join(format!("photo-{number:04}.jpg")), picture(number)).unwrap();
        }
    }

    /// Adds the folder of photos.
    pub fn add(&self) -> Ran {
        self.terminal.run(&["add", text(&self.photos)])
    }

    /// The words of `analyze --all` against `stub`, and more.
    pub fn analyze<'a>(url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let mut words = vec!["analyze", "--all", "--server", url, "--model", MODEL];
        words.extend(more);
        words
    }

    /// `analyze --all` against `stub` to its end.
    pub fn analyze_all(&self, stub: &StubServer, more: &[&str]) -> Ran {
        self.terminal.run(&Self::analyze(&stub.url(), more))
    }
}

/// A path as an argument; test paths are UTF-8.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A photo's words of one kind, by who wrote them: `basic`, `model`, …
pub fn words(photo: &Value, kind: &str, source: &str) -> Vec<String> {
    let all = photo["words"].as_array().unwrap_or_else(|| panic!("a photo record lists its words: {photo}"));
    let hits = all.iter().filter(|word| word["kind"] == kind && word["source"] == source);
    hits.map(|word| word["text"].as_str().unwrap().to_owned()).collect()
}

/// File names and states.
pub fn states(photos: &[Value]) -> BTreeMap<String, String> {
    let pair =
        |photo: &Value| Some((photo["name"].as_str()?.to_owned(), photo["state"].as_str()?.to_owned()));
    photos.iter().filter_map(pair).collect()
}

/// Stops the test unless every photo has exactly one title of the model.
#[track_caller]
pub fn assert_each_titled_once(photos: &[Value]) {
    for photo in photos {
        let titles = words(photo, "title", "model");
        assert_eq!(titles.len(), 1, "{}: {titles:?}", photo["name"]);
    }
}
