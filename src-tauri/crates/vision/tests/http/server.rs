//! A model server in a test's own process: it reads whole requests, answers as told, and notices when a
//! connection is closed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use pothos_model::{Task, TaskSet, VisionOptions};
use pothos_vision::{Client, Endpoint, PromptFacts, Question, Timeouts};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// What is done with one request.
#[derive(Clone)]
pub enum Act {
    /// Send these bytes.
    Send(String),
    /// Send these bytes again and again until the other side goes.
    Forever(String),
    /// Wait until the other side closes, and tell that it did.
    Hang,
}

/// One request as it came.
#[derive(Debug, Clone)]
pub struct Seen {
    pub line: String,
    pub head: String,
    pub body: Value,
}

type Script = Arc<dyn Fn(&Seen, usize) -> Vec<Act> + Send + Sync>;

/// The server.
pub struct Server {
    pub port: u16,
    pub seen: Arc<Mutex<Vec<Seen>>>,
    pub closed: mpsc::UnboundedReceiver<()>,
    listening: tokio::task::JoinHandle<()>,
}

impl Server {
    /// Answers each request by `script`, which gets the request and how many with its first line came before.
    pub async fn start(script: impl Fn(&Seen, usize) -> Vec<Act> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (gone, closed) = mpsc::unbounded_channel();
        let script: Script = Arc::new(script);
        let counts = Arc::new(Mutex::new(HashMap::new()));
        let log = Arc::clone(&seen);
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(
                    stream,
                    Arc::clone(&script),
                    Arc::clone(&log),
                    Arc::clone(&counts),
                    gone.clone(),
                ));
            }
        });
        Self { port, seen, closed, listening }
    }

    pub fn endpoint(&self) -> Endpoint {
        Endpoint::new(format!("http://localhost:{}", self.port))
    }

    /// Takes no connection any more.
    pub async fn stop_listening(&mut self) {
        self.listening.abort();
        let _ended = (&mut self.listening).await;
    }

    pub fn requests(&self, path: &str) -> Vec<Seen> {
        self.seen.lock().unwrap().iter().filter(|seen| seen.line.contains(path)).cloned().collect()
    }
}

async fn serve(
    mut stream: TcpStream,
    script: Script,
    log: Arc<Mutex<Vec<Seen>>>,
    counts: Arc<Mutex<HashMap<String, usize>>>,
    gone: mpsc::UnboundedSender<()>,
) {
    let mut buffer = Vec::new();
    while let Some(seen) = read_request(&mut stream, &mut buffer).await {
        log.lock().unwrap().push(seen.clone());
        let before = {
            let mut counts = counts.lock().unwrap();
            let count = counts.entry(seen.line.clone()).or_insert(0);
            *count += 1;
            *count - 1
        };
        let acts = script(&seen, before);
        let closes =
            acts.iter().any(|act| matches!(act, Act::Send(text) if text.contains("connection: close")));
        for act in acts {
            match act {
                Act::Send(text) => {
                    if stream.write_all(text.as_bytes()).await.is_err() {
                        let _told = gone.send(());
                        return;
                    }
                }
                Act::Forever(text) => loop {
                    if stream.write_all(text.as_bytes()).await.is_err() {
                        let _told = gone.send(());
                        return;
                    }
                    tokio::task::yield_now().await;
                },
                Act::Hang => {
                    let mut rest = [0; 64];
                    while stream.read(&mut rest).await.is_ok_and(|count| count > 0) {}
                    let _told = gone.send(());
                    return;
                }
            }
        }
        if closes {
            return;
        }
    }
}

async fn read_request(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Seen> {
    loop {
        if let Some(end) = buffer.windows(4).position(|part| part == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
            let length: usize = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase()
                        .strip_prefix("content-length:")
                        .map(|n| n.trim().parse().unwrap())
                })
                .unwrap_or(0);
            if buffer.len() >= end + 4 + length {
                let body = serde_json::from_slice(&buffer[end + 4..end + 4 + length]).unwrap_or(Value::Null);
                buffer.drain(..end + 4 + length);
                let line = head.lines().next().unwrap_or_default().to_owned();
                return Some(Seen { line, head, body });
            }
        }
        let mut chunk = [0; 16 * 1024];
        let count = stream.read(&mut chunk).await.ok().filter(|count| *count > 0)?;
        buffer.extend_from_slice(&chunk[..count]);
    }
}

/// A whole answer.
pub fn reply(status: u16, headers: &str, body: &str) -> Vec<Act> {
    let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n{headers}\r\n", body.len());
    vec![Act::Send(format!("{head}{body}"))]
}

/// A whole JSON answer.
pub fn json(status: u16, body: &str) -> Vec<Act> {
    reply(status, "content-type: application/json\r\n", body)
}

/// The head of a stream that ends with the connection.
pub fn stream_head() -> String {
    "HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\nconnection: close\r\n\r\n".to_owned()
}

/// A stream of Ollama's lines that says `content`.
pub fn ollama_says(content: &str) -> Vec<Act> {
    let text = Value::String(content.to_owned());
    let body = format!(
        "{{\"message\":{{\"content\":{text}}},\"done\":false}}\n{{\"message\":{{\"content\":\"\"}},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":300,\"eval_count\":20}}\n"
    );
    reply(200, "content-type: application/x-ndjson\r\n", &body)
}

/// A stream of OpenAI's events that says `content`.
pub fn openai_says(content: &str) -> Vec<Act> {
    let text = Value::String(content.to_owned());
    let body = format!(
        "data: {{\"choices\":[{{\"delta\":{{\"content\":{text}}}}}]}}\n\ndata: {{\"choices\":[{{\"delta\":{{}},\"finish_reason\":\"stop\"}}]}}\n\ndata: [DONE]\n\n"
    );
    reply(200, "content-type: text/event-stream\r\n", &body)
}

/// Ollama's status paths, with `llava`, a text model and a cloud model.
pub fn ollama_status(seen: &Seen) -> Option<Vec<Act>> {
    match seen.line.as_str() {
        "GET /api/version HTTP/1.1" => Some(json(200, r#"{"version":"0.12.3"}"#)),
        "GET /api/tags HTTP/1.1" => Some(json(
            200,
            r#"{"models":[
              {"name":"llava:latest","model":"llava:latest","size":4700000000,"capabilities":["completion","vision"]},
              {"name":"qwen3:4b","model":"qwen3:4b","size":2600000000,"capabilities":["completion","thinking"]},
              {"name":"big-vl:cloud","model":"big-vl:cloud","remote_host":"https://ollama.com","capabilities":["vision"]}]}"#,
        )),
        "GET /api/ps HTTP/1.1" => Some(json(200, r#"{"models":[{"name":"llava:latest"}]}"#)),
        _ => None,
    }
}

/// An Ollama whose chat answers as told.
pub async fn ollama(chat: impl Fn(&Seen, usize) -> Vec<Act> + Send + Sync + 'static) -> Server {
    Server::start(move |seen, before| ollama_status(seen).unwrap_or_else(|| chat(seen, before))).await
}

/// A plain OpenAI-compatible server whose chat answers as told.
pub async fn openai(chat: impl Fn(&Seen, usize) -> Vec<Act> + Send + Sync + 'static) -> Server {
    Server::start(move |seen, before| match seen.line.as_str() {
        "GET /v1/models HTTP/1.1" => {
            json(200, r#"{"object":"list","data":[{"id":"vlm","owned_by":"someone"}]}"#)
        }
        line if line.starts_with("POST /v1/chat/completions") => chat(seen, before),
        _ => json(404, r#"{"error":{"message":"File Not Found","code":404}}"#),
    })
    .await
}

/// Short limits, so that a test of waiting waits little.
pub fn client() -> Client {
    client_with(|timeouts| timeouts)
}

pub fn client_with(change: impl FnOnce(Timeouts) -> Timeouts) -> Client {
    let timeouts = Timeouts {
        first_byte: Duration::from_secs(20),
        stall: Duration::from_secs(20),
        whole: Duration::from_secs(60),
        ..Timeouts::default()
    };
    Client::new(change(timeouts)).unwrap()
}

/// A question for these tasks.
pub fn question(tasks: &[Task]) -> Question {
    let tasks: TaskSet = tasks.iter().copied().collect();
    Question {
        vocabulary: Arc::default(),
        doubts: pothos_vision::Doubts::default(),
        jpeg: Arc::from(&b"\xff\xd8\xff\xd9"[..]),
        tasks,
        options: VisionOptions { tasks, ..VisionOptions::default() },
        facts: PromptFacts::default(),
        attempt: 1,
    }
}
