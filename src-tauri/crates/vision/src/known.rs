//! What the client remembers while it lives: what answers at an address, and how each model has to be asked.
//! Bounded; nothing of it is written anywhere.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pothos_model::Failure;
use tokio::sync::OnceCell;

use crate::fault::Where;
use crate::http::Http;
use crate::speak::{Manner, Shape};
use crate::survey::survey;
use crate::{Dialect, Product, Survey};

/// Servers and models remembered; a user has a handful.
const MAX_REMEMBERED: usize = 64;
/// Combined questions in a row that gave nothing before the model is asked task by task.
const MAX_COMBINED_FAILURES: u32 = 3;
/// Photos in a row that gave words only without a schema before the model is asked without one.
const MAX_LOOSE_WINS: u32 = 3;

/// What is remembered of one model.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Learnt {
    pub(crate) manner: Manner,
    combined_failures: u32,
    loose_wins: u32,
    /// Whether the model is asked task by task from now on.
    pub(crate) separate: bool,
}

type Place = (String, Dialect, String);

/// The memory.
#[derive(Debug, Default)]
pub(crate) struct Known {
    surveys: Mutex<HashMap<Place, Arc<OnceCell<Survey>>>>,
    models: Mutex<HashMap<(String, String), Learnt>>,
}

fn open<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere cannot leave a map half changed.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Known {
    fn place(place: &Where<'_>) -> Place {
        (place.server(), place.endpoint.dialect, place.model.to_owned())
    }

    /// What answers there; asked once, however many photos wait for it. A failure is not remembered.
    pub(crate) async fn survey(&self, http: &Http, place: &Where<'_>) -> Result<Survey, Failure> {
        let cell = {
            let mut surveys = open(&self.surveys);
            if surveys.len() >= MAX_REMEMBERED {
                surveys.clear();
            }
            Arc::clone(surveys.entry(Self::place(place)).or_default())
        };
        cell.get_or_try_init(|| survey(http, place, Some(place.model))).await.cloned()
    }

    /// Remembers a survey made for another reason.
    pub(crate) fn put_survey(&self, place: &Where<'_>, survey: Survey) {
        let mut surveys = open(&self.surveys);
        if surveys.len() < MAX_REMEMBERED {
            surveys.insert(Self::place(place), Arc::new(OnceCell::new_with(Some(survey))));
        }
    }

    /// Forgets what answers there, because it has changed.
    pub(crate) fn forget_survey(&self, place: &Where<'_>) {
        open(&self.surveys).remove(&Self::place(place));
    }

    /// Forgets how the model has to be asked.
    pub(crate) fn forget_manner(&self, place: &Where<'_>) {
        open(&self.models).remove(&(place.server(), place.model.to_owned()));
    }

    /// How the model has to be asked.
    pub(crate) fn learnt(&self, place: &Where<'_>, product: Product) -> Learnt {
        let key = (place.server(), place.model.to_owned());
        let fresh = Learnt {
            manner: Manner::first_for(product, place.model),
            combined_failures: 0,
            loose_wins: 0,
            separate: false,
        };
        open(&self.models).get(&key).copied().unwrap_or(fresh)
    }

    /// Remembers a better manner.
    pub(crate) fn learn(&self, place: &Where<'_>, product: Product, manner: Manner) {
        self.change(place, product, |learnt| learnt.manner = manner);
    }

    /// Counts how a combined question went; gives whether the model is asked task by task from now on.
    pub(crate) fn combined(&self, place: &Where<'_>, product: Product, usable: bool) {
        self.change(place, product, |learnt| {
            learnt.combined_failures = if usable { 0 } else { learnt.combined_failures + 1 };
            learnt.separate |= learnt.combined_failures >= MAX_COMBINED_FAILURES;
        });
    }

    /// Takes note of an answer with words: those that come only where the schema was given up mean that this model is
    /// better asked without one, until it is forgotten.
    pub(crate) fn shaped(&self, place: &Where<'_>, product: Product, shape: Shape) {
        self.change(place, product, |learnt| {
            if shape <= learnt.manner.shape {
                learnt.loose_wins = 0;
                return;
            }
            learnt.loose_wins += 1;
            if learnt.loose_wins >= MAX_LOOSE_WINS {
                learnt.loose_wins = 0;
                learnt.manner.shape = shape;
            }
        });
    }

    fn change(&self, place: &Where<'_>, product: Product, change: impl FnOnce(&mut Learnt)) {
        let mut learnt = self.learnt(place, product);
        change(&mut learnt);
        let mut models = open(&self.models);
        if models.len() >= MAX_REMEMBERED {
            models.clear();
        }
        models.insert((place.server(), place.model.to_owned()), learnt);
    }
}
