//! Lets several eyes look into the listed files at once: on a cold disk or a network drive the wait for each
//! file's first bytes is the whole cost.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use pothos_model::FailureCode;
use tokio_util::sync::CancellationToken;

use crate::{
    found::{Found, PassedOver, Seen},
    walk::{Listed, Step, gone_or_passed},
};

/// Files looked into at once. More does not help one disk, and steals from the decoders.
const LANES: usize = 4;

/// The eye: reads a file's first bytes and says what it is.
pub(crate) type Eye<'a> = &'a (dyn Fn(&Path) -> io::Result<Seen> + Sync);

/// What a look gave; `None` for a file that is gone.
pub(crate) type Looked = Option<Result<Found, PassedOver>>;

/// Looks into every file, in order. Shorter than `listed` only when the token was cancelled.
pub(crate) fn look_into(listed: Vec<Listed>, eye: Eye<'_>, cancel: &CancellationToken) -> Vec<Looked> {
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<(usize, Looked)>> = Mutex::new(Vec::with_capacity(listed.len()));
    let lane = || {
        while !cancel.is_cancelled() {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = listed.get(index) else { break };
            let looked = look(file, eye);
            results.lock().unwrap_or_else(PoisonError::into_inner).push((index, looked));
        }
    };
    thread::scope(|scope| {
        for _ in 1..LANES.min(listed.len()) {
            scope.spawn(lane);
        }
        lane();
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_unstable_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, looked)| looked).collect()
}

fn look(file: &Listed, eye: Eye<'_>) -> Looked {
    let path = file.folder.join(&file.name);
    match catch_unwind(AssertUnwindSafe(|| eye(&path))) {
        Ok(Ok(Seen::Picture(peek))) => Some(Ok(Found {
            folder: file.folder.to_path_buf(),
            name: file.name.clone(),
            stamp: file.stamp,
            peek,
        })),
        Ok(Ok(Seen::Passed { code, message })) => Some(Err(PassedOver::new(&path, code, message))),
        Ok(Err(error)) => match gone_or_passed(&path, &error) {
            Some(Step::Passed(passed)) => Some(Err(passed)),
            Some(Step::File(_) | Step::Tick) | None => None,
        },
        Err(_panic) => Some(Err(PassedOver::new(
            &path,
            FailureCode::Crashed,
            format!(
                "{} stopped the program that reads it. Open it in another program to check it",
                path.display()
            ),
        ))),
    }
}
