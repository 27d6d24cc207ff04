//! One child as its parent sees it: a process and two pipes. Starts it, sends it a request, reads the answer, ends it.
//! Knows no queue and no clock.

use std::io;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use crate::program::Program;
use crate::wire::{self, Answer, GREETING, Request};

/// What ends a child from another thread.
#[derive(Debug, Clone)]
pub(crate) struct Ender(Arc<Mutex<Child>>);

impl Ender {
    /// Ends the process; what is blocked on its pipes goes on.
    pub fn end(&self) {
        // It may have ended by itself.
        let _ = self.0.lock().unwrap_or_else(PoisonError::into_inner).kill();
    }
}

/// A running child. Dropping it ends the process.
#[derive(Debug)]
pub(crate) struct Line {
    child: Ender,
    requests: ChildStdin,
    answers: ChildStdout,
    /// Answers it gave.
    pub answered: u32,
}

impl Line {
    /// Starts a child. It has not greeted yet.
    pub fn start(program: &Program) -> io::Result<Self> {
        let mut child = Command::new(&program.path)
            .args(&program.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let child = Ender(Arc::new(Mutex::new(child)));
        let Some((requests, answers)) = pipes else {
            child.end();
            return Err(io::Error::from(io::ErrorKind::BrokenPipe));
        };
        Ok(Self { child, requests, answers, answered: 0 })
    }

    /// What ends it from another thread.
    pub fn ender(&self) -> Ender {
        self.child.clone()
    }

    /// Reads the greeting of a child that was just started. Blocks.
    pub fn greeted(&mut self) -> io::Result<()> {
        let mut greeting = [0; GREETING.len()];
        io::Read::read_exact(&mut self.answers, &mut greeting)?;
        if greeting == GREETING { Ok(()) } else { Err(io::Error::from(io::ErrorKind::InvalidData)) }
    }

    /// Sends a request and reads the answer. Blocks until it is there, or the child's pipes close.
    pub fn ask(&mut self, request: &Request<&[u8]>) -> io::Result<Answer> {
        wire::write_request(&mut self.requests, request)?;
        let answer = wire::read_answer(&mut self.answers, &request.ask)?;
        self.answered += 1;
        Ok(answer)
    }

    /// Ends the child and says how it ended; how it had ended by itself if it had.
    pub fn end(self) -> Option<ExitStatus> {
        let mut child = self.child.0.lock().unwrap_or_else(PoisonError::into_inner);
        let by_itself = child.try_wait().ok().flatten();
        if by_itself.is_some() {
            return by_itself;
        }
        let _ = child.kill();
        child.wait().ok()
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let mut child = self.child.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = child.kill();
        // Without this it would stay in the process table.
        let _ = child.wait();
    }
}
