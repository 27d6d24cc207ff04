//! What a batch asks of a model server, beside the plain way: four requests a photo, each with the whole original file.
//! Both against the same llama-server in one run, through a wire that counts.
//!
//! `vision-cost CLI LIBRARY PHOTO…`. The library holds the photos already, indexed.

use std::error::Error;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use pothos_model::{RequestForm, Task, TaskSet, VisionOptions};
use pothos_tests::llama::{Llama, MODEL, installed};
use pothos_vision::{Client, Endpoint, PromptFacts, Question, Timeouts};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Slots of the server, and requests at once of both ways.
const AT_ONCE: &str = "2";
const TASKS: [Task; 4] = [Task::Title, Task::Description, Task::Categories, Task::Tags];
const CHAT: &[u8] = b"POST /v1/chat/completions";
/// Ends a bench that hangs.
const LONGEST: Duration = Duration::from_secs(3_600);

fn main() -> Outcome<()> {
    let words: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [cli, library, photos @ ..] = words.as_slice() else {
        return Err("vision-cost CLI LIBRARY PHOTO…".into());
    };
    let (server, models) = installed().ok_or("POTHOS_LLAMA_SERVER names no llama-server")?;
    let (server, models) = (server.as_path(), models.as_path());
    let ours = |wire: &Wire| {
        let status = pothos(cli, library, &analyze(&wire.url)).stdout(Stdio::null()).status()?;
        if status.success() { Ok(()) } else { Err(format!("pothos-cli ended with {status}").into()) }
    };
    let whole = |photo: &PathBuf| std::fs::read(photo).map_err(Into::into);
    let prepared = |photo: &PathBuf| {
        let side = VisionOptions::default().image_side;
        pothos_media::model_jpeg_from_file(photo, side, &pothos_media::NoDecoders)
            .map_err(|error| error.to_string().into())
    };
    let whole = pictures(photos, &whole)?;
    let prepared = pictures(photos, &prepared)?;
    let (plain, _) = measured(server, models, &|wire| ask(&wire.url, &whole, RequestForm::Separate))?;
    let (form, _) = measured(server, models, &|wire| ask(&wire.url, &prepared, RequestForm::Combined))?;
    let (program, cpu) = measured(server, models, &ours)?;
    println!(
        "{} photos of 24 megapixels, {AT_ONCE} at once, four tasks; llama-server with a tiny model of random weights",
        photos.len()
    );
    println!("plain way, four requests with the whole file: {}", plain.text());
    println!("one request a photo: {}", form.text());
    println!("   {}", form.beside(&plain));
    println!("the program, which moves a model that babbles to a request a task: {}", program.text());
    println!("   {}", program.beside(&plain));
    let each = cpu.as_secs_f64() * 1e3 / program.requests.max(1) as f64;
    println!("our CPU {each:.1} ms a request, preparing the picture and storing the words included");
    println!("a cancelled batch frees the slots after {:.0} ms", freed_after(cli, library, server, models)?);
    Ok(())
}

/// What one way cost.
struct Cost {
    requests: u64,
    bytes: u64,
    prompt_tokens: f64,
    /// Processor time of the server.
    server: Duration,
    wall: Duration,
}

impl Cost {
    /// Shares of the other way.
    fn beside(&self, plain: &Self) -> String {
        let share = |ours: f64, plain: f64| 100.0 * ours / plain.max(1e-9);
        format!(
            "{:.1} % of the bytes, {:.0} % of the prompt tokens, {:.0} % of the server's time, {:.0} % of the wall time",
            share(self.bytes as f64, plain.bytes as f64),
            share(self.prompt_tokens, plain.prompt_tokens),
            share(self.server.as_secs_f64(), plain.server.as_secs_f64()),
            share(self.wall.as_secs_f64(), plain.wall.as_secs_f64())
        )
    }

    fn text(&self) -> String {
        format!(
            "{} requests, {:.1} MB sent, {:.0} prompt tokens, {:.1} s of the server, {:.1} s",
            self.requests,
            self.bytes as f64 / 1e6,
            self.prompt_tokens,
            self.server.as_secs_f64(),
            self.wall.as_secs_f64()
        )
    }
}

/// Runs `work` against a fresh server; what it cost, and the processor time of the programs it ran.
fn measured(binary: &Path, models: &Path, work: &dyn Fn(&Wire) -> Outcome<()>) -> Outcome<(Cost, Duration)> {
    let llama = Llama::start(binary, models, &["-c", "4096"])?;
    let wire = Wire::to(llama.port())?;
    let cpu_before = ended_children();
    let began = Instant::now();
    work(&wire)?;
    let wall = began.elapsed();
    let cpu = ended_children() - cpu_before;
    let metrics = llama.get("/metrics").unwrap_or_default();
    let metric = |name: &str| {
        let line = metrics.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|value| value.trim().parse::<f64>().ok()).unwrap_or(0.0)
    };
    let cost = Cost {
        requests: wire.requests.load(Ordering::Relaxed),
        bytes: wire.bytes.load(Ordering::Relaxed),
        prompt_tokens: metric("llamacpp:prompt_tokens_total "),
        server: processor(&format!("/proc/{}/stat", llama.process()), 11),
        wall,
    };
    Ok((cost, cpu))
}

/// What is sent of each photo.
fn pictures(photos: &[PathBuf], made: &dyn Fn(&PathBuf) -> Outcome<Vec<u8>>) -> Outcome<Vec<Arc<[u8]>>> {
    photos.iter().map(|photo| made(photo).map(Into::into)).collect()
}

/// Asks about each picture for all four tasks, in one request or in one for each, as many at once as the program.
fn ask(url: &str, pictures: &[Arc<[u8]>], form: RequestForm) -> Outcome<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let client = Client::new(Timeouts::default())?;
    let endpoint = Endpoint::new(url);
    let room = Arc::new(tokio::sync::Semaphore::new(AT_ONCE.parse()?));
    let parts: Vec<TaskSet> = match form {
        RequestForm::Combined => vec![TASKS.into_iter().collect()],
        RequestForm::Separate => TASKS.into_iter().map(|task| TaskSet::EMPTY.with(task)).collect(),
    };
    runtime.block_on(async {
        let mut asked = Vec::new();
        for jpeg in pictures {
            for tasks in &parts {
                let question = Question {
                    jpeg: jpeg.clone(),
                    tasks: *tasks,
                    options: VisionOptions { form, ..VisionOptions::default() },
                    facts: PromptFacts::default(),
                    vocabulary: Arc::default(),
                    doubts: Default::default(),
                    attempt: 1,
                };
                let (client, endpoint) = (client.clone(), endpoint.clone());
                let place = room.clone().acquire_owned().await?;
                asked.push(tokio::spawn(async move {
                    // What the words are worth is not compared, and nothing is learnt from them: the weights are random.
                    if form == RequestForm::Combined {
                        client.forget(&endpoint, MODEL);
                    }
                    let _ = client.ask(&endpoint, MODEL, &question).await;
                    drop(place);
                }));
            }
        }
        for one in asked {
            one.await?;
        }
        Ok(())
    })
}

fn analyze(url: &str) -> [&str; 10] {
    [
        "analyze",
        "--all",
        "--again",
        "--server",
        url,
        "--model",
        MODEL,
        "--concurrency",
        AT_ONCE,
        "--tasks=title,description,categories,tags",
    ]
}

fn pothos(cli: &Path, library: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(cli);
    command.arg("--library").arg(library).arg("--json").args(words).env("POTHOS_KEYCHAIN", "off");
    command.stderr(Stdio::null());
    command
}

/// Milliseconds from a cancel until no slot generates.
fn freed_after(cli: &Path, library: &Path, binary: &Path, models: &Path) -> Outcome<f64> {
    let llama = Llama::start(binary, models, &["-c", "4096"])?;
    let url = llama.url();
    let mut running = pothos(cli, library, &analyze(&url)).stdout(Stdio::null()).spawn()?;
    let deadline = Instant::now() + LONGEST;
    while llama.busy() < 2 {
        if Instant::now() > deadline {
            return Err("the slots were never busy".into());
        }
    }
    let listed = pothos(cli, library, &["batches"]).output()?;
    let newest: serde_json::Value = serde_json::Deserializer::from_slice(&listed.stdout)
        .into_iter()
        .next()
        .ok_or("no batch is listed")??;
    let batch = newest["batch"].to_string();
    let began = Instant::now();
    pothos(cli, library, &["cancel", &batch]).stdout(Stdio::null()).status()?;
    while llama.busy() > 0 {
        if Instant::now() > deadline {
            return Err("the slots were never free".into());
        }
    }
    let freed = began.elapsed().as_secs_f64() * 1e3;
    running.wait()?;
    Ok(freed)
}

/// A wire to the server that counts what goes to it.
struct Wire {
    url: String,
    bytes: Arc<AtomicU64>,
    requests: Arc<AtomicU64>,
}

impl Wire {
    fn to(port: u16) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
        let (bytes, requests) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let counts = (bytes.clone(), requests.clone());
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", port)) else { continue };
                let (Ok(client_again), Ok(server_again)) = (client.try_clone(), server.try_clone()) else {
                    continue;
                };
                let counts = counts.clone();
                std::thread::spawn(move || carry(client, server, Some(counts)));
                std::thread::spawn(move || carry(server_again, client_again, None));
            }
        });
        Ok(Self { url, bytes, requests })
    }
}

/// Carries one direction to its end. A request's head comes in one piece on the loopback.
fn carry(mut from: TcpStream, mut to: TcpStream, counts: Option<(Arc<AtomicU64>, Arc<AtomicU64>)>) {
    let mut piece = vec![0; 1 << 16];
    while let Ok(length @ 1..) = from.read(&mut piece) {
        let piece = &piece[..length];
        if let Some((bytes, requests)) = &counts {
            bytes.fetch_add(length as u64, Ordering::Relaxed);
            let heads = piece.windows(CHAT.len()).filter(|part| *part == CHAT).count();
            requests.fetch_add(heads as u64, Ordering::Relaxed);
        }
        if to.write_all(piece).is_err() {
            break;
        }
    }
    let _ = to.shutdown(std::net::Shutdown::Both);
}

/// Processor time of children that have ended.
fn ended_children() -> Duration {
    processor("/proc/self/stat", 13)
}

/// The sum of two neighbouring fields of a stat file, which are in hundredths of a second (USER_HZ).
fn processor(path: &str, first: usize) -> Duration {
    let stat = std::fs::read_to_string(path).unwrap_or_default();
    let fields: Vec<u64> = stat
        .rsplit(") ")
        .next()
        .map(|rest| rest.split(' ').map(|field| field.parse().unwrap_or(0)).collect())
        .unwrap_or_default();
    Duration::from_millis((fields.get(first).unwrap_or(&0) + fields.get(first + 1).unwrap_or(&0)) * 10)
}
