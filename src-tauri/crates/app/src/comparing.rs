//! Compares photos with each other beside all other work: what the library says is due, in short transactions, with an index of hashes in
//! memory that is filled when it is first needed. Decides nothing about a group: that is the store's.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use pothos_alike::Index;
use pothos_media::NoDecoders;
use pothos_model::{NEAR_BITS, PhotoId};
use pothos_store::{Among, Known, Library, LikeKey, Likenesses, StoreError};
use tokio::sync::Notify;

use crate::wire::ComparingView;

/// Thumbnails hashed between two looks at whether the program ends: some 100 ms.
const HASHED_AT_ONCE: u32 = 32;
/// Entries of the index that may be outdated beside as many as it began with; then it is filled anew.
const OUTDATED: usize = 100_000;

/// Where the library keeps that the user has paused it.
const PAUSED: &str = "comparing_paused";

/// The comparing of one open library.
pub(crate) struct Comparing {
    wake: Notify,
    memory: Mutex<Option<Memory>>,
    paused: AtomicBool,
    /// Whether it takes so long that the user is told of it.
    long: AtomicBool,
}

impl Comparing {
    /// As the library was left: a pause holds until it is taken back.
    ///
    /// # Errors
    /// When the library fails.
    pub(crate) fn of(library: &Library) -> Result<Self, StoreError> {
        let paused = library.setting(PAUSED)?.is_some_and(|kept| kept == "true");
        Ok(Self {
            wake: Notify::new(),
            memory: Mutex::default(),
            paused: paused.into(),
            long: AtomicBool::default(),
        })
    }

    /// Pauses it after its present step, or lets it go on. It is still to be woken.
    ///
    /// # Errors
    /// When the library fails; then nothing has changed.
    pub(crate) fn pause(&self, library: &Library, paused: bool) -> Result<(), StoreError> {
        library.set_setting(PAUSED, if paused { "true" } else { "false" })?;
        self.paused.store(paused, Ordering::SeqCst);
        // Who has seen what is left is told when nothing is.
        self.long.store(true, Ordering::SeqCst);
        Ok(())
    }

    pub(crate) fn is_paused(&self) -> bool {
        self.paused.load(Ordering::SeqCst)
    }

    /// Whether the user is told how far it is, from now on; says whether that was so before.
    pub(crate) fn set_long(&self, long: bool) -> bool {
        self.long.swap(long, Ordering::SeqCst)
    }

    /// How far it is.
    ///
    /// # Errors
    /// When the library fails.
    pub(crate) fn view(&self, library: &Library) -> Result<ComparingView, StoreError> {
        let paused = self.is_paused();
        let told = paused || self.long.load(Ordering::SeqCst);
        Ok(ComparingView { left: if told { library.alike_due(u32::MAX)? } else { 0 }, paused })
    }

    /// Something may be due.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Returns once something may be due.
    pub(crate) async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Compares all that is due now. Blocks; several callers do it one after the other. True when groups may have changed.
    /// `step` is called before each of its short transactions, and says whether to go on.
    ///
    /// # Errors
    /// When the library fails; what was done stays, and the rest is due still.
    pub(crate) fn compare(
        &self,
        library: &Library,
        step: &mut dyn FnMut() -> ControlFlow<()>,
    ) -> Result<bool, StoreError> {
        let mut memory = lock(&self.memory);
        let mut changed = false;
        while step().is_continue() {
            if library.alike_due(1)? == 0 {
                break;
            }
            let mut own = match memory.take().filter(|memory| !memory.hashes.outgrown()) {
                Some(memory) => memory,
                None => Memory { hashes: Hashes::of(library)?, known: Known::default() },
            };
            // After an error all of it is made anew.
            let settled = library.settle_alike(&mut own.hashes, &mut own.known)?;
            changed |= settled.places > 0;
            *memory = Some(own);
            if !settled.more && !hash_some(library)? {
                break;
            }
        }
        Ok(changed)
    }
}

/// Gives some photos with a hash of an older kind a new one; whether there were any.
fn hash_some(library: &Library) -> Result<bool, StoreError> {
    let due = library.hashes_due(HASHED_AT_ONCE)?;
    let mut hashes = Vec::with_capacity(due.len());
    for photo in &due {
        hashes.push((*photo, hash_of(library, *photo)?));
    }
    library.put_hashes(&hashes)?;
    Ok(!due.is_empty())
}

/// From the thumbnail, so that the original is not read again; from the original when there is none. A photo that is gone or cannot be
/// read has no hash until it is looked at anew.
fn hash_of(library: &Library, photo: PhotoId) -> Result<Option<u64>, StoreError> {
    if let Some((_, jpeg)) = library.thumb(photo)?
        && let Ok(hash) = pothos_media::hash_of_thumbnail(&jpeg)
    {
        return Ok(hash);
    }
    let source = match library.photo_source(photo) {
        Err(StoreError::NotFound { .. }) => return Ok(None),
        source => source?,
    };
    Ok(pothos_media::hash_of_file(&source.path, &NoDecoders).unwrap_or_default())
}

/// What comparing remembers between two transactions.
struct Memory {
    hashes: Hashes,
    known: Known,
}

/// The hashes of all photos that were compared, in memory: some 60 bytes a photo.
struct Hashes {
    leaders: Side,
    others: Side,
    began_with: usize,
}

#[derive(Default)]
struct Side {
    seen: Index,
    blank: HashMap<u64, Vec<PhotoId>>,
    blanks: usize,
}

impl Hashes {
    fn of(library: &Library) -> Result<Self, StoreError> {
        let mut seen: [Vec<(PhotoId, u64)>; 2] = Default::default();
        let mut sides: [Side; 2] = Default::default();
        library.likenesses(|row| {
            let at = usize::from(row.among == Among::Others);
            match row.key {
                LikeKey::Seen(hash) => {
                    seen.get_mut(at).into_iter().for_each(|seen| seen.push((row.photo, hash)))
                }
                LikeKey::Blank(_) => {
                    sides.get_mut(at).into_iter().for_each(|side| side.add(row.photo, row.key))
                }
            }
        })?;
        let ([lead, rest], [mut leaders, mut others]) = (seen, sides);
        (leaders.seen, others.seen) = (Index::of(lead), Index::of(rest));
        let began_with = leaders.len() + others.len();
        Ok(Self { leaders, others, began_with })
    }

    fn outgrown(&self) -> bool {
        self.leaders.len() + self.others.len() > 2 * self.began_with + OUTDATED
    }
}

impl Side {
    fn len(&self) -> usize {
        self.seen.len() + self.blanks
    }

    fn add(&mut self, photo: PhotoId, key: LikeKey) {
        match key {
            LikeKey::Seen(hash) => self.seen.add(photo, hash),
            LikeKey::Blank(hash) => {
                self.blank.entry(hash).or_default().push(photo);
                self.blanks += 1;
            }
        }
    }
}

impl Likenesses for Hashes {
    fn near(&self, among: Among, key: LikeKey) -> Vec<PhotoId> {
        let side = match among {
            Among::Leaders => &self.leaders,
            Among::Others => &self.others,
        };
        match key {
            LikeKey::Seen(hash) => {
                let mut photos = Vec::new();
                let _ = side.seen.near(hash, NEAR_BITS, |near| {
                    photos.push(near.photo);
                    ControlFlow::Continue(())
                });
                photos
            }
            LikeKey::Blank(hash) => side.blank.get(&hash).cloned().unwrap_or_default(),
        }
    }

    fn add(&mut self, among: Among, photo: PhotoId, key: LikeKey) {
        match among {
            Among::Leaders => self.leaders.add(photo, key),
            Among::Others => self.others.add(photo, key),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
