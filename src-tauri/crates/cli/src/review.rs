//! The words that wait for the user: what they are, and what becomes of them.

use std::path::Path;

use pothos_app::{
    Reader,
    wire::{Decided, DecisionView, HeldView, VerdictView},
};

use crate::{
    args::ReviewWish,
    end::{End, Fault},
    format::count,
    out::Out,
    session::Session,
};

/// `pothos-cli review`.
pub(crate) async fn review(dir: &Path, wish: ReviewWish, out: &Out) -> Result<End, Fault> {
    let decisions = decisions(wish)?;
    if decisions.is_empty() {
        return list(dir, out).await;
    }
    let session = Session::open(dir).await?;
    let ended = decide(&session, decisions, out).await;
    session.end().await;
    ended
}

async fn list(dir: &Path, out: &Out) -> Result<End, Fault> {
    let waiting = Reader::open(dir)?.waiting_words().await?;
    for word in &waiting.words {
        out.json(word)?;
        out.text(&line(word))?;
    }
    if waiting.words.is_empty() {
        out.text("No word waits for you.")?;
    } else if waiting.more {
        out.text("More wait; they come when these are decided.")?;
    }
    Ok(End::Well)
}

fn line(word: &HeldView) -> String {
    let why = if word.is_name { "a name that nothing gives" } else { "new to the library" };
    format!("{:<32} {:<9} {:>7} photos  {why}", word.text, word.kind, count(word.photos))
}

/// A word may wait as a tag and as a category: the decision is about both.
async fn decide(session: &Session, decisions: Vec<(String, VerdictView)>, out: &Out) -> Result<End, Fault> {
    for (text, verdict) in decisions {
        let mut photos = 0;
        for kind in ["tag", "category"] {
            let decision = DecisionView { kind: kind.into(), text: text.clone(), verdict: verdict.clone() };
            let decided: Decided = session.app.review().decide(decision).await?;
            out.json(&decided)?;
            photos += decided.photos;
        }
        out.text(&match &verdict {
            VerdictView::Keep => format!("{text} is yours on {} photos.", count(photos)),
            VerdictView::WriteAs { text: own } => format!("{text} is {own} on {} photos.", count(photos)),
            VerdictView::Drop => format!("{text} is dropped from {} photos.", count(photos)),
            VerdictView::Never => {
                format!("{text} is dropped from {} photos and never taken from a model again.", count(photos))
            }
        })?;
    }
    Ok(End::Well)
}

fn decisions(wish: ReviewWish) -> Result<Vec<(String, VerdictView)>, Fault> {
    let all = |words: Vec<String>, verdict: VerdictView| {
        words.into_iter().map(move |word| (word, verdict.clone())).collect::<Vec<_>>()
    };
    let mut decisions = all(wish.keep, VerdictView::Keep);
    decisions.extend(all(wish.drop, VerdictView::Drop));
    decisions.extend(all(wish.never, VerdictView::Never));
    for pair in wish.write_as {
        let Some((word, own)) = pair.split_once('=') else {
            return Err(Fault::said(format!("{pair:?} is no WORD=TEXT, such as --as \"sea shore=coast\".")));
        };
        decisions.push((word.trim().to_owned(), VerdictView::WriteAs { text: own.trim().to_owned() }));
    }
    Ok(decisions)
}
