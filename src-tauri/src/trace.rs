//! Says on stderr when the window was ready, for who measures the start. Silent unless `POTHOS_TRACE_START` is set.

use std::{env, sync::OnceLock, time::Instant};

const ASKED: &str = "POTHOS_TRACE_START";

static START: OnceLock<Instant> = OnceLock::new();

/// Runs in the page: waits for its landmark, then for the frame after the one it was drawn in.
const PAGE_SCRIPT: &str = "(() => {
  let told = false;
  const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() =>
    window.__TAURI_INTERNALS__.invoke('ui_ready')));
  const look = () => {
    if (told || !document.querySelector('main, [role=main], [role=grid]')) return;
    told = true; watch.disconnect(); drawn();
  };
  const watch = new MutationObserver(look);
  document.addEventListener('DOMContentLoaded', () => {
    watch.observe(document.documentElement, { childList: true, subtree: true }); look();
  });
})();";

/// Starts the clock, as early as the program can.
pub(crate) fn begin() {
    START.get_or_init(Instant::now);
}

/// What the page runs, where somebody asked for the time.
pub(crate) fn page_script() -> Option<&'static str> {
    env::var_os(ASKED).map(|_| PAGE_SCRIPT)
}

/// The page has drawn.
pub(crate) fn window_ready() {
    if let (Some(start), Some(_)) = (START.get(), env::var_os(ASKED)) {
        eprintln!("pothos: window ready after {} ms", start.elapsed().as_millis());
    }
}
