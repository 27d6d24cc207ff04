//! A real llama-server with a small model, for tests and the bench. The model is `tiny.gguf` with `tiny-mmproj.gguf` beside it.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The model's name.
pub const MODEL: &str = "tiny-vlm";
/// Ends a wait for a server that hangs.
const LONGEST: Duration = Duration::from_secs(120);

/// Where the server and its model are, as `POTHOS_LLAMA_SERVER` and `POTHOS_LLAMA_MODEL` say; the model's folder is the
/// server's own when it is not named. `None` when no server is named.
#[must_use]
pub fn installed() -> Option<(PathBuf, PathBuf)> {
    let binary = PathBuf::from(std::env::var_os("POTHOS_LLAMA_SERVER")?);
    let models = std::env::var_os("POTHOS_LLAMA_MODEL").map(PathBuf::from);
    let models = models.or_else(|| Some(binary.parent()?.to_path_buf()))?;
    Some((binary, models))
}

/// A running server with two slots; killed when dropped.
#[derive(Debug)]
pub struct Llama {
    child: Child,
    port: u16,
    binary: PathBuf,
    words: Vec<String>,
}

impl Llama {
    /// Starts one with further words for its command line, and waits until it is ready.
    ///
    /// # Errors
    /// When it cannot be started, or does not become ready.
    pub fn start(binary: &Path, models: &Path, more: &[&str]) -> std::io::Result<Self> {
        // Free at this moment; nothing else here asks for one.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let model = |name: &str| models.join(name).display().to_string();
        let fixed =
            "--host 127.0.0.1 -np 2 -t 1 -tb 1 --no-warmup --offline --jinja --slots --metrics --alias";
        let mut words: Vec<String> = fixed.split(' ').map(str::to_owned).collect();
        words.extend([MODEL.to_owned(), "--port".to_owned(), port.to_string()]);
        words.extend(["-m".to_owned(), model("tiny.gguf"), "--mmproj".to_owned(), model("tiny-mmproj.gguf")]);
        words.extend(more.iter().map(|word| (*word).to_owned()));
        let llama = Self { child: spawn(binary, &words)?, port, binary: binary.to_path_buf(), words };
        llama.wait_until_ready()?;
        Ok(llama)
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Its port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its process.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// How many slots generate at this moment.
    #[must_use]
    pub fn busy(&self) -> usize {
        self.get("/slots").map_or(0, |reply| reply.matches("\"is_processing\":true").count())
    }

    /// The whole reply of a GET; `None` when nobody answers.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<String> {
        let mut socket = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        socket.set_read_timeout(Some(LONGEST)).ok()?;
        write!(socket, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").ok()?;
        let mut reply = Vec::new();
        socket.read_to_end(&mut reply).ok()?;
        Some(String::from_utf8_lossy(&reply).into_owned())
    }

    /// Ends it at once.
    ///
    /// # Errors
    /// When the system does not let it.
    pub fn kill(&mut self) -> std::io::Result<()> {
        self.child.kill()?;
        self.child.wait().map(drop)
    }

    /// Starts it again at the same address.
    ///
    /// # Errors
    /// As [`Llama::start`].
    pub fn restart(&mut self) -> std::io::Result<()> {
        self.child = spawn(&self.binary, &self.words)?;
        self.wait_until_ready()
    }

    fn wait_until_ready(&self) -> std::io::Result<()> {
        let began = Instant::now();
        while self.get("/health").is_none_or(|reply| !reply.contains("\"ok\"")) {
            if began.elapsed() > LONGEST {
                return Err(std::io::Error::other("llama-server never became ready"));
            }
            std::thread::yield_now();
        }
        Ok(())
    }
}

impl Drop for Llama {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

fn spawn(binary: &Path, words: &[String]) -> std::io::Result<Child> {
    let mut command = Command::new(binary);
    command.args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn()
}
