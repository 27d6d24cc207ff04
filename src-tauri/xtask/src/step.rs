//! Runs one command of a larger task: says what it does, how long it took, and fails with one sentence.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Why a task could not be done, as a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed(pub String);

/// The outcome of a task.
pub type Done<T = ()> = Result<T, Failed>;

/// Prints what happens next.
pub fn say(text: &str) {
    println!("\n== {text}");
}

/// The command as one would type it.
fn typed(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

/// Runs `command` with our output and no input.
///
/// # Errors
/// When it cannot be started or does not succeed.
pub fn run(command: &mut Command) -> Done {
    println!("   $ {}", typed(command));
    let status = command.stdin(Stdio::null()).status();
    let status = status.map_err(|error| Failed(format!("cannot start `{}`: {error}", typed(command))))?;
    if status.success() { Ok(()) } else { Err(Failed(format!("`{}` ended with {status}", typed(command)))) }
}

/// What a command prints, trimmed; `None` when it cannot be started or fails.
pub fn answer(program: &str, arguments: &[&str]) -> Option<String> {
    let output =
        Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs `command`, passes its output on line by line, and shows each line to `see` as well.
///
/// # Errors
/// When it cannot be started or does not succeed.
pub fn watch(command: &mut Command, mut see: impl FnMut(&str) + Send) -> Done {
    println!("   $ {}", typed(command));
    let started = Instant::now();
    let name = typed(command);
    let wrong = |error: std::io::Error| Failed(format!("cannot run `{name}`: {error}"));
    let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = spawned.map_err(wrong)?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let (tell, lines) = std::sync::mpsc::sync_channel::<String>(256);
    std::thread::scope(|scope| {
        let tell_too = tell.clone();
        scope.spawn(move || pass_on(out, &tell));
        scope.spawn(move || pass_on(err, &tell_too));
        for line in lines {
            println!("{line}");
            see(&line);
        }
    });
    let status = child.wait().map_err(wrong)?;
    let seconds = started.elapsed().as_secs();
    if status.success() {
        Ok(())
    } else {
        Err(Failed(format!("`{name}` ended with {status} after {seconds} s")))
    }
}

fn pass_on(stream: Option<impl Read>, tell: &std::sync::mpsc::SyncSender<String>) {
    let Some(stream) = stream else { return };
    let mut reader = BufReader::new(stream);
    let mut bytes = Vec::new();
    while reader.read_until(b'\n', &mut bytes).is_ok_and(|count| count > 0) {
        let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
        if tell.send(line).is_err() {
            return;
        }
        bytes.clear();
    }
}
