//! Settings that were saved come into force at once: languages, limits of requests, vocabulary, watched folders.

use std::sync::{Arc, PoisonError};

use pothos_model::Language;

use crate::error::Outcome;
use crate::inner::Inner;
use crate::settings::{timeouts, with_kept_keys};
use crate::watching::watch;
use crate::wire::{ErrorView, FeedEvent, Settings};

/// Stores settings; gives them as they are in force. Which keys are kept cannot be said this way.
///
/// # Errors
/// When the library cannot be read or written.
pub(crate) async fn save(inner: &Arc<Inner>, settings: Settings) -> Outcome<Settings> {
    let library = inner.library.clone();
    let (watched, saved) = tokio::task::spawn_blocking(move || {
        let before = crate::settings::load(&library)?;
        let saved = crate::settings::save(&library, with_kept_keys(settings, &before))?;
        Ok::<_, ErrorView>((before.watch_folders, saved))
    })
    .await??;
    *inner.word_language.write().unwrap_or_else(PoisonError::into_inner) =
        Language::from_tag(&saved.word_language).unwrap_or_default();
    inner.client.set_timeouts(timeouts(&saved))?;
    inner.jobs.words.forget();
    inner.feed.single(FeedEvent::Settings { settings: saved.clone() });
    inner.asked.wake();
    if watched != saved.watch_folders {
        watch_as(inner, &saved);
    }
    Ok(saved)
}

/// Watches the folders, or not, as the settings say.
pub(crate) fn watch_as(inner: &Arc<Inner>, settings: &Settings) {
    let wanted = inner.watch && settings.watch_folders;
    let inner = inner.clone();
    // The window does not wait for it.
    tokio::task::spawn_blocking(move || watch(&inner, wanted));
}
