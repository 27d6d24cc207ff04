//! Listens, counts, hands each request to its endpoint; goes away and comes back when told to.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONNECTION, HeaderValue, SERVER};
use hyper::service::service_fn;
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::chat::{Reply, chat, error_body, json_reply};
use super::ledger::Ledger;
use super::plan::Plan;
use super::reply::Wire;
use super::routes;
use super::setup::{Dialect, Setup};
use super::shared::{Gate, Shared};

/// The largest request body; llama-server refuses above 100 MB, a prepared photo has 0.2.
const BODY_LIMIT: usize = 100 << 20;

/// A running stub, on a thread of its own; dropped, it is gone.
#[derive(Debug)]
pub struct StubServer {
    shared: Arc<Shared>,
    address: SocketAddr,
    listening: Mutex<mpsc::Receiver<bool>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl StubServer {
    /// Starts a stub on 127.0.0.1.
    ///
    /// # Errors
    /// When the port is taken or the system gives no thread.
    pub fn start(setup: Setup) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, setup.port));
        let listener = runtime.block_on(TcpListener::bind(wanted))?;
        let address = listener.local_addr()?;
        let (gate, watched) = watch::channel(Gate::Open);
        let shared = Arc::new(Shared::new(setup, gate));
        let (tell, listening) = mpsc::channel();
        let inner = shared.clone();
        let thread = std::thread::Builder::new().name("stub-server".to_owned()).spawn(move || {
            runtime.block_on(serve(inner, listener, address, watched, tell));
            runtime.shutdown_background();
        })?;
        Ok(Self { shared, address, listening: Mutex::new(listening), thread: Some(thread) })
    }

    /// A stub with the standard setup and that plan.
    ///
    /// # Errors
    /// When the plan cannot be read or the stub cannot start.
    pub fn with_plan(plan: &str) -> io::Result<Self> {
        let plan = plan.parse().map_err(io::Error::other)?;
        Self::start(Setup { plan, ..Setup::default() })
    }

    /// The base address, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The counts so far.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        self.shared.book.read()
    }

    /// Waits until the counts satisfy `reached`, at most `limit`; whether they do. Blocks the thread.
    pub fn wait(&self, limit: Duration, reached: impl Fn(&Ledger) -> bool) -> bool {
        self.shared.book.wait(limit, reached)
    }

    /// Sets another plan for the requests to come.
    pub fn set_plan(&self, plan: Plan) {
        self.shared.change(|setup| setup.plan = plan);
    }

    /// Changes anything of the setup but the port, for the requests to come.
    pub fn change(&self, change: impl FnOnce(&mut Setup)) {
        self.shared.change(change);
    }

    /// Stops listening and breaks all connections: from now on they are refused.
    pub fn go_away(&self) {
        self.turn(Gate::Closed);
    }

    /// Listens again at the same address.
    pub fn come_back(&self) {
        self.turn(Gate::Open);
    }

    fn turn(&self, gate: Gate) {
        let listening = self.listening.lock().unwrap_or_else(PoisonError::into_inner);
        if self.shared.gate.send_replace(gate) != gate {
            // The accept loop says when it is so; if it is gone there is nothing to wait for.
            let _ = listening.recv_timeout(Duration::from_secs(5));
        }
    }
}

impl Drop for StubServer {
    fn drop(&mut self) {
        self.shared.gate.send_replace(Gate::Over);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn serve(
    shared: Arc<Shared>,
    listener: TcpListener,
    address: SocketAddr,
    mut gate: watch::Receiver<Gate>,
    tell: mpsc::Sender<bool>,
) {
    let mut listener = Some(listener);
    loop {
        let state = *gate.borrow_and_update();
        match (state, &listener) {
            (Gate::Over, _) => return,
            (Gate::Closed, Some(_)) => {
                listener = None;
                let _ = tell.send(false);
            }
            (Gate::Open, None) => {
                listener = TcpListener::bind(address).await.ok();
                if listener.is_some() {
                    let _ = tell.send(true);
                } else {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            }
            (Gate::Open, Some(open)) => tokio::select! {
                accepted = open.accept() => {
                    if let Ok((stream, _)) = accepted {
                        tokio::spawn(connection(shared.clone(), stream, gate.clone()));
                    }
                }
                _ = gate.changed() => {}
            },
            (Gate::Closed, None) => {
                let _ = gate.changed().await;
            }
        }
    }
}

async fn connection(shared: Arc<Shared>, stream: TcpStream, mut gate: watch::Receiver<Gate>) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| route(shared.clone(), request));
    let serving = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        // A client that leaves in the middle is an event of the test, counted by the request's guard.
        _ = serving => {}
        _ = gate.wait_for(|gate| *gate != Gate::Open) => {}
    }
}

fn authorised(setup: &Setup, request: &Request<Incoming>) -> bool {
    let Some(key) = &setup.key else { return true };
    // llama-server's health is public.
    if setup.dialect == Dialect::LlamaServer && request.uri().path() == "/health" {
        return true;
    }
    let sent = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    sent.and_then(|sent| sent.strip_prefix("Bearer ")) == Some(key)
}

async fn route(shared: Arc<Shared>, request: Request<Incoming>) -> io::Result<Reply> {
    let setup = shared.setup();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    if let Some(command) = path.strip_prefix("/_stub/") {
        let command = command.to_owned();
        return control(&shared, &command, request).await;
    }
    shared.book.write(|ledger| *ledger.paths.entry(path.clone()).or_default() += 1);
    let wire = if path.starts_with("/api/") { Wire::Ollama } else { Wire::OpenAi };
    let mut reply = if authorised(&setup, &request) {
        let body = whole(request).await?;
        let is_chat = method == Method::POST
            && match path.as_str() {
                "/api/chat" => setup.dialect == Dialect::Ollama,
                "/v1/chat/completions" => true,
                _ => false,
            };
        if is_chat {
            chat(&shared, wire, &path, body).await?
        } else {
            let plain = routes::plain(&setup, &method, &path, &body);
            let (status, value) = plain.unwrap_or_else(|| routes::unknown(setup.dialect, &method, &path));
            json_reply(status, &value, None)
        }
    } else {
        shared.book.write(|ledger| ledger.refused += 1);
        let text = "Invalid API Key";
        let mut refusal =
            json_reply(401, &error_body(setup.dialect, wire, 401, "authentication_error", text), None);
        // The body was not read: the connection cannot be used again.
        refusal.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        refusal
    };
    if setup.dialect == Dialect::LlamaServer {
        reply.headers_mut().insert(SERVER, HeaderValue::from_static("llama.cpp"));
    }
    Ok(reply)
}

async fn whole(request: Request<Incoming>) -> io::Result<Bytes> {
    let body = Limited::new(request.into_body(), BODY_LIMIT).collect().await;
    Ok(body.map_err(io::Error::other)?.to_bytes())
}

/// The stub's own endpoints, for tests that run in another process.
async fn control(shared: &Arc<Shared>, command: &str, request: Request<Incoming>) -> io::Result<Reply> {
    let body = whole(request).await?;
    let text = String::from_utf8_lossy(&body);
    match command {
        "ledger" => Ok(json_reply(200, &shared.book.read().to_json(), None)),
        "plan" => match text.parse::<Plan>() {
            Ok(plan) => {
                shared.change(|setup| setup.plan = plan);
                Ok(json_reply(200, &json!({"plan": text}), None))
            }
            Err(wrong) => Ok(json_reply(400, &json!({"error": wrong.to_string()}), None)),
        },
        "pace" => {
            let pace = Duration::from_millis(text.trim().parse().unwrap_or(0));
            shared.change(|setup| setup.pace = pace);
            Ok(json_reply(200, &json!({"pace_ms": pace.as_millis()}), None))
        }
        "away" => {
            let away = Duration::from_millis(text.trim().parse().unwrap_or(0));
            let shared = shared.clone();
            tokio::spawn(async move {
                shared.gate.send_replace(Gate::Closed);
                tokio::time::sleep(away).await;
                shared.gate.send_if_modified(|gate| std::mem::replace(gate, Gate::Open) == Gate::Closed);
            });
            Ok(json_reply(200, &json!({"away_ms": away.as_millis()}), None))
        }
        _ => Ok(json_reply(404, &json!({"error": "ledger, plan, pace or away"}), None)),
    }
}
