//! Drives `pothos-cli` as a script would: arguments in, JSON lines, standard error and an exit code out.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// Longer than anything here takes on a busy machine; reached only by a test that fails.
pub const LIMIT: Duration = Duration::from_secs(120);

/// The program: `POTHOS_CLI`, or the one next to this test, built once if it is not fresh.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        if let Some(given) = std::env::var_os("POTHOS_CLI") {
            return PathBuf::from(given);
        }
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo).args(["build", "--quiet", "-p", "pothos-cli"]).status().unwrap();
        assert!(built.success(), "pothos-cli must compile");
        let here = std::env::current_exe().unwrap();
        here.ancestors().nth(2).unwrap().join("pothos-cli")
    })
}

/// A library, and the terminal program on it.
#[derive(Debug, Clone)]
pub struct Terminal {
    pub library: PathBuf,
}

/// What a finished program left.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub lines: Vec<Value>,
    pub err: String,
    /// The most memory it was seen to have, in KiB.
    pub peak_kib: u64,
}

impl Ran {
    /// All events of that name.
    pub fn events<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Value> {
        self.lines.iter().filter(move |line| line["event"] == name)
    }

    /// The last event of that name.
    #[track_caller]
    pub fn last(&self, name: &str) -> &Value {
        self.lines
            .iter()
            .rfind(|line| line["event"] == name)
            .unwrap_or_else(|| panic!("no {name} in {:?}\n{}", self.lines, self.err))
    }

    /// Stops the test unless the exit code is `code`.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "standard error: {}\nlines: {:?}", self.err, self.lines.last());
        self
    }
}

impl Terminal {
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.arg("--library").arg(&self.library).args(words).stdin(Stdio::null());
        // The user's own settings and proxies must not reach a test.
        for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env_remove(name);
        }
        command.env("POTHOS_KEYCHAIN", "off");
        command
    }

    /// Runs to the end with `--json`.
    pub fn run(&self, words: &[&str]) -> Ran {
        self.start(words).end()
    }

    /// Runs to the end for a person.
    pub fn plain(&self, words: &[&str]) -> Ran {
        let output = self.command(words).output().unwrap();
        Ran {
            code: output.status.code().unwrap_or(-1),
            lines: Vec::new(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
            peak_kib: 0,
        }
    }

    /// Starts with `--json`.
    pub fn start(&self, words: &[&str]) -> Running {
        let all: Vec<&str> = std::iter::once("--json").chain(words.iter().copied()).collect();
        let mut child = self
            .command(&all)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("pothos-cli must start");
        let (out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let (tell, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                let value = serde_json::from_str(&line).unwrap_or(Value::String(line));
                if tell.send(value).is_err() {
                    return;
                }
            }
        });
        let errors = std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = err.read_to_end(&mut bytes);
            String::from_utf8_lossy(&bytes).into_owned()
        });
        Running { child, lines, seen: Vec::new(), errors: Some(errors), peak_kib: 0 }
    }

    /// All photos, as `list` prints them.
    #[track_caller]
    pub fn list(&self) -> Vec<Value> {
        let ran = self.run(&["list"]).expect(0);
        ran.lines.into_iter().filter(|line| line["path"].is_string()).collect()
    }

    /// The batch's counters as `batch ID` prints them.
    #[track_caller]
    pub fn batch(&self, id: &str) -> Value {
        let ran = self.run(&["batch", id]).expect(0);
        let found = ran.lines.into_iter().find(|line| line["batch"]["total"].is_u64());
        found.expect("batch ID must print its counters")["batch"].take()
    }
}

/// A program that runs.
#[derive(Debug)]
pub struct Running {
    child: Child,
    lines: Receiver<Value>,
    pub seen: Vec<Value>,
    errors: Option<std::thread::JoinHandle<String>>,
    /// The most memory it was seen to use, in KiB.
    pub peak_kib: u64,
}

impl Running {
    /// Reads on until a line satisfies `wanted`, at most [`LIMIT`].
    #[track_caller]
    pub fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + LIMIT;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let line = self
                .lines
                .recv_timeout(left)
                .unwrap_or_else(|_| panic!("it never came; seen: {:?}", self.seen));
            self.note(&line);
            if wanted(&line) {
                return line;
            }
        }
    }

    /// The batch that the events are about.
    #[track_caller]
    pub fn seen_batch(&mut self) -> String {
        self.until(|line| line["batch"].is_u64())["batch"].to_string()
    }

    fn note(&mut self, line: &Value) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = peak.and_then(|text| text.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0);
        self.peak_kib = self.peak_kib.max(kib);
        self.seen.push(line.clone());
    }

    /// Ctrl-C.
    pub fn interrupt(&self) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        kill_process(pid, Signal::INT).unwrap();
    }

    /// `kill -9`: no handler runs, nothing is flushed.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Whether it has ended by itself.
    pub fn is_over(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Reads to the end.
    #[track_caller]
    pub fn end(mut self) -> Ran {
        loop {
            // Silence for that long is a hang; what tells of progress may take its time.
            match self.lines.recv_timeout(LIMIT) {
                Ok(line) => self.note(&line),
                Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => break,
                Err(std::sync::mpsc::RecvTimeoutError::Timeout) => {
                    let _ = self.child.kill();
                    panic!("it never ended; seen: {:?}", self.seen);
                }
            }
        }
        let status = self.child.wait().unwrap();
        let err = self.errors.take().and_then(|errors| errors.join().ok()).unwrap_or_default();
        let lines = std::mem::take(&mut self.seen);
        Ran { code: status.code().unwrap_or(-1), lines, err, peak_kib: self.peak_kib }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
