//! The review of words that wait: what a model said that is new to the library, or a name that nothing gives.

use std::sync::Arc;

use pothos_model::{PhotoId, Timestamp, WordKind, fold_word};
use pothos_store::Verdict;

use crate::error::Outcome;
use crate::inforce;
use crate::inner::Inner;
use crate::reader::{Reader, now};
use crate::views::tile_view;
use crate::wire::{AliasView, Decided, DecisionView, ErrorView, HeldView, ReviewView, Settings, VerdictView};

/// Words shown at once; the next ones come when these are decided.
const SHOWN: u32 = 200;

/// The words that wait in one open library.
pub struct Review<'a> {
    pub(crate) inner: &'a Arc<Inner>,
    pub(crate) reader: &'a Reader,
}

impl Reader {
    /// What waits, the most frequent first.
    ///
    /// # Errors
    /// When the library fails.
    pub async fn waiting_words(&self) -> Outcome<ReviewView> {
        self.blocking(|library| {
            let mut rows = library.held_words(SHOWN + 1)?;
            let more = rows.len() > SHOWN as usize;
            rows.truncate(SHOWN as usize);
            let words = rows
                .into_iter()
                .map(|row| {
                    Ok(HeldView {
                        kind: row.kind.name().to_owned(),
                        text: row.text,
                        is_name: row.is_name,
                        photos: row.photos,
                        some: library.tiles(&row.some)?.into_iter().map(tile_view).collect(),
                    })
                })
                .collect::<Result<_, pothos_store::StoreError>>()?;
            Ok(ReviewView { words, more })
        })
        .await
    }
}

impl Review<'_> {
    /// Decides about a word on every photo where it waits.
    ///
    /// # Errors
    /// `bad_input` for another kind or an empty text, or when the library fails; then deciding again goes on.
    pub async fn decide(&self, decision: DecisionView) -> Outcome<Decided> {
        let kind = kind_of(&decision)?;
        let verdict = match &decision.verdict {
            VerdictView::Keep => Verdict::Keep { text: decision.text.clone() },
            VerdictView::WriteAs { text } => Verdict::Keep { text: text.clone() },
            VerdictView::Drop | VerdictView::Never => Verdict::Drop,
        };
        let at = now();
        let text = decision.text.clone();
        let (remembered, alias_before) = {
            let _one_at_a_time = self.inner.deciding.lock().await;
            let settings = self.reader.settings().await?;
            match remembered(&settings, &decision) {
                Some(wanted) => {
                    inforce::save(self.inner, wanted).await?;
                    (true, alias_of(&settings, &decision))
                }
                None => (false, None),
            }
        };
        let photos = self.in_pieces(move |library| library.decide_held(kind, &text, &verdict, at)).await?;
        Ok(Decided { decision, at_ms: at.0, photos, remembered, alias_before })
    }

    /// Takes a decision back: the word waits again, and what it added to the settings goes.
    ///
    /// # Errors
    /// When the library fails; then it can be called again.
    pub async fn undo(&self, decided: Decided) -> Outcome<()> {
        let kind = kind_of(&decided.decision)?;
        let (text, at) = (decided.decision.text.clone(), Timestamp(decided.at_ms));
        self.in_pieces(move |library| library.undo_decision(kind, &text, at)).await?;
        if decided.remembered {
            let _one_at_a_time = self.inner.deciding.lock().await;
            let settings = forgotten(&self.reader.settings().await?, &decided);
            inforce::save(self.inner, settings).await?;
        }
        Ok(())
    }

    /// Calls until nothing is left; how many photos it was about.
    async fn in_pieces(
        &self,
        piece: impl Fn(&pothos_store::Library) -> Result<Vec<PhotoId>, pothos_store::StoreError> + Send + 'static,
    ) -> Outcome<u32> {
        let inner = self.inner.clone();
        let photos = self
            .reader
            .blocking(move |library| {
                let mut photos = 0_u32;
                loop {
                    let some = piece(library)?;
                    if some.is_empty() {
                        return Ok(photos);
                    }
                    photos = photos.saturating_add(u32::try_from(some.len()).unwrap_or(u32::MAX));
                    some.iter().for_each(|photo| inner.feed.changed(photo.0));
                }
            })
            .await;
        // Also when it failed half-way: something may have changed.
        self.inner.feed.facets_changed();
        self.inner.jobs.words.forget();
        photos
    }
}

fn kind_of(decision: &DecisionView) -> Outcome<WordKind> {
    WordKind::from_name(&decision.kind)
        .filter(|kind| !kind.is_single())
        .ok_or_else(|| ErrorView::bad_input(format!("{:?} is no kind of word that waits.", decision.kind)))
}

/// The settings with what the decision says about the future; `None` when it says nothing.
fn remembered(settings: &Settings, decision: &DecisionView) -> Option<Settings> {
    let mut settings = settings.clone();
    let same = |word: &String| fold_word(word) == fold_word(&decision.text);
    match &decision.verdict {
        VerdictView::Never if !settings.blocked_words.iter().any(same) => {
            settings.blocked_words.push(decision.text.clone());
        }
        VerdictView::WriteAs { text } if !same(text) => {
            settings.aliases.retain(|alias| !same(&alias.from));
            settings.aliases.push(AliasView { from: decision.text.clone(), to: text.clone() });
        }
        VerdictView::Never | VerdictView::WriteAs { .. } | VerdictView::Keep | VerdictView::Drop => {
            return None;
        }
    }
    Some(settings)
}

/// What a model's word was written as before.
fn alias_of(settings: &Settings, decision: &DecisionView) -> Option<String> {
    let same = |alias: &&AliasView| fold_word(&alias.from) == fold_word(&decision.text);
    settings.aliases.iter().find(same).map(|alias| alias.to.clone())
}

/// The settings without what the decision added, and with what it replaced.
fn forgotten(settings: &Settings, decided: &Decided) -> Settings {
    let mut after = settings.clone();
    let same = |word: &String| fold_word(word) == fold_word(&decided.decision.text);
    match &decided.decision.verdict {
        VerdictView::Never => after.blocked_words.retain(|word| !same(word)),
        VerdictView::WriteAs { .. } => {
            after.aliases.retain(|alias| !same(&alias.from));
            let before = decided.alias_before.clone();
            after.aliases.extend(before.map(|to| AliasView { from: decided.decision.text.clone(), to }));
        }
        VerdictView::Keep | VerdictView::Drop => {}
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(verdict: VerdictView) -> DecisionView {
        DecisionView { kind: "tag".into(), text: "Lofoten".into(), verdict }
    }

    fn decided(verdict: VerdictView, alias_before: Option<String>) -> Decided {
        Decided { decision: decision(verdict), at_ms: 1, photos: 1, remembered: true, alias_before }
    }

    #[test]
    fn what_a_decision_adds_to_the_settings_its_undo_takes_away() {
        let before = Settings::default();
        for verdict in [VerdictView::Never, VerdictView::WriteAs { text: "Lofot islands".into() }] {
            let after = remembered(&before, &decision(verdict.clone())).expect("something to remember");
            assert_ne!(after, before);
            assert!(after.blocked_words == ["Lofoten"] || after.aliases[0].to == "Lofot islands");
            assert_eq!(forgotten(&after, &decided(verdict, None)), before);
        }
        assert_eq!(remembered(&before, &decision(VerdictView::Keep)), None);
    }

    #[test]
    fn what_was_in_the_settings_before_stays_there() {
        let alias = AliasView { from: "lofoten".into(), to: "north".into() };
        let before =
            Settings { blocked_words: vec!["Lofoten".into()], aliases: vec![alias], ..Settings::default() };
        assert_eq!(
            remembered(&before, &decision(VerdictView::Never)),
            None,
            "nothing is added, nothing to take away"
        );
        let verdict = VerdictView::WriteAs { text: "islands".into() };
        let after = remembered(&before, &decision(verdict.clone())).expect("another alias");
        let back = forgotten(&after, &decided(verdict.clone(), alias_of(&before, &decision(verdict))));
        assert_eq!(back.aliases[0].to, "north");
    }
}
