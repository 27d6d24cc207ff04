//! Reads what a model wrote: strictly first, then tolerantly, each step named. Pure; never panics, and takes
//! time in proportion to the text, which is cut at a bound. What the words are worth is the guard's business.

mod coerce;
mod draft;
mod find;
mod keys;
mod labels;
mod lenient;
mod lists;
mod read;
mod think;
mod value;

pub use draft::{Draft, Repairs, Wanted};
pub use read::read_answer;

pub(crate) use coerce::whole_sentences;
pub(crate) use find::first_object;
pub(crate) use lists::{is_han, strip_bullet, word_count};
pub(crate) use read::declines;
