//! Turns the failures of the rooms below into what the window and the terminal show. Adds nothing to them.

use pothos_model::Failure;
use pothos_store::{OpenError, StoreError};

use crate::wire::ErrorView;

/// A use case's result.
pub type Outcome<T> = Result<T, ErrorView>;

impl ErrorView {
    /// An error with a code that the screen may branch on.
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), retryable: false }
    }

    /// What the user typed or chose cannot be used.
    pub fn bad_input(message: impl Into<String>) -> Self {
        Self::new("bad_input", message)
    }

    /// The same error, marked as worth trying again.
    #[must_use]
    pub fn retryable(mut self) -> Self {
        self.retryable = true;
        self
    }
}

impl std::fmt::Display for ErrorView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ErrorView {}

impl From<OpenError> for ErrorView {
    fn from(error: OpenError) -> Self {
        let code = match &error {
            OpenError::NotWritable { .. } => "library_not_writable",
            OpenError::Locked { .. } => "library_locked",
            OpenError::Newer { .. } => "library_newer",
            OpenError::Corrupt { .. } => "library_corrupt",
            OpenError::Other { .. } => "library_failed",
        };
        Self::new(code, error.to_string())
    }
}

impl From<StoreError> for ErrorView {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        match error {
            StoreError::DiskFull => Self::new("disk_full", message).retryable(),
            StoreError::ReadOnly => Self::new("library_read_only", message),
            StoreError::Busy => Self::new("library_busy", message).retryable(),
            StoreError::NotFound { .. } => Self::new("not_found", message),
            StoreError::Refused(_) => Self::new("refused", message),
            StoreError::Database(_) => Self::new("internal", message),
        }
    }
}

impl From<Failure> for ErrorView {
    fn from(failure: Failure) -> Self {
        let retryable = failure.code.heals_by_itself();
        Self { code: failure.code.name().to_owned(), message: failure.message, retryable }
    }
}

impl From<tokio::task::JoinError> for ErrorView {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::new("internal", format!("A part of Pothos stopped unexpectedly: {error}"))
    }
}
