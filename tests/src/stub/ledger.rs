//! What happened, counted: the evidence that tests read. Knows no protocol.

use std::collections::{HashMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::plan::Behaviour;

/// How many of the last chat requests are kept whole.
const KEPT: usize = 256;

/// One chat request as the stub understood it, without the picture's bytes.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The path it came to.
    pub path: String,
    /// The model it named.
    pub model: String,
    /// All text of all messages, in order.
    pub text: String,
    /// The JSON schema it asked for.
    pub schema: Option<serde_json::Value>,
    /// Whether it asked for a stream.
    pub stream: bool,
    /// The hash of the picture's bytes, in hex.
    pub image: Option<String>,
    /// The picture's size in bytes.
    pub image_bytes: usize,
    /// Whether the picture's bytes begin as a JPEG's do.
    pub is_jpeg: bool,
    /// The whole request with pictures cut out.
    pub body: serde_json::Value,
    /// How it was treated.
    pub treatment: Behaviour,
}

/// The counts so far.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// Chat requests that were accepted.
    pub asked: u64,
    /// Chat requests whose reply was sent to its end, error replies included.
    pub answered: u64,
    /// Chat requests that got a good answer to its end.
    pub good: u64,
    /// Chat requests that the client left before their end.
    pub aborted: u64,
    /// Chat requests that wait or stream now.
    pub in_flight: u64,
    /// The most that were in flight at once.
    pub in_flight_max: u64,
    /// How often each picture (hash in hex) was sent.
    pub sent: HashMap<String, u64>,
    /// How often each picture (hash in hex) got a good answer to its end.
    pub good_by_image: HashMap<String, u64>,
    /// All requests by path, chat or not.
    pub paths: HashMap<String, u64>,
    /// Requests that had no key or a wrong one.
    pub refused: u64,
    /// The last chat requests, oldest first.
    pub last: VecDeque<Asked>,
}

impl Ledger {
    /// The most often that any picture was sent.
    #[must_use]
    pub fn most_sent(&self) -> u64 {
        self.sent.values().copied().max().unwrap_or(0)
    }

    /// The counts as JSON, for a test in another language.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({
            "asked": self.asked, "answered": self.answered, "good": self.good, "aborted": self.aborted,
            "in_flight": self.in_flight, "in_flight_max": self.in_flight_max, "images": self.sent.len(),
            "most_sent": self.most_sent(), "refused": self.refused, "paths": self.paths,
        })
    }
}

/// The ledger shared by all connections, with a bell that rings at every change.
#[derive(Debug, Default)]
pub(super) struct Book {
    ledger: Mutex<Ledger>,
    changed: Condvar,
}

impl Book {
    fn lock(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn read(&self) -> Ledger {
        self.lock().clone()
    }

    pub(super) fn write<T>(&self, change: impl FnOnce(&mut Ledger) -> T) -> T {
        let value = change(&mut self.lock());
        self.changed.notify_all();
        value
    }

    /// Waits until `reached` holds, at most `limit`; whether it holds.
    pub(super) fn wait(&self, limit: Duration, reached: impl Fn(&Ledger) -> bool) -> bool {
        let waited = self.changed.wait_timeout_while(self.lock(), limit, |ledger| !reached(ledger));
        let (ledger, _) = waited.unwrap_or_else(PoisonError::into_inner);
        reached(&ledger)
    }

    /// Counts a chat request in and gives its number and the number of times its picture was sent.
    pub(super) fn begin(&self, image: Option<&str>) -> (u64, u64) {
        self.write(|ledger| {
            ledger.asked += 1;
            ledger.in_flight += 1;
            ledger.in_flight_max = ledger.in_flight_max.max(ledger.in_flight);
            let attempt = image.map_or(1, |hash| {
                let times = ledger.sent.entry(hash.to_owned()).or_default();
                *times += 1;
                *times
            });
            (ledger.asked, attempt)
        })
    }

    pub(super) fn keep(&self, asked: Asked) {
        self.write(|ledger| {
            if ledger.last.len() == KEPT {
                ledger.last.pop_front();
            }
            ledger.last.push_back(asked);
        });
    }
}

/// One chat request in flight. Dropped without [`InFlight::done`], it counts as left by the client.
#[derive(Debug)]
pub(super) struct InFlight {
    book: std::sync::Arc<Book>,
    image: Option<String>,
    good: bool,
    over: bool,
}

impl InFlight {
    pub(super) fn new(book: std::sync::Arc<Book>, image: Option<String>) -> Self {
        Self { book, image, good: false, over: false }
    }

    pub(super) fn will_be_good(mut self) -> Self {
        self.good = true;
        self
    }

    pub(super) fn done(&mut self) {
        if std::mem::replace(&mut self.over, true) {
            return;
        }
        self.book.write(|ledger| {
            ledger.in_flight -= 1;
            ledger.answered += 1;
            if self.good {
                ledger.good += 1;
                if let Some(image) = &self.image {
                    *ledger.good_by_image.entry(image.clone()).or_default() += 1;
                }
            }
        });
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        if !self.over {
            self.book.write(|ledger| {
                ledger.in_flight -= 1;
                ledger.aborted += 1;
            });
        }
    }
}
