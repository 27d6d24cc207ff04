//! The stub model server itself, spoken to over a bare socket: what it says must be what the products say, and
//! what it counts must be what happened.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect, in its helper functions too")]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use base64::Engine as _;
use pothos_tests::stub::{Behaviour, Dialect, Plan, Setup, StubServer};
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_secs(10);

fn connect(stub: &StubServer) -> TcpStream {
    let stream = TcpStream::connect(stub.url().trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(LIMIT)).unwrap();
    stream
}

fn send(stub: &StubServer, method: &str, path: &str, headers: &str, body: &str) -> TcpStream {
    let mut stream = connect(stub);
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: stub\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
    stream
}

/// Status and body with the chunk frames removed. In bytes: a frame may end inside a character.
fn reply(mut stream: TcpStream) -> (u16, String) {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let (head, body) = split(&bytes, b"\r\n\r\n").unwrap_or((&bytes, &[]));
    let head = String::from_utf8_lossy(head);
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    let body = if head.contains("transfer-encoding: chunked") { unchunked(body) } else { body.to_vec() };
    (status, String::from_utf8(body).unwrap())
}

fn split<'a>(bytes: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = bytes.windows(mark.len()).position(|window| window == mark)?;
    Some((&bytes[..at], &bytes[at + mark.len()..]))
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut data = Vec::new();
    while let Some((size, tail)) = split(rest, b"\r\n") {
        let size = usize::from_str_radix(&String::from_utf8_lossy(size), 16).unwrap_or(0);
        if size == 0 || size > tail.len() {
            break;
        }
        data.extend_from_slice(&tail[..size]);
        rest = tail[size..].strip_prefix(b"\r\n").unwrap_or_default();
    }
    data
}

fn picture(seed: u8) -> String {
    base64::engine::general_purpose::STANDARD.encode([0xFF, 0xD8, 0xFF, seed])
}

fn ask(seed: u8) -> String {
    json!({"model": "stub-vl:4b", "think": false,
        "messages": [{"role": "user", "content": "title and tags", "images": [picture(seed)]}],
        "format": {"type": "object", "properties": {"title": {"type": "string", "maxLength": 80},
            "tags": {"type": "array", "maxItems": 3, "items": {"type": "string"}}}}})
    .to_string()
}

fn ndjson_content(body: &str) -> (String, Value) {
    let lines: Vec<Value> = body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let text = lines.iter().filter_map(|line| line["message"]["content"].as_str()).collect();
    (text, lines.last().cloned().unwrap_or_default())
}

#[test]
fn ollama_streams_lines_that_join_to_the_asked_object_and_end_with_done() {
    let stub = StubServer::start(Setup::default()).unwrap();
    let (status, body) = reply(send(&stub, "POST", "/api/chat", "", &ask(1)));
    let (content, last) = ndjson_content(&body);
    let object: Value = serde_json::from_str(&content).unwrap();
    assert_eq!(
        (status, last["done"].as_bool(), last["done_reason"].as_str()),
        (200, Some(true), Some("stop"))
    );
    assert!(
        object["title"].is_string() && object["tags"].as_array().is_some_and(|tags| tags.len() == 3),
        "{object}"
    );
    let ledger = stub.ledger();
    assert_eq!((ledger.asked, ledger.good, ledger.aborted, ledger.in_flight), (1, 1, 0, 0));
    assert!(ledger.last[0].is_jpeg && ledger.last[0].schema.is_some());
}

#[test]
fn openai_streams_events_that_end_with_done() {
    let stub = StubServer::start(Setup { dialect: Dialect::LlamaServer, ..Setup::default() }).unwrap();
    let body = json!({"model": "any", "stream": true, "messages": [{"role": "user", "content": [
        {"type": "text", "text": "title"},
        {"type": "image_url", "image_url": {"url": format!("data:image/jpeg;base64,{}", picture(1))}}]}]});
    let (status, body) = reply(send(&stub, "POST", "/v1/chat/completions", "", &body.to_string()));
    assert_eq!(status, 200);
    assert!(
        body.contains("\"finish_reason\":\"stop\"") && body.trim_end().ends_with("data: [DONE]"),
        "{body}"
    );
}

#[test]
fn a_picture_that_is_sent_twice_is_counted_twice() {
    let stub = StubServer::start(Setup::default()).unwrap();
    for seed in [1, 2, 1] {
        reply(send(&stub, "POST", "/api/chat", "", &ask(seed)));
    }
    let ledger = stub.ledger();
    assert_eq!((ledger.sent.len(), ledger.most_sent(), ledger.asked), (2, 2, 3));
}

#[test]
fn a_client_that_leaves_is_counted_whether_the_server_waits_stalls_or_loops() {
    for how in ["delay:60000", "slow:60000", "stall", "whitespace", "repeat"] {
        let stub = StubServer::with_plan(how).unwrap();
        let stream = send(&stub, "POST", "/api/chat", "", &ask(1));
        assert!(stub.wait(LIMIT, |ledger| ledger.in_flight == 1), "{how}: the request must arrive");
        drop(stream);
        assert!(
            stub.wait(LIMIT, |ledger| ledger.aborted == 1 && ledger.in_flight == 0),
            "{how}: {:?}",
            stub.ledger()
        );
    }
}

#[test]
fn errors_carry_the_status_and_the_text_of_the_product() {
    let check = |plan: &str, status: u16, text: &str| {
        let stub = StubServer::with_plan(plan).unwrap();
        let (got, body) = reply(send(&stub, "POST", "/api/chat", "", &ask(1)));
        assert_eq!(got, status, "{plan}: {body}");
        assert!(body.contains(text), "{plan}: {body}");
    };
    check("429:3", 429, "try again in 3s");
    check("loading", 503, "Loading model");
    check("busy", 503, "maximum pending requests");
    check("404", 404, "not found");
    check("blind", 500, "mmproj");
    check("html", 502, "<html>");
    check("401", 401, "Invalid API Key");
    check("error-midway", 200, "an error was encountered");
}

#[test]
fn a_broken_answer_ends_without_its_mark() {
    for how in ["cut", "done-false", "reset"] {
        let stub = StubServer::with_plan(how).unwrap();
        let (_, body) = reply(send(&stub, "POST", "/api/chat", "", &ask(1)));
        assert!(!body.contains("\"done\":true"), "{how}: {body}");
    }
}

#[test]
fn a_wrong_key_is_refused_and_the_right_one_is_not() {
    let stub = StubServer::start(Setup { key: Some("secret".to_owned()), ..Setup::default() }).unwrap();
    assert_eq!(reply(send(&stub, "GET", "/api/tags", "", "")).0, 401);
    assert_eq!(reply(send(&stub, "GET", "/api/tags", "authorization: Bearer secret\r\n", "")).0, 200);
    assert_eq!(stub.ledger().refused, 1);
}

#[test]
fn a_model_that_is_not_there_or_has_no_eyes_is_told_so() {
    let stub = StubServer::start(Setup::default()).unwrap();
    let other = |model: &str| ask(1).replace("stub-vl:4b", model);
    assert_eq!(reply(send(&stub, "POST", "/api/chat", "", &other("nope"))).0, 404);
    let (status, body) = reply(send(&stub, "POST", "/api/chat", "", &other("stub-text:1b")));
    assert!(status == 500 && body.contains("mmproj"), "{status} {body}");
}

#[test]
fn a_stub_that_went_away_refuses_and_then_comes_back() {
    let stub = StubServer::start(Setup::default()).unwrap();
    stub.go_away();
    assert!(TcpStream::connect(stub.url().trim_start_matches("http://")).is_err(), "nothing may listen");
    stub.come_back();
    assert_eq!(reply(send(&stub, "GET", "/api/version", "", "")).0, 200);
}

#[test]
fn a_shredded_stream_says_the_same() {
    let whole = StubServer::start(Setup::default()).unwrap();
    let shredded = StubServer::start(Setup { shred: true, ..Setup::default() }).unwrap();
    let asked = ask(7).replace("title and tags", "title and tags in Chinese");
    let first = reply(send(&whole, "POST", "/api/chat", "", &asked));
    let second = reply(send(&shredded, "POST", "/api/chat", "", &asked));
    assert_eq!(ndjson_content(&first.1).0, ndjson_content(&second.1).0);
}

#[test]
fn the_products_can_be_told_apart_by_their_endpoints() {
    let probes = ["/api/version", "/props", "/api/v1/models", "/version", "/v1/models"];
    let answers = |dialect| {
        let stub = StubServer::start(Setup { dialect, ..Setup::default() }).unwrap();
        probes.map(|path| reply(send(&stub, "GET", path, "", "")).0)
    };
    assert_eq!(answers(Dialect::Ollama), [200, 404, 404, 404, 200]);
    assert_eq!(answers(Dialect::LlamaServer), [404, 200, 404, 404, 200]);
    // LM Studio answers 200 with an error text to everything it does not know.
    assert_eq!(answers(Dialect::LmStudio), [200, 200, 200, 200, 200]);
    assert_eq!(answers(Dialect::Vllm), [404, 404, 404, 200, 200]);
    assert_eq!(answers(Dialect::OpenAi), [404, 404, 404, 404, 200]);
}

#[test]
fn a_plan_can_be_changed_while_it_runs_from_inside_and_outside() {
    let stub = StubServer::with_plan("busy").unwrap();
    assert_eq!(reply(send(&stub, "POST", "/api/chat", "", &ask(1))).0, 503);
    stub.set_plan(Plan::always(Behaviour::Answer));
    assert_eq!(reply(send(&stub, "POST", "/api/chat", "", &ask(1))).0, 200);
    assert_eq!(reply(send(&stub, "POST", "/_stub/plan", "", "loading@nth=3")).0, 200);
    assert_eq!(reply(send(&stub, "POST", "/api/chat", "", &ask(1))).0, 503);
    assert!(reply(send(&stub, "GET", "/_stub/ledger", "", "")).1.contains("\"asked\":3"));
}
