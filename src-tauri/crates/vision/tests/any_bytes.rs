//! Arbitrary answers: a result out, within bounds, never a panic and never a hang.

use pothos_model::{Language, Limits, TaskSet, VisionOptions, WordKind, fold_word};
use pothos_vision::{Wanted, guard, parse_address, privacy, read_answer};
use proptest::prelude::*;

/// Pieces of answers, so that structure is met more often than by chance.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just("[".to_owned()),
        Just("]".to_owned()),
        Just("\"".to_owned()),
        Just("'".to_owned()),
        Just(",".to_owned()),
        Just(":".to_owned()),
        Just("：".to_owned()),
        Just("\\".to_owned()),
        Just("\\u".to_owned()),
        Just("\n".to_owned()),
        Just("```json".to_owned()),
        Just("<think>".to_owned()),
        Just("</think>".to_owned()),
        Just("\"title\":".to_owned()),
        Just("\"tags\":[".to_owned()),
        Just("\"description\":".to_owned()),
        Just("Title: ".to_owned()),
        Just("标题：".to_owned()),
        Just("【标签】".to_owned()),
        Just("final answer:".to_owned()),
        Just("1. ".to_owned()),
        Just("- ".to_owned()),
        Just("、".to_owned()),
        Just("船".to_owned()),
        Just("The image shows ".to_owned()),
        Just("#".to_owned()),
        Just("…".to_owned()),
        Just("\u{200b}".to_owned()),
        Just("\u{301}".to_owned()),
        Just("🚤".to_owned()),
        Just("İ".to_owned()),
        "[a-z]{1,9}",
        "\\PC{0,6}",
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn whatever_a_model_says_the_stored_words_keep_every_limit(
        said in pieces(),
        thoughts in pieces(),
        tasks in 1_u8..16,
        max_tags in any::<u8>(),
        max_categories in any::<u8>(),
        chinese in any::<bool>(),
        cut in any::<bool>(),
    ) {
        let options = VisionOptions {
            limits: Limits { max_categories, max_tags },
            language: if chinese { Language::Chinese } else { Language::English },
            ..VisionOptions::default()
        };
        let wanted = Wanted { cut, ..Wanted::new(TaskSet(tasks), &options) };
        let guarded = guard(&read_answer(&said, &thoughts, &wanted), &wanted);
        let of = |kind: WordKind| guarded.words.iter().filter(|word| word.kind == kind).collect::<Vec<_>>();
        prop_assert!(of(WordKind::Title).len() <= 1 && of(WordKind::Description).len() <= 1);
        prop_assert!(of(WordKind::Tag).len() <= usize::from(max_tags.clamp(1, 20)));
        prop_assert!(of(WordKind::Category).len() <= usize::from(max_categories.clamp(1, 10)));
        for word in &guarded.words {
            let longest = match word.kind { WordKind::Title => 200, WordKind::Description => 1_000, WordKind::Category | WordKind::Tag => 50 };
            prop_assert!(word.text.chars().count() <= longest, "{word:?}");
            prop_assert!(!word.text.trim().is_empty() && word.text.trim() == word.text, "{word:?}");
            prop_assert!(!word.text.chars().any(char::is_control), "{word:?}");
        }
        let mut tags: Vec<String> = of(WordKind::Tag).iter().map(|word| fold_word(&word.text)).collect();
        let count = tags.len();
        tags.sort();
        tags.dedup();
        prop_assert_eq!(tags.len(), count, "a tag twice");
        for task in TaskSet(tasks).iter() {
            let missing = guarded.missing.iter().filter(|missing| missing.task == task).count();
            prop_assert!(missing <= 1);
        }
    }

    #[test]
    fn arbitrary_bytes_are_read_too(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let wanted = Wanted::new(TaskSet(0b1111), &VisionOptions::default());
        let _kept = guard(&read_answer(&String::from_utf8_lossy(&bytes), "", &wanted), &wanted);
    }

    #[test]
    fn any_text_is_an_address_or_a_clear_refusal(text in "\\PC{0,40}|(http://)?[a-z0-9.:@/?#\\[\\]-]{0,40}") {
        let _class = privacy(&text);
        match parse_address(&text) {
            Ok(address) => {
                let shown = address.shown();
                let authority = shown.split('/').nth(2).unwrap_or_default();
                prop_assert!(!authority.contains('@'), "{shown}");
                prop_assert_eq!(parse_address(&shown).map(|again| again.shown()), Ok(shown));
            }
            Err(failure) => prop_assert!(failure.message.ends_with('.')),
        }
    }
}

#[test]
fn the_longest_and_worst_answers_are_read_in_a_moment() {
    let wanted = Wanted::new(TaskSet(0b1111), &VisionOptions::default());
    let worst = [
        "{".repeat(70_000),
        "[".repeat(70_000),
        "{\"title\":\"".repeat(8_000),
        "\"a\"b".repeat(20_000),
        "{\"a\"b\"c".repeat(10_000),
        "Title: ".repeat(10_000),
        "<think>".repeat(10_000),
        "final answer: ".repeat(6_000),
        "1. ".repeat(20_000),
        "，".repeat(30_000),
        "x".repeat(100_000),
        "a. ".repeat(30_000),
    ];
    for said in worst {
        let started = std::time::Instant::now();
        let _kept = guard(&read_answer(&said, &said, &wanted), &wanted);
        let head: String = said.chars().take(12).collect();
        assert!(started.elapsed().as_secs() < 30, "{head}… took {:?}", started.elapsed());
    }
}
