//! Replays of recorded answers: whole, byte by byte, in odd chunks, cut at every byte. The recordings lie beside
//! the checkout and are used when they are there; short ones of the same kinds are below and always run.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use futures_util::stream;
use pothos_model::{TaskSet, VisionOptions};
use serde_json::Value;
use tokio::time::Instant;

use crate::fault::{FaultKind, classify};
use crate::hear::{End, Heard, Patience, hear};
use crate::reply::{Wanted, read_answer};
use crate::stream::{Parser, Piece};

struct Recording {
    name: String,
    status: u16,
    path: String,
    retry_after: Option<String>,
    body: Vec<u8>,
}

/// The recordings, if they are there.
fn recordings() -> Vec<Recording> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/facts/server-replies");
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut recordings: Vec<Recording> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let value: Value = serde_json::from_slice(&std::fs::read(&path).ok()?).ok()?;
            let body = match (&value["body_raw"], &value["body_raw_tail"], &value["body"]) {
                (Value::String(raw), ..) => raw.clone(),
                (_, Value::String(tail), _) => tail.replace("\r\nf7\r\n", "").replace("\r\n<EOF>", ""),
                (_, _, body) => body.to_string(),
            };
            Some(Recording {
                name: path.file_stem()?.to_str()?.to_owned(),
                status: value["status"].as_u64()?.try_into().ok()?,
                path: value["path"].as_str()?.to_owned(),
                retry_after: value["headers"]["retry-after"].as_str().map(str::to_owned),
                body: body.into_bytes(),
            })
        })
        .collect();
    recordings.sort_by(|left, right| left.name.cmp(&right.name));
    recordings
}

const OWN_SSE: &str = "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}\n\n: ping\n\n\
data: {\"choices\":[{\"delta\":{\"content\":\"{\\\"title\\\":\\\"Bo\"}}]}\r\n\r\n\
data: {\"choices\":[{\"delta\":{\"content\":\"ote am Käi 船\\\",\\\"tags\\\":[\\\"sea\\\"]}\"}}]}\n\n\
data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n\
data: {\"choices\":[],\"usage\":{\"prompt_tokens\":300,\"completion_tokens\":12}}\n\ndata: [DONE]\n\n";

const OWN_NDJSON: &str = "{\"message\":{\"content\":\"{\\\"title\\\":\"},\"done\":false}\n\
{\"message\":{\"content\":\"\\\"Boats 船\\\"}\",\"thinking\":\"hm\"},\"done\":false}\n\
{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":26,\"eval_count\":9}\n";

async fn heard(chunks: Vec<Vec<u8>>) -> Heard<Infallible> {
    let patience = Patience {
        first: Instant::now() + Duration::from_secs(120),
        stall: Duration::from_secs(45),
        whole: Instant::now() + Duration::from_secs(300),
    };
    let body = stream::iter(chunks.into_iter().map(Ok::<_, Infallible>));
    hear(body, vec!["title", "description", "categories", "tags"], patience, &AtomicBool::new(false)).await
}

fn pieces(parser: &mut Parser, bytes: &[u8]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    parser.feed(bytes, |piece| pieces.push(piece)).unwrap();
    pieces
}

fn spoken_text(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| format!("{}{}", piece.content, piece.reasoning)).collect()
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_the_same_in_one_piece_in_odd_chunks_and_byte_by_byte() {
    let own = [("own_sse", OWN_SSE), ("own_ndjson", OWN_NDJSON)];
    let mut bodies: Vec<(String, Vec<u8>)> =
        own.into_iter().map(|(name, body)| (name.to_owned(), body.as_bytes().to_vec())).collect();
    bodies.extend(recordings().into_iter().filter(|one| one.status == 200).map(|one| (one.name, one.body)));
    for (name, body) in bodies {
        let whole = heard(vec![body.clone()]).await;
        for size in [1, 2, 3, 7, 64, 1_000] {
            let parts = heard(body.chunks(size).map(<[u8]>::to_vec).collect()).await;
            assert_eq!(parts.content, whole.content, "{name} in chunks of {size}");
            assert_eq!(parts.reasoning, whole.reasoning, "{name} in chunks of {size}");
            assert_eq!(parts.prompt_tokens, whole.prompt_tokens, "{name} in chunks of {size}");
            assert_eq!(
                matches!(parts.end, End::Unmarked),
                matches!(whole.end, End::Unmarked),
                "{name} in chunks of {size}: {:?} and {:?}",
                parts.end,
                whole.end
            );
        }
    }
}

#[test]
fn an_answer_cut_at_any_byte_gives_a_beginning_of_its_text_and_is_never_taken_for_whole() {
    let wanted = Wanted { cut: true, ..Wanted::new(TaskSet(0b1111), &VisionOptions::default()) };
    let mut bodies: Vec<(String, Vec<u8>, bool)> = vec![
        ("own_sse".to_owned(), OWN_SSE.as_bytes().to_vec(), true),
        ("own_ndjson".to_owned(), OWN_NDJSON.as_bytes().to_vec(), true),
    ];
    bodies.extend(recordings().into_iter().map(|one| (one.name, one.body, false)));
    for (name, body, own) in bodies {
        let mut whole = Parser::default();
        let mut all = pieces(&mut whole, &body);
        whole.finish(|piece| all.push(piece));
        let full = spoken_text(&all);
        let mut so_far = Parser::default();
        let mut text = String::new();
        let mut last_read = usize::MAX;
        for (cut, byte) in body.iter().enumerate() {
            // Ended after `cut` bytes: what is in the air is closed and read.
            let mut ending = so_far.clone();
            let mut tail = Vec::new();
            ending.finish(|piece| tail.push(piece));
            let ended = format!("{text}{}", spoken_text(&tail));
            assert!(full.starts_with(&ended), "{name} cut at byte {cut} made words up: {ended}");
            if own {
                let marks = [b"[DONE]".as_slice(), b"\"done\":true"];
                let marked =
                    marks.iter().any(|mark| body[..cut].windows(mark.len()).any(|part| part == *mark));
                assert!(marked || !ending.ended(), "{name} cut at byte {cut} was taken for whole");
            }
            if ended.len() != last_read && ended.len() % 3 == 0 {
                last_read = ended.len();
                let _read = read_answer(&ended, "", &wanted);
            }
            text.push_str(&spoken_text(&pieces(&mut so_far, &[*byte])));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn tokens_end_marks_and_words_of_both_streams_are_understood() {
    let sse = heard(vec![OWN_SSE.into()]).await;
    assert_eq!(sse.content, "{\"title\":\"Boote am Käi 船\",\"tags\":[\"sea\"]}");
    assert_eq!((sse.prompt_tokens, sse.answer_tokens, sse.end), (Some(300), Some(12), End::Marked));
    let lines = heard(vec![OWN_NDJSON.into()]).await;
    assert_eq!(lines.content, "{\"title\":\"Boats 船\"}");
    assert_eq!(lines.reasoning, "hm");
    assert_eq!((lines.prompt_tokens, lines.answer_tokens, lines.end), (Some(26), Some(9), End::Marked));
}

#[test]
fn every_recorded_refusal_is_what_it_is() {
    let expected: BTreeMap<&str, FaultKind> = [
        ("llamacpp_auth_props", FaultKind::Auth),
        ("llamacpp_auth_wrong", FaultKind::Auth),
        ("llamacpp_context_overflow", FaultKind::Context),
        ("llamacpp_image_bad_base64", FaultKind::BadPicture),
        ("llamacpp_image_bad_mime", FaultKind::BadPicture),
        ("llamacpp_image_empty_mime", FaultKind::BadPicture),
        ("llamacpp_image_http_url", FaultKind::BadPicture),
        ("llamacpp_image_not_image", FaultKind::BadPicture),
        ("llamacpp_image_url_as_string", FaultKind::BadPicture),
        ("llamacpp_image_url_empty_string", FaultKind::BadPicture),
        ("llamacpp_img_webp", FaultKind::BadPicture),
        ("llamacpp_loading_health", FaultKind::Loading),
        ("llamacpp_no_slot_available", FaultKind::Busy),
        ("llamacpp_schema_bad_ref", FaultKind::Schema),
        ("llamacpp_schema_bad_type", FaultKind::Schema),
        ("llamacpp_textonly_image", FaultKind::NoVision),
        ("llamacpp_404", FaultKind::NoSuchPath),
        ("llamacpp_api_version", FaultKind::NoSuchPath),
        ("llamacpp_embeddings_off", FaultKind::NoSuchPath),
        ("llamacpp_embeddings_too_long", FaultKind::Context),
        ("lmstudio_err_image_url", FaultKind::BadPicture),
        ("lmstudio_err_json_object", FaultKind::JsonMode),
        ("lmstudio_err_no_vision", FaultKind::NoVision),
        ("ollama_err_base64", FaultKind::BadPicture),
        ("ollama_err_busy", FaultKind::Busy),
        ("ollama_err_image_decode", FaultKind::BadPicture),
        ("ollama_err_load_timeout", FaultKind::Loading),
        ("ollama_err_model_not_found", FaultKind::ModelMissing),
        ("ollama_err_not_found_try_pull", FaultKind::ModelMissing),
        ("ollama_openai_err", FaultKind::ModelMissing),
        ("ollama_openai_err_image", FaultKind::BadPicture),
        ("openai_err_401", FaultKind::Auth),
        ("openai_err_429_rate", FaultKind::Rate),
        ("vllm_err_context", FaultKind::Context),
        ("vllm_err_context_old_flat", FaultKind::Context),
    ]
    .into();
    for one in recordings().iter().filter(|one| one.status != 200) {
        let fault =
            classify(one.status, one.retry_after.as_deref(), None, &String::from_utf8_lossy(&one.body));
        if let Some(kind) = expected.get(one.name.as_str()) {
            assert_eq!(fault.kind, *kind, "{}: {}", one.name, fault.said);
        }
        assert!(!fault.said.is_empty(), "{} says nothing", one.name);
    }
}

#[tokio::test(start_paused = true)]
async fn every_recorded_chat_answer_ends_as_it_should() {
    for one in recordings().into_iter().filter(|one| one.status == 200) {
        if !one.path.contains("chat") || one.path.contains("input_tokens") {
            continue;
        }
        let heard = heard(vec![one.body]).await;
        match one.name.as_str() {
            // Recorded only in part.
            "llamacpp_think_stream" => assert_eq!(heard.end, End::Unmarked, "{}", one.name),
            "llamacpp_killed_midstream" => assert_eq!(heard.end, End::Unmarked, "{}", one.name),
            "ollama_chat_repeat_abort" => assert_eq!(heard.end, End::Unmarked, "{}", one.name),
            name => assert!(
                matches!(heard.end, End::Marked | End::Closed | End::Runaway(_)),
                "{name}: {:?}",
                heard.end
            ),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_in_the_middle_of_a_stream_is_an_error() {
    let body =
        "{\"message\":{\"content\":\"Yes\"},\"done\":false}\n{\"error\":\"an error was encountered\"}\n";
    let heard = heard(vec![body.into()]).await;
    assert!(matches!(heard.end, End::Fault(ref text) if text.contains("encountered")), "{:?}", heard.end);
}

#[tokio::test(start_paused = true)]
async fn silence_is_timed_by_phase() {
    let patience = || Patience {
        first: Instant::now() + Duration::from_secs(120),
        stall: Duration::from_secs(45),
        whole: Instant::now() + Duration::from_secs(300),
    };
    let spoke = AtomicBool::new(false);
    let started = Instant::now();
    let never = hear(stream::pending::<Result<Vec<u8>, Infallible>>(), vec![], patience(), &spoke).await;
    assert_eq!((never.end, started.elapsed().as_secs()), (End::Silent, 120));

    // Pings keep the link, not the clock.
    let pings = Box::pin(stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_secs(20)).await;
        Some((Ok::<_, Infallible>(b": ping\n\n".to_vec()), ()))
    }));
    let started = Instant::now();
    let pinged = hear(pings, vec![], patience(), &spoke).await;
    assert_eq!((pinged.end, started.elapsed().as_secs()), (End::Silent, 120));

    let word = b"{\"message\":{\"content\":\"A\"},\"done\":false}\n".to_vec();
    let stalls = Box::pin(stream::unfold(Some(word.clone()), |word| async {
        match word {
            Some(word) => Some((Ok::<_, Infallible>(word), None)),
            None => std::future::pending().await,
        }
    }));
    let started = Instant::now();
    let stalled = hear(stalls, vec![], patience(), &spoke).await;
    assert_eq!((stalled.end, started.elapsed().as_secs()), (End::Stalled, 45));

    let numbers = Box::pin(stream::unfold(0_u32, |number| async move {
        tokio::time::sleep(Duration::from_secs(10)).await;
        let line = format!("{{\"message\":{{\"content\":\"word{number} \"}},\"done\":false}}\n");
        Some((Ok::<_, Infallible>(line.into_bytes()), number + 1))
    }));
    let started = Instant::now();
    let endless = hear(numbers, vec![], patience(), &spoke).await;
    assert_eq!((endless.end, started.elapsed().as_secs()), (End::Overdue, 300));
}
