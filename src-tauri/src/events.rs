//! What the system tells the window: files held over it or dropped on it, and that it is time to go.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use tauri::{AppHandle, DragDropEvent, ExitRequestApi, Manager as _, Window, WindowEvent, async_runtime};

use crate::shell::Shell;

/// How long jobs in flight may take to be given back. Longer, and the window seems to hang; what was not given
/// back by then is recovered at the next start.
const LONGEST_GOODBYE: Duration = Duration::from_secs(3);

/// Handles one event of a window.
pub(crate) fn of_window(window: &Window, event: &WindowEvent) {
    let WindowEvent::DragDrop(drag) = event else { return };
    let shell = window.state::<Shell>().inner().clone();
    match drag {
        DragDropEvent::Enter { paths, .. } => hold(shell, paths.clone()),
        DragDropEvent::Leave => let_go(&shell),
        DragDropEvent::Drop { paths, .. } => {
            let_go(&shell);
            take(shell, paths.clone());
        }
        // `DragDropEvent` may grow; moving about changes nothing on the screen.
        _ => {}
    }
}

/// Counts what is held away from the window's thread: a folder on a sleeping network drive may not stop it.
fn hold(shell: Shell, paths: Vec<PathBuf>) {
    async_runtime::spawn_blocking(move || {
        let folders = paths.iter().filter(|path| path.is_dir()).count();
        let files = paths.len() - folders;
        let count = |n| u32::try_from(n).unwrap_or(u32::MAX);
        if let Some(app) = shell.app_now() {
            app.dragging(true, count(folders), count(files));
        }
    });
}

fn let_go(shell: &Shell) {
    if let Some(app) = shell.app_now() {
        app.dragging(false, 0, 0);
    }
}

/// Paths stay what the system gave, byte for byte: a name that is not UTF-8 never crosses to the page.
fn take(shell: Shell, paths: Vec<PathBuf>) {
    async_runtime::spawn(async move {
        let started = match shell.app().await {
            Ok(app) => app.import(paths).await,
            Err(error) => Err(error),
        };
        if let Err(error) = started {
            shell.tell(error);
        }
    });
}

/// Gives running jobs back before the program ends. The first call holds the exit up; the second lets it pass.
pub(crate) fn end_gently(handle: &AppHandle, exit: &ExitRequestApi) {
    static ENDING: AtomicBool = AtomicBool::new(false);
    if ENDING.swap(true, Ordering::SeqCst) {
        return;
    }
    let shell = handle.state::<Shell>().inner().clone();
    let Some(app) = shell.app_now() else { return };
    exit.prevent_exit();
    shell.disconnect();
    let handle = handle.clone();
    async_runtime::spawn(async move {
        if tokio::time::timeout(LONGEST_GOODBYE, app.shutdown()).await.is_err() {
            tracing::warn!("jobs in flight were not given back in time; the next start recovers them");
        }
        handle.exit(0);
    });
}

/// Ends the program as closing its window does when the system asks it to.
pub(crate) fn end_on_signals(handle: &AppHandle) {
    let handle = handle.clone();
    async_runtime::spawn(async move {
        wait_for_signal().await;
        handle.exit(0);
    });
}

#[cfg(unix)]
async fn wait_for_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

#[cfg(not(unix))]
async fn wait_for_signal() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
