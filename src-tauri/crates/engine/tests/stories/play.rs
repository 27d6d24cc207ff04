//! Scripted work: what is asked of it is written down, and it answers as the story says.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use pothos_engine::{BoxFuture, Claimed, Work};
use pothos_model::{
    BasicRecord, Batch, BatchId, BatchServer, Failure, FailureCode, ModelStamp, NewWord, PhotoFacts, PhotoId,
    Quality, VisionRecord, WordKind,
};
use tokio::sync::{Notify, oneshot};

use crate::clockwork::Clockwork;

pub type Answer = Result<Box<VisionRecord>, Failure>;
pub type Look = Result<Box<BasicRecord>, (Failure, Option<Box<PhotoFacts>>)>;

/// What a model does when it is asked.
pub enum Line {
    Say(Answer),
    /// Answers when the story says so.
    Hang,
    Panic,
}

type Script<T> = Box<dyn FnMut(&Claimed) -> T + Send>;

#[derive(Default)]
struct Notes {
    asked: Vec<(PhotoId, u32)>,
    hanging: HashMap<PhotoId, oneshot::Sender<Answer>>,
    flying: usize,
    most: usize,
    aborted: usize,
    looked: Vec<PhotoId>,
    probes: Vec<i64>,
    /// Requests, those in flight, and the most at once, by server.
    at: HashMap<String, usize>,
    flying_at: HashMap<String, usize>,
    most_at: HashMap<String, usize>,
}

pub struct Play {
    clock: Arc<Clockwork>,
    notes: Arc<Mutex<Notes>>,
    changed: Arc<Notify>,
    pub vision: Mutex<Script<Line>>,
    pub basic: Mutex<Script<Look>>,
    pub probe: Mutex<VecDeque<Result<(), Failure>>>,
    /// Photos whose basic job waits on its thread until it is let go.
    held: Mutex<Vec<PhotoId>>,
    let_go: Condvar,
    contents: Mutex<HashMap<PhotoId, u8>>,
    /// Servers that fail everything, and how.
    down: Mutex<HashMap<String, Failure>>,
}

impl Play {
    pub fn new(clock: Arc<Clockwork>) -> Arc<Self> {
        Arc::new(Self {
            clock,
            notes: Arc::default(),
            changed: Arc::default(),
            vision: Mutex::new(Box::new(|claimed| Line::Say(Ok(words(claimed.batch, "Harbour"))))),
            basic: Mutex::new(Box::new(|claimed| Ok(looked(claimed.photo, None)))),
            probe: Mutex::default(),
            held: Mutex::default(),
            let_go: Condvar::new(),
            contents: Mutex::default(),
            down: Mutex::default(),
        })
    }

    /// From now on the server fails every request and every look; `None` brings it back.
    pub fn server_fails(&self, url: &str, why: Option<Failure>) {
        let mut down = self.down.lock().expect("down");
        match why {
            Some(why) => drop(down.insert(url.to_owned(), why)),
            None => drop(down.remove(url)),
        }
    }

    /// Requests that a server got, and the most of them at once.
    pub fn asked_at(&self, url: &str) -> (usize, usize) {
        let notes = self.notes.lock().expect("notes");
        let of = |map: &HashMap<String, usize>| map.get(url).copied().unwrap_or(0);
        (of(&notes.at), of(&notes.most_at))
    }

    pub fn on_vision(&self, script: impl FnMut(&Claimed) -> Line + Send + 'static) {
        *self.vision.lock().expect("script") = Box::new(script);
    }

    pub fn on_basic(&self, script: impl FnMut(&Claimed) -> Look + Send + 'static) {
        *self.basic.lock().expect("script") = Box::new(script);
    }

    pub fn on_probe(&self, answers: impl IntoIterator<Item = Result<(), Failure>>) {
        *self.probe.lock().expect("script") = answers.into_iter().collect();
    }

    pub fn content(&self, photo: PhotoId, content: u8) {
        self.contents.lock().expect("contents").insert(photo, content);
    }

    /// Keeps the photo's basic job on its thread.
    pub fn hold(&self, photo: PhotoId) {
        self.held.lock().expect("held").push(photo);
    }

    pub fn release(&self) {
        self.held.lock().expect("held").clear();
        self.let_go.notify_all();
    }

    /// Requests so far: photo and attempt.
    pub fn asked(&self) -> Vec<(PhotoId, u32)> {
        self.notes.lock().expect("notes").asked.clone()
    }

    pub fn looked(&self) -> Vec<PhotoId> {
        self.notes.lock().expect("notes").looked.clone()
    }

    /// When the server was looked at.
    pub fn probes(&self) -> Vec<i64> {
        self.notes.lock().expect("notes").probes.clone()
    }

    pub fn flying(&self) -> usize {
        self.notes.lock().expect("notes").flying
    }

    /// Requests that wait for the story.
    pub fn hanging(&self) -> usize {
        self.notes.lock().expect("notes").hanging.len()
    }

    /// The most requests that were in flight at once.
    pub fn most(&self) -> usize {
        self.notes.lock().expect("notes").most
    }

    /// Requests that were dropped before they ended.
    pub fn aborted(&self) -> usize {
        self.notes.lock().expect("notes").aborted
    }

    /// Answers a hanging request.
    pub fn answer(&self, photo: PhotoId, answer: Answer) {
        let hanging = self.notes.lock().expect("notes").hanging.remove(&photo).expect("a hanging request");
        let _ = hanging.send(answer);
    }

    /// Waits until the play stands as the story says.
    pub async fn until(&self, what: &str, stands: impl Fn(&Self) -> bool) {
        let wait = async {
            loop {
                let changed = self.changed.notified();
                tokio::pin!(changed);
                changed.as_mut().enable();
                if stands(self) {
                    return;
                }
                changed.await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), wait).await.unwrap_or_else(|_| panic!("never: {what}"));
    }

    fn note<T>(&self, note: impl FnOnce(&mut Notes) -> T) -> T {
        let value = note(&mut self.notes.lock().expect("notes"));
        self.clock.nudge();
        self.changed.notify_waiters();
        value
    }
}

/// Counts a request that is in flight, and one that is dropped there.
struct Flight {
    url: String,
    photo: PhotoId,
    clock: Arc<Clockwork>,
    notes: Arc<Mutex<Notes>>,
    changed: Arc<Notify>,
    ended: bool,
}

impl Drop for Flight {
    fn drop(&mut self) {
        let mut notes = self.notes.lock().expect("notes");
        notes.flying -= 1;
        *notes.flying_at.entry(self.url.clone()).or_default() -= 1;
        notes.hanging.remove(&self.photo);
        notes.aborted += usize::from(!self.ended);
        drop(notes);
        self.clock.nudge();
        self.changed.notify_waiters();
    }
}

impl Work for Play {
    fn basic(&self, claimed: &Claimed) -> Look {
        self.note(|notes| notes.looked.push(claimed.photo));
        let held = self.held.lock().expect("held");
        drop(self.let_go.wait_while(held, |held| held.contains(&claimed.photo)).expect("held"));
        let content = self.contents.lock().expect("contents").get(&claimed.photo).copied();
        // A script may panic: that is the story.
        let look = (self.basic.lock().unwrap_or_else(PoisonError::into_inner))(claimed);
        look.map(|record| if content.is_some() { looked(claimed.photo, content) } else { record })
    }

    fn vision(&self, _: Arc<Batch>, claimed: Claimed, server: BatchServer) -> BoxFuture<'static, Answer> {
        let down = self.down.lock().expect("down").get(&server.url).cloned();
        let line = match down {
            Some(why) => Line::Say(Err(why)),
            None => (self.vision.lock().expect("script"))(&claimed),
        };
        let (answer, answered) = oneshot::channel();
        self.note(|notes| {
            notes.asked.push((claimed.photo, claimed.attempt));
            *notes.at.entry(server.url.clone()).or_default() += 1;
            let flying = notes.flying_at.entry(server.url.clone()).or_default();
            *flying += 1;
            let now = *flying;
            let most = notes.most_at.entry(server.url.clone()).or_default();
            *most = now.max(*most);
            notes.flying += 1;
            notes.most = notes.most.max(notes.flying);
            if matches!(line, Line::Hang) {
                notes.hanging.insert(claimed.photo, answer);
            }
        });
        let flight = Flight {
            url: server.url,
            photo: claimed.photo,
            clock: self.clock.clone(),
            notes: self.notes.clone(),
            changed: self.changed.clone(),
            ended: false,
        };
        Box::pin(async move {
            // Whole: a block takes only the fields it names.
            let mut flight = flight;
            let said = match line {
                Line::Say(said) => said,
                Line::Panic => panic!("the adapter broke"),
                Line::Hang => answered.await.expect("the story answers or aborts"),
            };
            flight.ended = true;
            said
        })
    }

    fn probe(&self, server: BatchServer) -> BoxFuture<'static, Result<(), Failure>> {
        let down = self.down.lock().expect("down").get(&server.url).cloned();
        let next = || self.probe.lock().expect("script").pop_front().unwrap_or(Ok(()));
        let answer = down.map_or_else(next, Err);
        let now = self.clock.passed();
        self.note(|notes| notes.probes.push(now));
        Box::pin(async move { answer })
    }
}

/// A model's answer.
pub fn words(batch: BatchId, title: &str) -> Box<VisionRecord> {
    Box::new(VisionRecord {
        stamp: ModelStamp {
            server: "http://one".into(),
            model: "llava".into(),
            preset: "standard".into(),
            preset_version: 1,
            batch,
            similar_to: None,
        },
        words: vec![NewWord::new(WordKind::Title, title)],
        missing: Vec::new(),
        duration_ms: 1,
        prompt_tokens: None,
        answer_tokens: None,
        // Long enough to need pages of its own.
        raw_reply: "x".repeat(12_000),
        repairs: Vec::new(),
        meaning: None,
    })
}

/// A basic analysis; every photo its own content unless told otherwise.
pub fn looked(photo: PhotoId, content: Option<u8>) -> Box<BasicRecord> {
    let mut hash = [content.unwrap_or(255); 32];
    if content.is_none() {
        hash[..8].copy_from_slice(&photo.0.to_le_bytes());
    }
    Box::new(BasicRecord {
        width: 60,
        height: 40,
        content_hash: hash,
        perceptual_hash: Some(1),
        facts: PhotoFacts::default(),
        place: None,
        quality: Quality {
            score: 50,
            sharpness: 50,
            exposure: 50,
            contrast: 50,
            colourfulness: 50,
            noise: 5,
            clipped_high: 0.0,
            clipped_low: 0.0,
            mean_luma: 120.0,
            reasons: Vec::new(),
            ..Quality::default()
        },
        colours: Vec::new(),
        words: Vec::new(),
    })
}

pub fn failure(code: FailureCode) -> Failure {
    Failure::new(code, format!("It failed ({}). Try again.", code.name()))
}

pub fn fail(code: FailureCode) -> Line {
    Line::Say(Err(failure(code)))
}
