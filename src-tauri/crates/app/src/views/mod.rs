//! From the rooms' values to wire values and back. Pure: no disk, no clock.

mod batch;
mod because;
mod duplicate;
mod history;
mod photo;
mod query;
mod time;
mod word;

pub(crate) use batch::{batch_view, failures_view};
pub(crate) use duplicate::group_view;
pub(crate) use history::{compared_view, stats_of_batch};
pub(crate) use photo::{photo_view, plain_photo_view, tile_view};
pub(crate) use query::{facets_view, folder_view, grid_bytes, photo_query};
pub(crate) use time::local_date;
pub(crate) use word::{stats_view, word_edit};
