//! Whatever a model says is read and guarded: words within their limits, or none; never a panic, never a hang.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pothos_model::{Language, TaskSet, VisionOptions, WordKind};
use pothos_vision::{Doubts, Given, Vocabulary, Wanted, doubt, guard_with, read_answer};

fuzz_target!(|bytes: &[u8]| {
    let [tasks, tongue, rest @ ..] = bytes else { return };
    let text = String::from_utf8_lossy(rest);
    let (thoughts, said) = text.split_once('\u{1}').unwrap_or(("", &text));
    let language = if tongue & 1 == 0 { Language::English } else { Language::Chinese };
    let options = VisionOptions { language, ..VisionOptions::default() };
    let wanted = Wanted { cut: tongue & 2 != 0, ..Wanted::new(TaskSet(tasks & 0b1111), &options) };
    let own =
        Vocabulary::new(["Boat".to_owned()], [("ship".to_owned(), "Boat".to_owned())], ["photo".to_owned()]);
    let mut guarded = guard_with(&read_answer(said, thoughts, &wanted), &wanted, &own);
    doubt(&mut guarded.words, Doubts { names: true, unknown: true }, &own, &Given::new(["Bergen, Norway"]));
    let tags = guarded.words.iter().filter(|word| word.kind == WordKind::Tag).count();
    assert!(tags <= usize::from(options.limits.max_tags));
    for word in &guarded.words {
        assert!(!word.text.is_empty() && word.text.trim() == word.text);
        let most = match word.kind {
            WordKind::Title => 200,
            WordKind::Description => 1_000,
            WordKind::Category | WordKind::Tag => 50,
        };
        assert!(word.text.chars().count() <= most, "{:?}", word);
        assert!(!word.text.chars().any(char::is_control), "{:?}", word);
    }
});
