//! The command line.

use std::{ffi::OsString, path::PathBuf};

use clap::{Args as Arguments, Parser, Subcommand, ValueEnum};
use pothos_app::wire::Protocol;

/// Index, analyse and search a photo library from a terminal.
#[derive(Debug, Parser)]
#[command(
    name = "pothos-cli",
    version,
    after_help = "Exit code: 0 all well, 2 finished with failed photos, 1 could not do it, 130 interrupted.\n\
                  Environment: POTHOS_LIBRARY names the library, POTHOS_API_KEY is the model server's key."
)]
pub(crate) struct Args {
    /// The library's folder [default: the one the window opens]
    #[arg(long, global = true, value_name = "DIR")]
    pub library: Option<PathBuf>,
    /// Print one JSON object a line
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Index folders and files, analyse them without a model, and wait until that is done
    Add {
        /// Folders and files
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Let a model look at photos, and wait until that is done
    Analyze(AnalyzeWish),
    /// List batches, the newest first
    Batches(BatchesWish),
    /// Show one batch and why its photos failed
    Batch {
        /// The batch's number
        id: i64,
    },
    /// Stop a batch for good; finished results stay
    Cancel {
        /// The batch's number
        id: i64,
    },
    /// Stop a batch until it is resumed
    Pause {
        /// The batch's number
        id: i64,
    },
    /// Go on with a batch, or with all that have not finished, and wait
    Resume {
        /// The batch's number
        id: Option<i64>,
    },
    /// Take the words of a finished analysis back; what you wrote or accepted stays
    Undo {
        /// The batch's number
        id: i64,
    },
    /// Show what two analyses said of the same photos
    Compare {
        /// The first batch's number
        first: i64,
        /// The second batch's number
        second: i64,
    },
    /// Try a batch's failed photos again, or go on with a cancelled one, and wait
    Retry {
        /// The batch's number
        id: i64,
        /// Only those that failed for this reason, e.g. timeout
        #[arg(long, value_name = "CODE")]
        reason: Option<String>,
        /// Ask for the parts that its photos lack, in a batch of its own
        #[arg(long, conflicts_with = "reason")]
        missing: bool,
    },
    /// Find photos by their words and file names
    Search {
        /// Words, all of which must occur
        #[arg(required = true)]
        query: Vec<String>,
        /// At most this many
        #[arg(long, default_value_t = 50, value_name = "N")]
        limit: usize,
        /// Also photos that mean something like it, behind those with the words
        #[arg(long)]
        meaning: bool,
    },
    /// Prepare the search by meaning: let the embedding model in the settings read what is said of all photos, and wait
    Meaning,
    /// Show everything about one photo
    Show {
        /// A path or a photo's number
        #[arg(value_name = "PATH-OR-ID")]
        photo: OsString,
    },
    /// Show everything about all photos
    List {
        /// Only photos in this state
        #[arg(long)]
        state: Option<State>,
    },
    /// Count what is in the library
    Stats,
    /// Write all photos with their words into a file
    Export {
        /// The file's format
        #[arg(long)]
        format: Format,
        /// Where to write
        file: PathBuf,
    },
    /// Show the settings, or change some of them
    Settings {
        /// Such as server.url=http://127.0.0.1:11434 or maxTags=12
        #[arg(value_name = "NAME=VALUE")]
        changes: Vec<String>,
    },
    /// List the words that wait for you, or decide about some on every photo where they wait
    Review(ReviewWish),
    /// List photos that are alike: the same files, nearly the same pictures also turned and mirrored, or frames of bursts
    Duplicates(DuplicatesWish),
    /// List prompt presets, show one, keep one from a file, or take one off the list
    Presets(PresetsWish),
    /// Check the library, the disk and, when given, a model server
    Doctor(DoctorWish),
}

/// What becomes of words that wait.
#[derive(Debug, Arguments)]
pub(crate) struct ReviewWish {
    /// Make the word yours; may be repeated
    #[arg(long, value_name = "WORD")]
    pub keep: Vec<String>,
    /// Make it yours, written otherwise, now and later; may be repeated
    #[arg(long = "as", value_name = "WORD=TEXT")]
    pub write_as: Vec<String>,
    /// Refuse it on these photos; may be repeated
    #[arg(long, value_name = "WORD")]
    pub drop: Vec<String>,
    /// Refuse it, and never take it from a model again; may be repeated
    #[arg(long, value_name = "WORD")]
    pub never: Vec<String>,
}

/// Which groups of alike photos.
#[derive(Debug, Arguments)]
pub(crate) struct DuplicatesWish {
    /// Search anew for pictures that differ in at most this many of 64 bits [default: the groups that are kept, 6]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=12), conflicts_with = "bursts")]
    pub near: Option<u32>,
    /// Frames of bursts instead of copies
    #[arg(long)]
    pub bursts: bool,
    /// At most this many groups
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub limit: usize,
}

/// Which presets.
#[derive(Debug, Arguments)]
pub(crate) struct PresetsWish {
    /// Show this one as JSON, as --save takes it
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// Keep the preset in this JSON file as the next version of its name
    #[arg(long, value_name = "FILE", conflicts_with = "name")]
    pub save: Option<PathBuf>,
    /// Take this one off the list; results that come from it keep naming it
    #[arg(long, value_name = "NAME", conflicts_with_all = ["name", "save"])]
    pub remove: Option<String>,
}

/// Which batches.
#[derive(Debug, Arguments)]
pub(crate) struct BatchesWish {
    /// Only imports, or only analyses
    #[arg(long, value_parser = ["import", "vision"])]
    pub kind: Option<String>,
    /// Only those in this state
    #[arg(long, value_parser = ["active", "paused", "cancelling", "finished"])]
    pub state: Option<String>,
    /// Only those that ended so
    #[arg(long, value_parser = ["completed", "completed_with_failures", "cancelled"])]
    pub outcome: Option<String>,
    /// Only those made before this one: the last of the page before
    #[arg(long, value_name = "ID")]
    pub before: Option<i64>,
    /// At most this many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=200))]
    pub limit: u32,
}

/// Which photos, and how to ask.
#[derive(Debug, Arguments)]
pub(crate) struct AnalyzeWish {
    /// Folders and files; new ones are added first
    #[arg(value_name = "PATH", required_unless_present_any = ["all", "query"])]
    pub paths: Vec<PathBuf>,
    /// Every photo of the library
    #[arg(long, conflicts_with_all = ["paths", "query"])]
    pub all: bool,
    /// The photos a search finds
    #[arg(long, value_name = "Q", conflicts_with = "paths")]
    pub query: Option<String>,
    /// The server's address, e.g. http://127.0.0.1:11434; name several to share the work among them [default: the one
    /// in Settings]
    #[arg(long, value_name = "URL")]
    pub server: Vec<String>,
    /// The model; with several servers one name for all, or one for each in their order [default: the one in Settings]
    #[arg(long, value_name = "NAME")]
    pub model: Vec<String>,
    /// Let pictures go to the further servers even when they are farther away than the first
    #[arg(long)]
    pub farther: bool,
    /// Also use a model that answers from the cloud though its server is near: pictures leave your network
    #[arg(long)]
    pub cloud: bool,
    /// How to speak to the server
    #[arg(long)]
    pub protocol: Option<Speech>,
    /// What to ask for: title, description, categories, tags [default: as in Settings]
    #[arg(long, value_delimiter = ',', value_name = "TASK,…")]
    pub tasks: Vec<String>,
    /// At most this many tags a photo
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=20))]
    pub max_tags: Option<u8>,
    /// At most this many categories a photo
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=10))]
    pub max_categories: Option<u8>,
    /// The language of the words: en or zh-CN
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
    /// An instruction of your own
    #[arg(long, value_name = "TEXT")]
    pub prompt: Option<String>,
    /// Other words for one task, after the built-in ones; may be repeated
    #[arg(long, value_name = "TASK=TEXT")]
    pub ask_also: Vec<String>,
    /// Other words for one task, instead of the built-in ones; may be repeated
    #[arg(long, value_name = "TASK=TEXT")]
    pub ask_instead: Vec<String>,
    /// A prompt preset [default: the one in Settings]
    #[arg(long, value_name = "NAME")]
    pub preset: Option<String>,
    /// Show what would be sent for the first photo, and to whom; send nothing
    #[arg(long)]
    pub preview: bool,
    /// Requests at once, at each server
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=64))]
    pub concurrency: Option<u8>,
    /// What a million tokens cost, asked and answered, e.g. 0.15/0.60 or "0.15/0.60 EUR"; one for all servers, or one for
    /// each in their order
    #[arg(long, value_name = "ASKED/ANSWERED")]
    pub price: Vec<pothos_app::wire::PriceView>,
    /// Describe one frame of a burst and hand its words to the others
    #[arg(long)]
    pub one_a_burst: bool,
    /// Try it on so many photos first, as different from each other as can be found, and show what they get
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=50))]
    pub sample: Option<u8>,
    /// One request a task instead of one a photo
    #[arg(long)]
    pub separate: bool,
    /// Also photos that this model has done in the same way
    #[arg(long)]
    pub again: bool,
}

/// What to check.
#[derive(Debug, Arguments)]
pub(crate) struct DoctorWish {
    /// A model server's address
    #[arg(long, value_name = "URL")]
    pub server: Option<String>,
    /// The model to try
    #[arg(long, value_name = "NAME", requires = "server")]
    pub model: Option<String>,
    /// How to speak to the server
    #[arg(long, requires = "server")]
    pub protocol: Option<Speech>,
    /// The language to try: en or zh-CN
    #[arg(long, requires = "server", default_value = "en", value_parser = ["en", "zh-CN"])]
    pub language: String,
}

/// A photo's state.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum State {
    /// Known, not looked at yet
    New,
    /// Indexed and analysed
    Ready,
    /// Could not be read
    Failed,
}

impl State {
    pub(crate) fn name(self) -> &'static str {
        match self {
            State::New => "new",
            State::Ready => "ready",
            State::Failed => "failed",
        }
    }
}

/// An export's format.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    /// Whole records
    Json,
    /// One line a photo
    Csv,
}

/// A server's protocol.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Speech {
    /// Found out by asking
    Auto,
    /// Ollama's own
    Ollama,
    /// OpenAI-compatible
    Openai,
}

impl From<Speech> for Protocol {
    fn from(speech: Speech) -> Self {
        match speech {
            Speech::Auto => Protocol::Auto,
            Speech::Ollama => Protocol::Ollama,
            Speech::Openai => Protocol::Openai,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn analyze_wants_to_know_which_photos() {
        assert!(Args::try_parse_from(["pothos-cli", "analyze", "--server", "http://x"]).is_err());
        assert!(Args::try_parse_from(["pothos-cli", "analyze", "--all", "--query", "lake"]).is_err());
        assert!(Args::try_parse_from(["pothos-cli", "analyze", "--all", "--json"]).is_ok());
    }

    #[test]
    fn limits_are_held_before_anything_is_opened() {
        for wrong in
            [["--max-tags", "0"], ["--max-tags", "21"], ["--max-categories", "11"], ["--concurrency", "65"]]
        {
            let line = ["pothos-cli", "analyze", "--all", wrong[0], wrong[1]];
            assert!(Args::try_parse_from(line).is_err(), "{wrong:?}");
        }
    }
}
