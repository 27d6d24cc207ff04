//! How a command ends, and the exit code that says so.

use std::{io, process::ExitCode};

use pothos_app::wire::ErrorView;

/// The end of a command that did what it could.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum End {
    /// All well.
    Well,
    /// Finished, with failed photos.
    PhotosFailed,
    /// Could not do it; the reason has been said.
    NotDone,
    /// Interrupted; what is left goes on when it is resumed.
    Interrupted,
}

impl End {
    /// The process's exit code.
    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(match self {
            End::Well => 0,
            End::PhotosFailed => 2,
            End::NotDone => 1,
            End::Interrupted => 130,
        })
    }
}

/// A command that could not be done.
#[derive(Debug)]
pub(crate) enum Fault {
    /// With the reason.
    Error(ErrorView),
    /// Nobody reads the output any more (`… | head`).
    NobodyReads,
}

impl Fault {
    pub(crate) fn said(message: impl Into<String>) -> Self {
        Self::Error(ErrorView::bad_input(message))
    }

    /// Says why on stderr; gives the exit code.
    pub(crate) fn tell(self) -> ExitCode {
        match self {
            Fault::Error(error) => {
                eprintln!("pothos-cli: {}", error.message);
                End::NotDone.code()
            }
            // What other programs do on SIGPIPE, seen from a shell.
            Fault::NobodyReads => ExitCode::from(141),
        }
    }
}

impl From<ErrorView> for Fault {
    fn from(error: ErrorView) -> Self {
        Self::Error(error)
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::NobodyReads;
        }
        Self::Error(ErrorView::new("cannot_print", format!("The output could not be written ({error}).")))
    }
}
