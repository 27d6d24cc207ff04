//! The domain's nouns and state machines. Knows no disk, no network, no database, no clock and no screen:
//! every other crate speaks in these words, and none of them is needed to compile this one.

mod analysis;
mod batch;
mod burst;
mod failure;
mod ids;
mod lane;
mod likeness;
mod options;
mod photo;
mod preset;
mod price;
mod quality;
mod query;
mod record;
mod scene;
mod state;
mod word;

pub use analysis::{AnalysisKind, Language, Limits, Task, TaskSet};
pub use batch::{Batch, BatchKind, BatchServer, Counters, Estimate, Resting};
pub use burst::{BURST_MS, same_burst};
pub use failure::{Failure, FailureClass, FailureCode};
pub use ids::{BatchId, FolderId, JobId, PhotoId, Revision, Timestamp};
pub use lane::Lane;
pub use likeness::{MOST_NEAR_BITS, NEAR_BITS, apart, nearest_turn, turn, turned, variants};
pub use options::{RequestForm, VisionOptions};
pub use photo::{
    Camera, Exposure, FileStamp, Format, Gps, LocalTime, Near, Orientation, Peek, PhotoFacts, PhotoState,
    Place,
};
pub use preset::{Example, Preset, STANDARD_PRESET, TaskPrompt};
pub use price::{NotAPrice, Price};
pub use quality::{Colour, Quality, QualityReason};
pub use query::{PhotoQuery, SortOrder};
pub use record::{BasicRecord, Meaning, PartialFailure, VisionRecord};
pub use scene::{Light, Program, SceneFacts, SceneType, SubjectRange};
pub use state::{
    BatchAction, BatchState, IllegalTransition, JobEvent, JobState, Outcome, PauseReason, batch_transition,
    job_transition,
};
pub use word::{Doubt, ModelStamp, NewWord, Source, Word, WordKind, fold_word};
