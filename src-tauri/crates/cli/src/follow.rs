//! Follows batches to their end by what the feed pushes, and says how they ended. Asks for state only when frames
//! were lost.

use std::collections::HashMap;

use pothos_app::wire::{BatchView, FeedEvent};

use crate::{
    end::{End, Fault},
    out::Out,
    progress::Progress,
    session::{Heard, Session},
};

/// What a picture of a batch means for who waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    GoesOn,
    /// Paused by something that mends itself: probes go on.
    Waits,
    /// Paused by something only the user can mend, or by the user.
    Stopped,
    Ended,
}

fn standing(batch: &BatchView) -> Standing {
    match (batch.state.as_str(), &batch.cause) {
        ("finished", _) => Standing::Ended,
        ("paused", Some(cause))
            if batch.pause_reason.as_deref() != Some("user") && cause.heals_by_itself() =>
        {
            Standing::Waits
        }
        ("paused", _) => Standing::Stopped,
        _ => Standing::GoesOn,
    }
}

/// Waits until each of `batches` has ended, or stopped for a reason that waiting does not mend. Prints what happens
/// on the way. `first` are pictures from before the feed was heard.
pub(crate) async fn follow(session: &mut Session, first: Vec<BatchView>, out: Out) -> Result<End, Fault> {
    let mut following = Following {
        latest: HashMap::new(),
        open: first.iter().map(|batch| batch.batch).collect(),
        worst: End::Well,
        progress: Progress::new(out),
        out,
    };
    for batch in first {
        following.picture(batch)?;
    }
    following.settle()?;
    while !following.open.is_empty() {
        match session.hear().await {
            Heard::Frame(events) => {
                for event in events {
                    following.event(event)?;
                }
            }
            Heard::Lost => {
                for id in following.open.clone() {
                    following.picture(session.app.batch(id).await?)?;
                }
            }
            Heard::Interrupt => return interrupted(session, following).await,
        }
        following.settle()?;
    }
    Ok(following.worst)
}

async fn interrupted(session: &mut Session, mut following: Following) -> Result<End, Fault> {
    session.end().await;
    for event in session.drain() {
        following.event(event)?;
    }
    for id in following.open.clone() {
        let batch = session.app.batch(id).await?;
        following.last_word(&batch, "paused")?;
        let left = batch.queued + batch.running;
        following.progress.note(&format!(
            "Interrupted: {} of {} left. Go on with: pothos-cli resume {id}",
            crate::format::count(left),
            crate::format::count(batch.total)
        ))?;
    }
    Ok(End::Interrupted)
}

struct Following {
    latest: HashMap<i64, BatchView>,
    open: Vec<i64>,
    worst: End,
    progress: Progress,
    out: Out,
}

impl Following {
    fn event(&mut self, event: FeedEvent) -> Result<(), Fault> {
        match event {
            FeedEvent::BatchProgress(batch) | FeedEvent::BatchFinished(batch) => self.picture(batch),
            FeedEvent::PhotoFailed { batch, .. } if self.open.contains(&batch) => {
                self.out.json(&event)?;
                if let FeedEvent::PhotoFailed { path, message, .. } = &event {
                    self.progress.failure(path, message)?;
                }
                Ok(())
            }
            FeedEvent::FileSkipped { batch, .. } if self.open.contains(&batch) => {
                Ok(self.out.json(&event)?)
            }
            FeedEvent::Notice { ref text, .. } => {
                self.out.json(&event)?;
                Ok(self.progress.note(text)?)
            }
            FeedEvent::PhotoFailed { .. }
            | FeedEvent::FileSkipped { .. }
            | FeedEvent::BatchRemoved { .. }
            | FeedEvent::Photos { .. }
            | FeedEvent::Folders { .. }
            | FeedEvent::Facets { .. }
            | FeedEvent::Comparing(_)
            | FeedEvent::Settings { .. }
            | FeedEvent::Dragging { .. } => Ok(()),
        }
    }

    /// A new picture of a batch; an older one changes nothing.
    fn picture(&mut self, batch: BatchView) -> Result<(), Fault> {
        let older = self.latest.get(&batch.batch).is_some_and(|known| known.revision > batch.revision);
        if older || !self.open.contains(&batch.batch) {
            return Ok(());
        }
        let now = standing(&batch);
        if matches!(now, Standing::GoesOn | Standing::Waits) {
            self.out.json(&FeedEvent::BatchProgress(batch.clone()))?;
            self.progress.picture(&batch)?;
        }
        if now == Standing::Waits {
            self.waits(&batch)?;
        }
        self.latest.insert(batch.batch, batch);
        Ok(())
    }

    /// Takes leave of batches that have ended or stopped. Only after a whole frame, so that the failures it tells
    /// of are printed before the last word.
    fn settle(&mut self) -> Result<(), Fault> {
        for id in self.open.clone() {
            let Some(batch) = self.latest.get(&id).cloned() else { continue };
            match standing(&batch) {
                Standing::Ended => self.ended(&batch)?,
                Standing::Stopped => self.stopped(&batch)?,
                Standing::GoesOn | Standing::Waits => {}
            }
        }
        Ok(())
    }

    /// Says once that, and why, nothing happens for now.
    fn waits(&mut self, batch: &BatchView) -> Result<(), Fault> {
        let said = self.latest.get(&batch.batch).is_some_and(|known| standing(known) == Standing::Waits);
        if let (Some(cause), false) = (&batch.cause, said) {
            self.progress.warn(&format!(
                "Waiting: {} Trying again by itself; Ctrl-C stops.",
                sentence(&cause.message)
            ))?;
        }
        Ok(())
    }

    fn ended(&mut self, batch: &BatchView) -> Result<(), Fault> {
        let outcome = batch.outcome.as_deref().unwrap_or("completed");
        self.last_word(batch, outcome)?;
        self.progress.ended(batch)?;
        let end = match outcome {
            "cancelled" => End::NotDone,
            _ if batch.failed > 0 => End::PhotosFailed,
            _ => End::Well,
        };
        self.worst = self.worst.max(end);
        Ok(())
    }

    fn stopped(&mut self, batch: &BatchView) -> Result<(), Fault> {
        self.last_word(batch, "paused")?;
        let reason = match &batch.cause {
            Some(cause) if batch.pause_reason.as_deref() != Some("user") => sentence(&cause.message),
            Some(_) | None => "You paused it.".to_owned(),
        };
        let key = match &batch.cause {
            Some(cause) if cause.code == "unauthorized" => "POTHOS_API_KEY=… ",
            Some(_) | None => "",
        };
        self.progress.warn(&format!(
            "{} is paused. {reason} Nothing is lost; go on with: {key}pothos-cli resume {}",
            crate::format::quoted(&batch.name),
            batch.batch
        ))?;
        self.worst = self.worst.max(End::NotDone);
        Ok(())
    }

    fn last_word(&mut self, batch: &BatchView, outcome: &str) -> Result<(), Fault> {
        self.open.retain(|id| *id != batch.batch);
        let told = BatchView { outcome: Some(outcome.to_owned()), ..batch.clone() };
        Ok(self.out.json(&FeedEvent::BatchFinished(told))?)
    }
}

/// A message as a sentence, with a capital and an end. An address or a path at its start stays as it is.
fn sentence(message: &str) -> String {
    let message = message.trim();
    let ends = message.ends_with(['.', '!', '?', '。']);
    let is_word = message.split(' ').next().is_some_and(|word| word.chars().all(char::is_alphabetic));
    let mut letters = message.chars();
    let first: String = match letters.next() {
        Some(letter) if is_word => letter.to_uppercase().collect(),
        other => other.into_iter().collect(),
    };
    format!("{first}{}{}", letters.as_str(), if ends { "" } else { "." })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_reads_as_a_sentence_and_an_address_stays_as_it_is() {
        assert_eq!(sentence("the model cannot see"), "The model cannot see.");
        assert_eq!(sentence("http://x refused. Start it."), "http://x refused. Start it.");
    }
}
