//! Edits of words and counts, from and to the wire.

use pothos_model::WordKind;
use pothos_store::{LibraryStats, WordEditCmd};

use crate::error::Outcome;
use crate::wire::{ErrorView, StatsView, WordEdit};

/// The edit in the store's words.
pub(crate) fn word_edit(edit: WordEdit) -> Outcome<WordEditCmd> {
    Ok(match edit {
        WordEdit::Set { kind, text } => {
            WordEditCmd::Set { kind: kind_named(&kind, true)?, text, written: None }
        }
        WordEdit::Add { kind, text } => WordEditCmd::Add { kind: kind_named(&kind, false)?, text },
        WordEdit::Accept { word } => WordEditCmd::Accept { word, at: None },
        WordEdit::Reject { word } => WordEditCmd::Reject { word },
        WordEdit::Restore { word } => WordEditCmd::Restore { word },
    })
}

fn kind_named(name: &str, single: bool) -> Outcome<WordKind> {
    WordKind::from_name(name).filter(|kind| kind.is_single() == single).ok_or_else(|| {
        let fit = if single { "title or description" } else { "category or tag" };
        ErrorView::bad_input(format!("{name:?} does not fit here; use {fit}."))
    })
}

/// Counts over the library.
pub(crate) fn stats_view(stats: LibraryStats) -> StatsView {
    StatsView {
        photos: stats.photos,
        new: stats.new,
        ready: stats.ready,
        failed: stats.failed,
        folders: stats.folders,
        words: stats.words.into_iter().map(|(source, count)| (source.name().to_owned(), count)).collect(),
        seen_by_model: stats.seen_by_model,
        mean_answer_ms: stats.mean_answer_ms,
        prompt_tokens: stats.prompt_tokens,
        answer_tokens: stats.answer_tokens,
        last_activity_ms: stats.last_activity.map(|at| at.0),
    }
}
