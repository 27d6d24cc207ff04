//! Looks for new photos in the library's folders while the program runs, by the system's own notices.

use std::sync::{Arc, Weak};
use std::time::Duration;

use pothos_library::Watcher;
use tokio::runtime::Handle;

use crate::importing::start_import;
use crate::inner::Inner;
use crate::wire::NoticeLevel;

/// A folder rests this long before it is scanned: a copy of a card is one import, not a thousand.
const REST: Duration = Duration::from_secs(2);

/// Watches every folder the user dropped, until the value is dropped. `None` when the system cannot watch; it is said
/// once.
pub(crate) fn watch_folders(inner: &Arc<Inner>, runtime: &Handle) -> Option<Watcher> {
    let roots = inner.library.roots().unwrap_or_default();
    let roots: Vec<_> = roots.into_iter().map(|root| root.path).collect();
    let weak: Weak<Inner> = Arc::downgrade(inner);
    let runtime = runtime.clone();
    let on_change = Box::new(move |changed: Vec<std::path::PathBuf>| {
        let Some(inner) = weak.upgrade() else { return };
        runtime.spawn_blocking(move || {
            // A folder that is gone again by now has nothing to add.
            let _ = start_import(&inner, changed, true);
        });
    });
    match pothos_library::watch(&roots, REST, on_change) {
        Ok(watcher) => Some(watcher),
        Err(error) => {
            inner.notice(NoticeLevel::Warning, "cannot_watch", &error.to_string(), &[]);
            None
        }
    }
}
