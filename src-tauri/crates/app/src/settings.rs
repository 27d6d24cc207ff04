//! The user's settings: one JSON value in the library, brought into range whenever it is read or written.
//! Keys of servers are not settings and never come here.

use std::path::Path;
use std::time::Duration;

use pothos_model::{Language, Price, Task};
use pothos_store::Library;
use pothos_vision::Timeouts;
use serde_json::Value;

use crate::error::Outcome;
use crate::servers::origin;
use crate::wire::{ErrorView, Settings};

const KEY: &str = "settings";
/// Aliases, and blocked words.
const MOST_WORDS: usize = 2_000;
/// Characters of one of them.
const LONGEST_WORD: usize = 50;
/// Servers beside the first.
const MOST_SERVERS: usize = 16;

/// Settings as stored, or the standard ones. A value that cannot be read counts as not set: a setting is never
/// worth a library that does not open.
pub(crate) fn load(library: &Library) -> Outcome<Settings> {
    let stored = library.setting(KEY)?;
    Ok(in_range(stored.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()))
}

/// Stores settings, in range, and returns them so.
pub(crate) fn save(library: &Library, settings: Settings) -> Outcome<Settings> {
    let settings = in_range(settings);
    let json = serde_json::to_string(&settings)
        .map_err(|error| ErrorView::new("internal", format!("Settings could not be written: {error}")))?;
    library.set_setting(KEY, &json)?;
    Ok(settings)
}

/// The settings of a library that no other Pothos has open, after setting `NAME=VALUE`s: names as the settings' JSON has
/// them, dots between levels; a value is JSON or plain text.
///
/// # Errors
/// When the library is open elsewhere, a name is unknown, or a value is none for it; then nothing is changed.
pub async fn change_settings(dir: &Path, changes: Vec<String>) -> Outcome<Settings> {
    let dir = dir.to_owned();
    tokio::task::spawn_blocking(move || {
        let library = Library::open(&dir)?;
        let settings = load(&library)?;
        save(&library, changed(&settings, &changes)?)
    })
    .await?
}

fn changed(settings: &Settings, changes: &[String]) -> Outcome<Settings> {
    let mut settings = settings.clone();
    for change in changes {
        let (name, text) = change.split_once('=').ok_or_else(|| {
            ErrorView::bad_input(format!("{change:?} is no NAME=VALUE, such as maxTags=12."))
        })?;
        let wrong = |why: &str| ErrorView::bad_input(format!("{name} cannot be {text}: {why}."));
        let mut json = serde_json::to_value(&settings).map_err(|error| wrong(&error.to_string()))?;
        let pointer = format!("/{}", name.trim().replace('.', "/"));
        let place = json.pointer_mut(&pointer).ok_or_else(|| {
            ErrorView::bad_input(format!(
                "There is no setting {name:?}. `settings` without a name lists them."
            ))
        })?;
        let value = serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()));
        *place = value.clone();
        let wanted: Settings = serde_json::from_value(json).map_err(|error| wrong(&error.to_string()))?;
        settings = in_range(wanted);
        let kept = serde_json::to_value(&settings).ok().and_then(|json| json.pointer(&pointer).cloned());
        if kept.as_ref() != Some(&value) {
            let nearest = kept.map(|kept| kept.to_string()).unwrap_or_default();
            return Err(wrong(&format!("the nearest that is allowed is {nearest}")));
        }
    }
    Ok(settings)
}

/// The addresses whose keys are in the keychain.
pub(crate) fn kept_keys(settings: &Settings) -> impl Iterator<Item = &str> {
    let all = std::iter::once(&settings.server).chain(&settings.more_servers);
    all.filter(|server| server.key_kept).map(|server| server.url.as_str())
}

/// Whether a key is kept is known here alone: whoever saves settings cannot say otherwise.
pub(crate) fn with_kept_keys(settings: Settings, before: &Settings) -> Settings {
    let kept: Vec<String> = kept_keys(before).map(origin).collect();
    marked(settings, |url, _| kept.contains(&origin(url)))
}

/// Says of the servers at an address whether their key is in the keychain.
pub(crate) fn with_key(settings: Settings, at: &str, kept: bool) -> Settings {
    marked(settings, |url, was| if origin(url) == origin(at) { kept } else { was })
}

fn marked(mut settings: Settings, kept: impl Fn(&str, bool) -> bool) -> Settings {
    for server in std::iter::once(&mut settings.server).chain(&mut settings.more_servers) {
        server.key_kept = kept(&server.url, server.key_kept);
    }
    settings
}

/// The limits of requests to model servers.
pub(crate) fn timeouts(settings: &Settings) -> Timeouts {
    let seconds = |count: u16| Duration::from_secs(u64::from(count));
    Timeouts {
        connect: seconds(settings.connect_seconds),
        first_byte: seconds(settings.first_word_seconds),
        whole: seconds(settings.answer_seconds),
        ..Timeouts::default()
    }
}

/// Every value inside what the specification allows.
fn in_range(mut settings: Settings) -> Settings {
    settings.max_tags = settings.max_tags.clamp(1, 20);
    settings.max_categories = settings.max_categories.clamp(1, 10);
    settings.image_side = settings.image_side.clamp(256, 2048);
    settings.connect_seconds = settings.connect_seconds.clamp(1, 60);
    settings.first_word_seconds = settings.first_word_seconds.clamp(5, 3_600);
    settings.answer_seconds = settings.answer_seconds.clamp(10, 7_200).max(settings.first_word_seconds);
    settings.history_days = settings.history_days.min(3_650);
    settings.more_servers.truncate(MOST_SERVERS);
    for server in std::iter::once(&mut settings.server).chain(&mut settings.more_servers) {
        server.concurrency = server.concurrency.map(|n| n.clamp(1, 64));
        server.price = server.price.take().filter(|price| Price::try_from(price).is_ok());
        server.url = server.url.trim().to_owned();
        server.model = server.model.trim().to_owned();
    }
    let trimmed = |word: &mut String| *word = word.trim().chars().take(LONGEST_WORD).collect();
    settings.blocked_words.iter_mut().for_each(trimmed);
    settings.blocked_words.retain(|word| !word.is_empty());
    settings.blocked_words.truncate(MOST_WORDS);
    for alias in &mut settings.aliases {
        trimmed(&mut alias.from);
        trimmed(&mut alias.to);
    }
    settings.aliases.retain(|alias| !alias.from.is_empty() && !alias.to.is_empty());
    settings.aliases.truncate(MOST_WORDS);
    settings.tasks.retain(|name| Task::from_name(name).is_some());
    if Language::from_tag(&settings.word_language).is_none() {
        settings.word_language = Language::English.tag().to_owned();
    }
    if !["black", "dark", "middle", "light", "white"].contains(&settings.surround.as_str()) {
        settings.surround = "dark".to_owned();
    }
    settings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_changed_by_its_name_and_a_wrong_one_is_said() {
        let of = |changes: &[&str]| {
            let changes: Vec<String> = changes.iter().map(|&change| change.to_owned()).collect();
            changed(&Settings::default(), &changes)
        };
        let settings =
            of(&["server.url=http://127.0.0.1:11434", "maxTags=7", "sendFolder=true"]).expect("changed");
        assert_eq!((settings.server.url.as_str(), settings.max_tags), ("http://127.0.0.1:11434", 7));
        assert!(settings.send_folder);
        for (wrong, said) in [
            ("maxTags", "NAME=VALUE"),
            ("maxTag=3", "no setting"),
            ("maxTags=99", "nearest that is allowed is 20"),
            ("maxTags=many", "cannot be many"),
        ] {
            let error = of(&[wrong]).expect_err(wrong);
            assert!(error.message.contains(said), "{wrong}: {}", error.message);
        }
    }

    #[test]
    fn values_out_of_range_are_brought_into_it() {
        let wild = Settings {
            max_tags: 0,
            max_categories: 99,
            image_side: 1,
            surround: "pink".into(),
            ..Settings::default()
        };
        let tame = in_range(wild);
        assert_eq!((tame.max_tags, tame.max_categories, tame.image_side), (1, 10, 256));
        assert_eq!(tame.surround, "dark");
    }
}
