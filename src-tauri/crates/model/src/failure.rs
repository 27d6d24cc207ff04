//! What can go wrong with a photo or a server, as codes the screen branches on, and the class that decides
//! what the engine does. Never sleeps, never retries: it only names.

use serde::{Deserialize, Serialize};

/// What the engine does about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureClass {
    /// Tried again by itself, at most three times in all.
    Transient,
    /// The photo fails with a reason.
    Permanent,
    /// The batch pauses; no attempt is burnt.
    Server,
    /// The batch pauses; the library cannot be written.
    Ours,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $class:ident;)*) => {
        /// A failure's code: stable, stored, shown to scripts, translated for people.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum FailureCode { $($(#[$doc])* $variant,)* }

        impl FailureCode {
            /// Every code.
            pub const ALL: &'static [FailureCode] = &[$(FailureCode::$variant,)*];

            /// The stored and wire name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(FailureCode::$variant => $name,)* }
            }

            /// What the engine does about it.
            #[must_use]
            pub fn class(self) -> FailureClass {
                match self { $(FailureCode::$variant => FailureClass::$class,)* }
            }
        }
    };
}

codes! {
    /// The file is empty.
    Empty = "empty", Permanent;
    /// The content is no picture, whatever the name says.
    NotAPicture = "not_a_picture", Permanent;
    /// The file ends in the middle of the picture.
    Truncated = "truncated", Permanent;
    /// The content is damaged.
    Damaged = "damaged", Permanent;
    /// More pixels or bytes than we decode.
    TooLarge = "too_large", Permanent;
    /// HEIC or HEIF, and the library that decodes it is not installed.
    NeedsHeic = "needs_heic", Permanent;
    /// AVIF, and the library that decodes it is not installed.
    NeedsAvif = "needs_avif", Permanent;
    /// A picture format this build cannot decode: JPEG XL.
    NeedsJxl = "needs_jxl", Permanent;
    /// A camera's raw file without a preview, and the library that develops it is not installed.
    NeedsRaw = "needs_raw", Permanent;
    /// A known picture format with a feature that this build cannot decode.
    Unsupported = "unsupported", Permanent;
    /// The file is not there any more.
    Missing = "missing", Permanent;
    /// The file may not be read.
    NoPermission = "no_permission", Permanent;
    /// Reading the file failed in another way.
    Unreadable = "unreadable", Permanent;
    /// The photo stopped the process more often than allowed.
    Crashed = "crashed", Permanent;
    /// A fault of Pothos itself (a panic, a result that could not be stored) ended the work on the photo.
    Internal = "internal", Permanent;

    /// The server took too long.
    Timeout = "timeout", Transient;
    /// The connection broke in the middle of an answer.
    Disconnected = "disconnected", Transient;
    /// The server is busy (503, 502, 504).
    Busy = "busy", Transient;
    /// The server asks us to slow down (429).
    RateLimited = "rate_limited", Transient;
    /// The answer could not be read.
    UnreadableAnswer = "unreadable_answer", Transient;
    /// The model wrote without end or the same words over and over.
    RunawayAnswer = "runaway_answer", Transient;
    /// The server reported an error of its own for this request.
    ServerError = "server_error", Transient;

    /// The model's content filter refused the photo.
    Refused = "refused", Permanent;
    /// The server would not take this picture.
    PictureRejected = "picture_rejected", Permanent;
    /// The prompt and picture do not fit the model's context.
    ContextTooSmall = "context_too_small", Permanent;
    /// No usable word was left after the attempts.
    NoUsableWords = "no_usable_words", Permanent;

    /// Nothing answers at the address.
    Unreachable = "unreachable", Server;
    /// The server wants a key, or refuses the one it got.
    Unauthorized = "unauthorized", Server;
    /// The account behind the key has no credit left.
    QuotaExhausted = "quota_exhausted", Server;
    /// The server does not have the model.
    ModelMissing = "model_missing", Server;
    /// The model cannot see pictures.
    ModelCannotSee = "model_cannot_see", Server;
    /// The model answers from the cloud behind a local address, which the user has not allowed.
    CloudModel = "cloud_model", Server;
    /// The model gave the same words for one photo after the other: it does not look at them.
    SameAnswers = "same_answers", Server;
    /// The model does not fit the server's memory.
    ModelOutOfMemory = "model_out_of_memory", Server;
    /// What answers at the address is no model server we know.
    NotAModelServer = "not_a_model_server", Server;
    /// The address is not a usable URL.
    BadAddress = "bad_address", Server;

    /// The library's disk is full.
    DiskFull = "disk_full", Ours;
    /// The library cannot be written.
    LibraryReadOnly = "library_read_only", Ours;
    /// The library did not answer in time.
    LibraryBusy = "library_busy", Ours;
}

impl FailureCode {
    /// The code with that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// Whether a probe may resume the batch by itself, without the user having mended anything.
    #[must_use]
    pub fn heals_by_itself(self) -> bool {
        matches!(self, FailureCode::Unreachable | FailureCode::DiskFull | FailureCode::LibraryBusy)
    }
}

/// One failure as it is stored and shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The code the screen branches on.
    pub code: FailureCode,
    /// A sentence in English for people: what happened, to which file or server, what to do next.
    pub message: String,
    /// The server's wish when to come back, in ms, already capped.
    pub retry_after_ms: Option<i64>,
}

impl Failure {
    /// A failure without a wish about when to retry.
    pub fn new(code: FailureCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), retry_after_ms: None }
    }

    /// What the engine does about it.
    #[must_use]
    pub fn class(&self) -> FailureClass {
        self.code.class()
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.message, self.code.name())
    }
}

impl std::error::Error for Failure {}
