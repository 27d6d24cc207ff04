//! Brings the write-ahead log into the database from a thread and a connection of its own, so that no write waits
//! for the disk's flushes. Knows no table.
//!
//! SQLite's own automatic checkpoint runs inside the commit that fills the log: at a million jobs that commit held
//! the writer for 54 ms. A passive checkpoint of another connection blocks nobody, but while commits keep coming it
//! need not see the end of the log, and only a log that was copied to its end is begun anew. So each pass is flushed
//! beside the writer, and when few pages are left these are copied and flushed with the writer held.

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;

use parking_lot::FairMutex;
use rusqlite::{Connection, OpenFlags};

use crate::connect::{BUSY_WAIT, database, failure};
use crate::hold::lock;

/// A log of so many pages (16 MB) is brought in.
const ENOUGH: u32 = 4_000;
/// With so many pages left (1 MB) the writer is held for the rest.
const FEW: u32 = 256;
/// Passes beside the writer before it is held whatever is left.
const MOST_PASSES: u32 = 8;

/// What the thread waits for.
#[derive(Default)]
struct Wish {
    /// Pages in the log after the last commit.
    pages: u32,
    /// Begin at so many pages: raised after each time, until the log is begun anew.
    from: u32,
    busy: bool,
    stop: bool,
}

#[derive(Default)]
struct Board {
    wish: Mutex<Wish>,
    changed: Condvar,
}

/// How far one pass came. See <https://www.sqlite.org/pragma.html#pragma_wal_checkpoint>.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Pass {
    /// Pages in the log.
    log: u32,
    /// Of these, pages that are in the database.
    done: u32,
}

/// The thread; it ends, after the pass it is in, when this is dropped.
pub(crate) struct Checkpoints {
    board: Arc<Board>,
    thread: Option<JoinHandle<()>>,
    flushed: Arc<File>,
}

impl Checkpoints {
    /// Takes the writer's checkpoints over.
    pub(crate) fn start(dir: &Path, writer: &Arc<FairMutex<Connection>>) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let own = Connection::open_with_flags(database(dir), flags)?;
        own.busy_timeout(BUSY_WAIT)?;
        // NORMAL: the log is flushed before its pages are copied, the database before the log is begun anew.
        own.execute_batch(
            "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -64;",
        )?;
        let board = Arc::new(Board::default());
        lock(&board.wish).from = ENOUGH;
        let told = board.clone();
        writer.lock().wal_hook(Some(move |_: &mut _, pages| {
            let mut wish = lock(&told.wish);
            let pages = u32::try_from(pages).unwrap_or(0);
            if pages < wish.pages {
                wish.from = ENOUGH;
            }
            wish.pages = pages;
            if wish.pages >= wish.from {
                told.changed.notify_all();
            }
            Ok(())
        }))?;
        // Opened to write: Windows flushes nothing else.
        let flushed = File::options()
            .write(true)
            .open(database(dir))
            .map_err(|error| failure(rusqlite::ffi::SQLITE_CANTOPEN, &error.to_string()))?;
        let flushed = Arc::new(flushed);
        let keeper = Keeper { own, writer: writer.clone(), board: board.clone(), flushed: flushed.clone() };
        let thread = std::thread::Builder::new()
            .name("checkpoints".into())
            .spawn(move || keeper.serve())
            .map_err(|_| failure(rusqlite::ffi::SQLITE_NOMEM, "no thread for checkpoints"))?;
        Ok(Self { board, thread: Some(thread), flushed })
    }

    /// The database, open for flushing alone. To be closed after the last connection: on Unix the first closed handle
    /// of a file drops every lock the process has on it.
    pub(crate) fn flushed(&self) -> Arc<File> {
        self.flushed.clone()
    }

    /// Waits until all that was wished for is done.
    #[cfg(test)]
    pub(crate) fn settled(&self) {
        let mut wish = lock(&self.board.wish);
        while wish.busy || wish.pages >= wish.from {
            wish = self.board.changed.wait(wish).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        lock(&self.board.wish).stop = true;
        self.board.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            // The connection is closed before the library's lock is let go.
            let _ = thread.join();
        }
    }
}

/// What the thread works with.
struct Keeper {
    own: Connection,
    writer: Arc<FairMutex<Connection>>,
    board: Arc<Board>,
    flushed: Arc<File>,
}

impl Keeper {
    fn serve(&self) {
        let board = &self.board;
        let mut wish = lock(&board.wish);
        loop {
            if wish.stop {
                return;
            }
            if wish.pages < wish.from {
                wish = board.changed.wait(wish).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            wish.busy = true;
            drop(wish);
            let left = self.bring_in();
            wish = lock(&board.wish);
            // Copied to its end, the log is begun anew by the next commit, unless somebody still reads an old state of it.
            wish.from = wish.pages.saturating_add(ENOUGH);
            if let Err(error) = left {
                tracing::warn!(%error, "the log could not be brought into the library; tried again later");
            }
            wish.busy = false;
            board.changed.notify_all();
        }
    }

    /// Copies the log to its end and says how many pages are left, which is more than none when a reader still needs them.
    fn bring_in(&self) -> rusqlite::Result<u32> {
        for _ in 0..MOST_PASSES {
            let pass = checkpoint(&self.own)?;
            if pass.done < pass.log {
                return Ok(pass.log - pass.done);
            }
            self.flushed
                .sync_data()
                .map_err(|error| failure(rusqlite::ffi::SQLITE_IOERR, &error.to_string()))?;
            let wish = lock(&self.board.wish);
            let left = wish.pages.saturating_sub(pass.done);
            if wish.stop {
                return Ok(left);
            }
            if left <= FEW {
                break;
            }
        }
        // Also with none left: the log is begun anew only by a transaction that finds it copied when it begins.
        let _held = self.writer.lock();
        let pass = checkpoint(&self.own)?;
        Ok(pass.log.saturating_sub(pass.done))
    }
}

fn checkpoint(own: &Connection) -> rusqlite::Result<Pass> {
    own.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
        let pages = |at| row.get::<_, i64>(at).map(|n| u32::try_from(n).unwrap_or(0));
        Ok(Pass { log: pages(1)?, done: pages(2)? })
    })
}
