//! Groups of alike photos on a real library: as photos come, change and go, in any order, ended at any point.

mod bursts;
mod history;
mod plan;
mod stories;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pothos_model::{FileStamp, Format, Peek, PhotoId, Timestamp, nearest_turn};
use tempfile::TempDir;

use super::{Among, GroupKind, Known, LikeKey, Likenesses};
use crate::{FoundFile, Library};

const NOW: Timestamp = Timestamp(1_795_313_553_000);
/// Hashes that are far from each other, also turned.
const A: u64 = 0x0F1E_2D3C_4B5A_6978;
const B: u64 = 0xF351_B1D0_9E4C_2766;
const C: u64 = 0x5AA5_0FF1_C33D_8E12;

/// All that was ever added, compared one by one.
#[derive(Default)]
struct Plain(Vec<(Among, PhotoId, LikeKey)>);

impl Likenesses for Plain {
    fn near(&self, among: Among, key: LikeKey) -> Vec<PhotoId> {
        let near = |other: LikeKey| match (key, other) {
            (LikeKey::Seen(a), LikeKey::Seen(b)) => nearest_turn(a, b).1 <= pothos_model::NEAR_BITS,
            (a, b) => a == b,
        };
        self.0
            .iter()
            .filter(|(there, _, other)| *there == among && near(*other))
            .map(|(_, photo, _)| *photo)
            .collect()
    }

    fn add(&mut self, among: Among, photo: PhotoId, key: LikeKey) {
        self.0.push((among, photo, key));
    }
}

/// What a photo of these tests is.
#[derive(Debug, Clone, Copy)]
struct Shot {
    /// The same number is the same file.
    content: u64,
    hash: Option<u64>,
    width: u32,
    score: u8,
    /// ms after a moment, by a camera of that number; without one nothing is known.
    taken: Option<(i64, u8)>,
}

impl Shot {
    /// A photo with that content and hash, of a size and score like all others.
    fn new(content: u64, hash: u64) -> Self {
        Self { content, hash: Some(hash), width: 600, score: 50, taken: None }
    }
}

/// A library with photos, and an index beside it.
struct World {
    library: Library,
    dir: TempDir,
    index: Plain,
    known: Known,
}

impl World {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        Self {
            library: Library::open_at(dir.path(), NOW).expect("a library"),
            dir,
            index: Plain::default(),
            known: Known::default(),
        }
    }

    /// Ends the process, and starts it again: the index is filled from the library.
    fn killed(self) -> Self {
        drop(self.library);
        let library = Library::open_at(self.dir.path(), NOW).expect("the library again");
        let mut index = Plain::default();
        library.likenesses(|row| index.add(row.among, row.photo, row.key)).expect("the places");
        Self { library, dir: self.dir, index, known: Known::default() }
    }

    /// Photos that were found and looked at; their ids rise.
    fn photos(&self, shots: &[Shot]) -> Vec<PhotoId> {
        let before = self.number("SELECT coalesce(max(id), 0) FROM photo");
        let batch = self.library.create_import(&[PathBuf::from("/p")], "p", NOW).expect("a batch");
        let files: Vec<FoundFile> = (0..shots.len())
            .map(|at| FoundFile {
                folder: PathBuf::from("/p"),
                name: format!("{before}-{at:05}.jpg").into(),
                stamp: FileStamp { size: 1000, modified: NOW },
                peek: Peek { size: Some((600, 400)), ..Peek::of(Format::Jpeg) },
            })
            .collect();
        let added = files.chunks(500).flat_map(|some| {
            self.library.import_chunk(batch, Path::new("/p"), some, NOW).expect("an import").added
        });
        let photos: Vec<PhotoId> = added.map(|row| row.id).collect();
        photos.iter().zip(shots).for_each(|(photo, shot)| self.look(*photo, *shot));
        photos
    }

    /// Gives a photo what was seen in it, as a finished analysis does.
    fn look(&self, photo: PhotoId, shot: Shot) {
        self.library
            .write(|tx| {
                tx.execute(
                    "UPDATE photo SET state = 'ready', content_hash = ?2, perceptual_hash = ?3, width = ?4, height = 400,
                            score = ?5, taken_local_ms = ?6, day_local_ms = coalesce(?6, day_local_ms), camera = ?7
                      WHERE id = ?1",
                    (
                        photo.0,
                        content(shot.content),
                        shot.hash.map(u64::cast_signed),
                        shot.width,
                        shot.score,
                        shot.taken.map(|(ms, _)| NOW.0 + ms),
                        shot.taken.map(|(_, camera)| format!("Camera {camera}")),
                    ),
                )?;
                Ok(())
            })
            .expect("looked at");
    }

    fn rate(&self, photo: PhotoId, rating: i8) {
        self.library.set_rating(&[photo], rating).expect("rated");
    }

    fn forget(&self, photo: PhotoId) {
        self.library
            .write(|tx| {
                tx.execute("DELETE FROM job WHERE photo_id = ?1", [photo.0])?;
                tx.execute("DELETE FROM left_out WHERE photo_id = ?1", [photo.0])?;
                tx.execute("DELETE FROM word WHERE photo_id = ?1", [photo.0])?;
                tx.execute("DELETE FROM photo WHERE id = ?1", [photo.0])?;
                Ok(())
            })
            .expect("forgotten");
    }

    /// Finds all places that are due.
    fn settle(&mut self) {
        for _ in 0..10_000 {
            if !self.library.settle_alike(&mut self.index, &mut self.known).expect("settled").more {
                return;
            }
        }
        panic!("the places never come to rest");
    }

    /// Leader and the others of each group of copies, and how each is like the leader.
    fn groups(&self) -> BTreeMap<i64, Vec<(i64, String)>> {
        let rows = self.library.alike_groups(None, 200).expect("groups");
        let group = |row: crate::GroupRow| {
            assert_eq!((row.keep.0, row.total as usize), (row.id, row.photos.len()));
            assert!(row.kind != GroupKind::Burst);
            let rest = row.photos.iter().filter_map(|photo| {
                let alike = photo.alike?;
                Some((photo.photo.0, format!("{} {} {}", alike.kind.name(), alike.bits, alike.turn)))
            });
            (row.id, rest.collect())
        };
        rows.into_iter().map(group).collect()
    }

    /// The groups as sets of ids, the leader first.
    fn sets(&self) -> Vec<Vec<i64>> {
        let whole = |(leader, rest): (i64, Vec<(i64, String)>)| {
            let mut ids: Vec<i64> = rest.into_iter().map(|(photo, _)| photo).collect();
            ids.sort_unstable();
            ids.insert(0, leader);
            ids
        };
        self.groups().into_iter().map(whole).collect()
    }

    fn bursts(&self) -> Vec<(i64, Vec<i64>)> {
        let rows = self.library.bursts(None, 200).expect("bursts");
        let mut bursts: Vec<_> = rows
            .into_iter()
            .map(|row| (row.keep.0, row.photos.iter().map(|photo| photo.photo.0).collect::<Vec<_>>()))
            .collect();
        bursts.sort_by_key(|(_, frames)| frames.clone());
        bursts
    }

    fn number(&self, sql: &str) -> i64 {
        self.library.read(|tx| Ok(tx.query_row(sql, [], |row| row.get(0))?)).expect("a query")
    }
}

/// A content hash of that number.
fn content(number: u64) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.chunks_exact_mut(8).for_each(|some| some.copy_from_slice(&number.to_le_bytes()));
    bytes
}

fn ids(photos: &[PhotoId]) -> Vec<i64> {
    photos.iter().map(|photo| photo.0).collect()
}
