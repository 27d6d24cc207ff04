//! The effects of finished work on a photo, each inside the transaction that finishes the job. Knows no job.

use pothos_model::{BasicRecord, Failure, NewWord, PhotoFacts, PhotoId, Timestamp, VisionRecord, WordKind};
use rusqlite::Transaction;

use super::word::Speaker;
use super::{held, photo, shown, word};
use crate::StoreError;

/// Writes what a basic analysis found: figures, facts, the file's words and the analyser's.
pub(crate) fn apply_basic(
    tx: &Transaction<'_>,
    photo: PhotoId,
    record: &BasicRecord,
    now: Timestamp,
) -> Result<(), StoreError> {
    photo::set_basic(tx, photo, record)?;
    word::replace(tx, photo, Speaker::File, &WordKind::ALL, &file_words(&record.facts), now)?;
    word::replace(tx, photo, Speaker::Basic, &WordKind::ALL, &record.words, now)?;
    shown::refresh(tx, photo)
}

/// Writes a model's words. Of the kinds it gave, its earlier ones go, unless a human accepted them; a task that
/// gave nothing this time keeps what the model said before. Doubted tags and categories wait for a human.
pub(crate) fn apply_vision(
    tx: &Transaction<'_>,
    photo: PhotoId,
    record: &VisionRecord,
    now: Timestamp,
) -> Result<(), StoreError> {
    let kinds: Vec<WordKind> =
        WordKind::ALL.into_iter().filter(|kind| record.words.iter().any(|word| word.kind == *kind)).collect();
    let (waits, counts): (Vec<NewWord>, Vec<NewWord>) = record.words.iter().cloned().partition(held::is_held);
    word::replace(tx, photo, Speaker::Model(&record.stamp), &kinds, &counts, now)?;
    held::replace(tx, photo, &record.stamp, &kinds, &waits, now)?;
    shown::refresh(tx, photo)
}

/// Marks a photo as unreadable with its reason. Facts that could be read all the same are kept, with the file's
/// words; what an earlier, readable state of the file gave stays.
pub(crate) fn mark_photo_failed(
    tx: &Transaction<'_>,
    photo: PhotoId,
    failure: &Failure,
    facts: Option<&PhotoFacts>,
    now: Timestamp,
) -> Result<(), StoreError> {
    photo::set_failed(tx, photo, failure)?;
    if let Some(facts) = facts {
        photo::set_facts(tx, photo, facts, None)?;
        word::replace(tx, photo, Speaker::File, &WordKind::ALL, &file_words(facts), now)?;
    }
    shown::refresh(tx, photo)
}

/// The file's own words. A keyword path `Places|Norway|Bergen` gives each of its steps as a tag, as programs that
/// write flat keywords do too.
fn file_words(facts: &PhotoFacts) -> Vec<NewWord> {
    let one = |kind, text: &Option<String>| {
        text.iter().map(move |text| NewWord::new(kind, text.as_str())).collect::<Vec<_>>()
    };
    let mut words = one(WordKind::Title, &facts.title);
    words.extend(one(WordKind::Description, &facts.description));
    for step in facts.keywords.iter().flat_map(|keyword| keyword.split('|')) {
        words.push(NewWord::new(WordKind::Tag, step));
    }
    words
}
