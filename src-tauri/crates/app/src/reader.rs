//! Everything that only reads: the grid, the inspector, lists, export. Works beside a running Pothos, because it
//! holds no lock.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use pothos_model::{BatchId, BatchKind, Estimate, PhotoId, Revision, Timestamp};
use pothos_store::{HistoryFilter, Library, StoreError};

use crate::error::Outcome;
use crate::views::{
    batch_view, compared_view, facets_view, failures_view, folder_view, grid_bytes, photo_query, photo_view,
    stats_of_batch, stats_view, tile_view,
};
use crate::wire::{
    BatchFilter, BatchStatsView, BatchView, ComparedView, ErrorView, Facets, FailuresView, FolderView,
    HistoryQuery, PhotoView, PresetView, Query, Settings, StatsView, TileView,
};

/// Tags, categories and cameras offered by the filters, each.
const FACETS: u32 = 200;
/// Tiles answered at once: more than any screen shows.
const TILES: usize = 2_000;

/// Batches of a page of the history, unless another number is asked for.
const HISTORY: u32 = 50;
/// Photos of a page of a comparison.
const COMPARED: u32 = 200;

/// The latest estimate of each live batch.
pub(crate) type Estimates = Arc<Mutex<HashMap<BatchId, Estimate>>>;

/// What the filters offer. Blocks.
pub(crate) fn facets_of(library: &Library) -> Result<Facets, StoreError> {
    // Settings that cannot be read offer no search by meaning, and no other harm.
    let model = crate::settings::load(library).unwrap_or_default().meaning.model;
    let by_meaning = library.has_meaning(&model)?;
    Ok(Facets { by_meaning, ..facets_view(library.facets(FACETS)?) })
}

/// Reads a library.
#[derive(Clone)]
pub struct Reader {
    pub(crate) library: Arc<Library>,
    pub(crate) estimates: Estimates,
}

impl Reader {
    /// Opens a library for reading only; another Pothos may be running on it.
    ///
    /// # Errors
    /// When there is no library in `dir`, or it cannot be read.
    pub fn open(dir: &Path) -> Outcome<Self> {
        Ok(Self { library: Arc::new(Library::open_read_only(dir)?), estimates: Estimates::default() })
    }

    /// Runs blocking work on the library away from the async threads.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Library) -> Result<T, StoreError> + Send + 'static,
    ) -> Outcome<T> {
        let library = self.library.clone();
        Ok(tokio::task::spawn_blocking(move || work(&library)).await??)
    }

    /// The whole grid for a query, packed as [`grid_bytes`] says.
    ///
    /// # Errors
    /// When the query cannot be understood or the library fails.
    pub async fn grid(&self, query: Query) -> Outcome<Vec<u8>> {
        let query = photo_query(&query, now())?;
        self.blocking(move |library| Ok(grid_bytes(&library.grid(&query)?))).await
    }

    /// The tiles of up to 2,000 photos; ids that do not exist are left out.
    ///
    /// # Errors
    /// When the library fails.
    pub async fn tiles(&self, mut ids: Vec<i64>) -> Outcome<Vec<TileView>> {
        ids.truncate(TILES);
        self.blocking(move |library| {
            let ids: Vec<PhotoId> = ids.into_iter().map(PhotoId).collect();
            Ok(library.tiles(&ids)?.into_iter().map(tile_view).collect())
        })
        .await
    }

    /// Photos that match, as ids in the grid's order, at most `limit`.
    ///
    /// # Errors
    /// When the query cannot be understood or the library fails.
    pub async fn ids(&self, query: Query, limit: usize) -> Outcome<Vec<i64>> {
        let query = photo_query(&query, now())?;
        self.blocking(move |library| {
            Ok(library.ids(&query)?.into_iter().take(limit).map(|id| id.0).collect())
        })
        .await
    }

    /// Everything about one photo.
    ///
    /// # Errors
    /// `not_found`, or when the library fails.
    pub async fn photo(&self, id: i64) -> Outcome<PhotoView> {
        self.blocking(move |library| Ok(photo_view(library.photo(PhotoId(id))?))).await
    }

    /// Everything about the photo at that path.
    ///
    /// # Errors
    /// `not_found`, or when the library fails.
    pub async fn photo_by_path(&self, path: &Path) -> Outcome<PhotoView> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let path = path.canonicalize().unwrap_or(path);
        let shown = path.display().to_string();
        let id = self.blocking(move |library| library.photo_by_path(&path)).await?;
        match id {
            Some(id) => self.photo(id.0).await,
            None => Err(ErrorView::new(
                "not_found",
                format!("{shown} is not in this library. Add it with `pothos-cli add`."),
            )),
        }
    }

    /// What the filters offer.
    ///
    /// # Errors
    /// When the library fails.
    pub async fn facets(&self) -> Outcome<Facets> {
        self.blocking(facets_of).await
    }

    /// All folders.
    ///
    /// # Errors
    /// When the library fails.
    pub async fn folders(&self) -> Outcome<Vec<FolderView>> {
        self.blocking(|library| Ok(library.folders()?.into_iter().map(folder_view).collect())).await
    }

    /// Batches.
    ///
    /// # Errors
    /// When the library fails.
    pub async fn batches(&self, filter: BatchFilter) -> Outcome<Vec<BatchView>> {
        let estimates = self.estimates.clone();
        self.blocking(move |library| {
            let live_only = filter == BatchFilter::Live;
            Ok(library
                .batches(live_only)?
                .iter()
                .map(|batch| batch_view(batch, &estimate(&estimates, batch.id)))
                .collect())
        })
        .await
    }

    /// One batch.
    ///
    /// # Errors
    /// `not_found`, or when the library fails.
    pub async fn batch(&self, id: i64) -> Outcome<BatchView> {
        let estimates = self.estimates.clone();
        self.blocking(move |library| {
            let batch = library.batch(BatchId(id))?;
            Ok(batch_view(&batch, &estimate(&estimates, batch.id)))
        })
        .await
    }

    /// A page of the list of batches, the newest first.
    ///
    /// # Errors
    /// `bad_input` for an unknown kind, or when the library fails.
    pub async fn history(&self, query: HistoryQuery) -> Outcome<Vec<BatchView>> {
        let kind = match &query.kind {
            None => None,
            Some(name) => Some(BatchKind::from_name(name).ok_or_else(|| {
                ErrorView::bad_input(format!("{name:?} is no kind of batch; use import or vision."))
            })?),
        };
        let filter = HistoryFilter {
            kind,
            state: query.state,
            outcome: query.outcome,
            before: query.before.map(BatchId),
            limit: if query.limit == 0 { HISTORY } else { query.limit },
        };
        let estimates = self.estimates.clone();
        self.blocking(move |library| {
            let batches = library.history(&filter)?;
            Ok(batches.iter().map(|batch| batch_view(batch, &estimate(&estimates, batch.id))).collect())
        })
        .await
    }

    /// Every batch that changed after `revision`: what a listener that missed some events asks for.
    ///
    /// # Errors
    /// When the library fails.
    pub async fn changes_since(&self, revision: i64) -> Outcome<Vec<BatchView>> {
        let estimates = self.estimates.clone();
        self.blocking(move |library| {
            let batches = library.batches_since(Revision(revision))?;
            Ok(batches.iter().map(|batch| batch_view(batch, &estimate(&estimates, batch.id))).collect())
        })
        .await
    }

    /// The figures of one batch.
    ///
    /// # Errors
    /// When the library fails.
    pub async fn batch_stats(&self, batch: i64) -> Outcome<BatchStatsView> {
        let id = BatchId(batch);
        self.blocking(move |library| {
            let servers = library.batch(id)?.servers;
            Ok(stats_of_batch(library.batch_stats(id)?, &servers))
        })
        .await
    }

    /// The prompt presets: the built-in one, then the user's by name.
    ///
    /// # Errors
    /// When the library fails.
    pub async fn presets(&self) -> Outcome<Vec<PresetView>> {
        self.blocking(|library| {
            let own = library.presets()?.into_iter().map(PresetView::from);
            Ok(std::iter::once(PresetView::standard(pothos_vision::PRESET_VERSION)).chain(own).collect())
        })
        .await
    }

    /// Photos that two runs answered for, from photo `after` on, at most 200.
    ///
    /// # Errors
    /// When the library fails.
    pub async fn compare_runs(&self, first: i64, second: i64, after: i64) -> Outcome<Vec<ComparedView>> {
        self.blocking(move |library| {
            let rows = library.compare_runs(BatchId(first), BatchId(second), PhotoId(after), COMPARED)?;
            Ok(rows.into_iter().map(compared_view).collect())
        })
        .await
    }

    /// Why photos of a batch failed, and what its scan passed over.
    ///
    /// # Errors
    /// `not_found`, or when the library fails.
    pub async fn failures(&self, batch: i64) -> Outcome<FailuresView> {
        self.blocking(move |library| Ok(failures_view(library.failures(BatchId(batch))?))).await
    }

    /// Settings.
    ///
    /// # Errors
    /// When the library fails.
    pub async fn settings(&self) -> Outcome<Settings> {
        let library = self.library.clone();
        tokio::task::spawn_blocking(move || crate::settings::load(&library)).await?
    }

    /// Counts over the library.
    ///
    /// # Errors
    /// When the library fails.
    pub async fn stats(&self) -> Outcome<StatsView> {
        self.blocking(|library| Ok(stats_view(library.stats()?))).await
    }
}

pub(crate) fn estimate(estimates: &Estimates, batch: BatchId) -> Estimate {
    let estimates = estimates.lock().unwrap_or_else(PoisonError::into_inner);
    estimates.get(&batch).cloned().unwrap_or_default()
}

/// The clock on the wall, ms UTC.
pub(crate) fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
