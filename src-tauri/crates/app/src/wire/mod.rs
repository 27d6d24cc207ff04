//! What crosses to the window and the terminal: plain values with stable names. No rows, no bytes of pictures,
//! no paths in addresses. TypeScript for these is generated into `ui/src/ipc/generated`.

mod batch;
mod duplicate;
mod event;
mod history;
mod meaning;
mod photo;
mod preset;
mod query;
mod review;
mod settings;
mod stats;

pub use batch::{
    BatchCommand, BatchFilter, BatchServerView, BatchView, CauseView, FailedPhoto, FailureGroup,
    FailuresView, PlanView, Scope, VisionRequest,
};
pub use duplicate::{
    DuplicateDecided, DuplicateDecision, DuplicateGroup, DuplicatePhoto, DuplicateSort, DuplicateVerdict,
    DuplicatesQuery, DuplicatesView, KeepReason, RatingBefore,
};
pub use event::{AddedPhoto, ComparingView, FeedEvent, NoticeLevel, Snapshot};
pub use history::{
    BatchStatsView, ComparedView, CostView, HistoryQuery, MendedView, RetriesView, SaidView, ServerStatsView,
};
pub use meaning::MeaningView;
pub use photo::{
    ColourView, ExifRow, PairView, PhotoView, PlaceView, QualityView, RunView, StampView, TileView, WordEdit,
    WordView,
};
pub use preset::{ExampleView, PresetView, PreviewView, SpokenView, TaskPromptView};
pub use query::{FacetCount, Facets, FolderView, Query, SortBy};
pub use review::{Decided, DecisionView, HeldView, ReviewView, VerdictView};
pub use settings::{
    AliasView, FoundServer, KeyKept, MeaningSettings, ModelView, PriceView, Protocol, ReportLine,
    ServerReport, ServerSettings, Settings, Theme,
};

pub(crate) use preset::prompts;
pub use stats::StatsView;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An error as the window sees it. `code` exists only where the screen branches on it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ErrorView {
    /// Stable, e.g. `library_locked`, `unreachable`, `bad_input`, `internal`.
    pub code: String,
    /// A sentence for people: what happened, to what, and what to do next.
    pub message: String,
    /// Whether trying again may help.
    pub retryable: bool,
}
