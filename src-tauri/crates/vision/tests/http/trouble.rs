//! What a misbehaving server leads to: the right code, a sentence that helps, and nothing left running.

use std::time::{Duration, Instant};

use crate::server::{
    Act, Server, client, client_with, json, ollama, ollama_says, openai, openai_says, question, reply,
    stream_head,
};
use pothos_model::{Failure, FailureCode, Task};
use pothos_vision::{ApiKey, Dialect, Endpoint};

async fn failure_of(server: &Server, model: &str) -> Failure {
    client().ask(&server.endpoint(), model, &question(&[Task::Title, Task::Tags])).await.unwrap_err()
}

/// The code for a chat that is answered like this, and a look at the sentence.
async fn check_chat(status: u16, headers: &'static str, body: &'static str, code: FailureCode) -> Failure {
    let server = openai(move |_, _| reply(status, headers, body)).await;
    let failure = failure_of(&server, "vlm").await;
    assert_eq!(failure.code, code, "{status} {body}: {failure}");
    assert!(failure.message.contains("127.0.0.1"), "names the server: {}", failure.message);
    failure
}

#[tokio::test]
async fn refusals_are_told_apart() {
    use FailureCode as C;
    let cases = [
        (401, r#"{"error":{"message":"Invalid API Key","code":401}}"#, C::Unauthorized),
        (403, "", C::Unauthorized),
        (404, r#"{"error":"model 'vlm' not found"}"#, C::ModelMissing),
        (404, "404 page not found", C::NotAModelServer),
        (
            429,
            r#"{"error":{"message":"x","type":"insufficient_quota","code":"insufficient_quota"}}"#,
            C::QuotaExhausted,
        ),
        (
            500,
            r#"{"error":{"message":"image input is not supported - hint: provide the mmproj"}}"#,
            C::ModelCannotSee,
        ),
        (
            400,
            r#"{"error":"{\"error\":{\"code\":400,\"message\":\"Failed to load image or audio file\"}}"}"#,
            C::PictureRejected,
        ),
        (
            400,
            r#"{"error":{"message":"request (9 tokens) exceeds the available context size (2 tokens)","type":"exceed_context_size_error"}}"#,
            C::ContextTooSmall,
        ),
        (500, r#"{"error":"cudaMalloc failed: out of memory"}"#, C::ModelOutOfMemory),
        (503, r#"{"error":"server busy, please try again.  maximum pending requests exceeded"}"#, C::Busy),
        (500, r#"{"error":"something else"}"#, C::ServerError),
        (504, "", C::Timeout),
        (400, r#"{"error":{"message":"blocked","code":"content_filter"}}"#, C::Refused),
        (413, "", C::PictureRejected),
    ];
    for (status, body, code) in cases {
        check_chat(status, "", body, code).await;
    }
}

#[tokio::test]
async fn web_pages_are_no_answers() {
    let html = "content-type: text/html\r\n";
    check_chat(502, html, "<html><title>502 Bad Gateway</title></html>", FailureCode::Busy).await;
    check_chat(200, html, "<!doctype html><html><title>Router</title></html>", FailureCode::NotAModelServer)
        .await;
    let server = Server::start(|_, _| reply(200, "content-type: text/html\r\n", "<html>hello</html>")).await;
    let failure = client().survey(&server.endpoint()).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::NotAModelServer, "{failure}");
}

#[tokio::test]
async fn a_wish_to_come_back_later_is_kept_and_capped() {
    let body = r#"{"error":{"message":"Rate limit reached","code":"rate_limit_exceeded"}}"#;
    let cases = [
        ("retry-after: 2\r\n", Some(2_000)),
        ("retry-after: 9\r\nretry-after-ms: 1500\r\n", Some(1_500)),
        ("retry-after: 86400\r\n", Some(120_000)),
        ("retry-after: soon\r\n", None),
        ("", None),
    ];
    for (headers, expected) in cases {
        let failure = check_chat(429, headers, body, FailureCode::RateLimited).await;
        assert_eq!(failure.retry_after_ms, expected, "{headers}");
    }
}

#[tokio::test]
async fn keys_and_users_are_in_no_message() {
    let server = openai(|_, _| {
        json(401, r#"{"error":{"message":"Incorrect API key provided: tok-very-secret, sk-abc"}}"#)
    })
    .await;
    let mut endpoint = server.endpoint();
    endpoint.key = ApiKey::new(" tok-very-secret\n");
    let failure = client().ask(&endpoint, "vlm", &question(&[Task::Title])).await.unwrap_err();
    assert!(
        !failure.message.contains("secret") && !failure.message.contains("sk-abc"),
        "{}",
        failure.message
    );
    assert!(!format!("{endpoint:?}").contains("secret"));
    let typed = Endpoint::new("http://me:hunter2@10.0.0.5:11434");
    let failure = client().survey(&typed).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::BadAddress);
    assert!(!failure.message.contains("hunter2") && !failure.message.contains("me:"), "{}", failure.message);
}

#[tokio::test]
async fn a_server_that_says_nothing_times_out_and_is_let_go() {
    let mut server = openai(|_, _| vec![Act::Hang]).await;
    let client = client_with(|timeouts| pothos_vision::Timeouts {
        first_byte: Duration::from_millis(150),
        ..timeouts
    });
    let failure = client.ask(&server.endpoint(), "vlm", &question(&[Task::Title])).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::Timeout);
    server.closed.recv().await.unwrap();
}

#[tokio::test]
async fn a_server_that_stalls_in_the_middle_times_out_and_is_let_go() {
    let line = "{\"message\":{\"content\":\"{\\\"title\\\"\"},\"done\":false}\n";
    let mut server = ollama(move |_, _| vec![Act::Send(format!("{}{line}", stream_head())), Act::Hang]).await;
    let client =
        client_with(|timeouts| pothos_vision::Timeouts { stall: Duration::from_millis(150), ..timeouts });
    let failure = client.ask(&server.endpoint(), "llava", &question(&[Task::Title])).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::Timeout);
    assert!(failure.message.contains("middle"), "{failure}");
    server.closed.recv().await.unwrap();
}

#[tokio::test]
async fn dropping_the_question_closes_the_connection_at_once() {
    for started_talking in [false, true] {
        let mut server = ollama(move |_, _| match started_talking {
            true => vec![
                Act::Send(format!(
                    "{}{}",
                    stream_head(),
                    "{\"message\":{\"content\":\"A\"},\"done\":false}\n"
                )),
                Act::Hang,
            ],
            false => vec![Act::Hang],
        })
        .await;
        let (client, endpoint, asked) = (client(), server.endpoint(), question(&[Task::Title]));
        let ask = tokio::spawn(async move { client.ask(&endpoint, "llava", &asked).await });
        while server.requests("/api/chat").is_empty() {
            tokio::task::yield_now().await;
        }
        let dropped = Instant::now();
        ask.abort();
        server.closed.recv().await.unwrap();
        assert!(dropped.elapsed() < Duration::from_secs(1), "took {:?}", dropped.elapsed());
    }
}

#[tokio::test]
async fn an_end_in_the_middle_is_a_lost_connection() {
    let half = "data: {\"choices\":[{\"delta\":{\"content\":\"{\\\"title\\\":\\\"Bo\"}}]}\n\n";
    let server = openai(move |_, _| vec![Act::Send(format!("{}{half}", stream_head()))]).await;
    assert_eq!(failure_of(&server, "vlm").await.code, FailureCode::Disconnected);
    let chunked = "HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n5\r\ndata:\r\n";
    let server = openai(move |_, _| vec![Act::Send(chunked.to_owned())]).await;
    assert_eq!(failure_of(&server, "vlm").await.code, FailureCode::Disconnected);
}

#[tokio::test]
async fn an_error_after_a_good_start_is_that_error() {
    let lines =
        "{\"message\":{\"content\":\"A\"},\"done\":false}\n{\"error\":\"CUDA error: out of memory\"}\n";
    let server = ollama(move |_, _| vec![Act::Send(format!("{}{lines}", stream_head()))]).await;
    assert_eq!(failure_of(&server, "llava").await.code, FailureCode::ModelOutOfMemory);
}

#[tokio::test]
async fn reading_stops_when_the_object_is_closed() {
    let start = "{\"message\":{\"content\":\"{\\\"title\\\":\\\"Boats at dusk\\\",\\\"tags\\\":[\\\"boat\\\"]}\"},\"done\":false}\n";
    let more = "{\"message\":{\"content\":\" and more\"},\"done\":false}\n";
    let mut server = ollama(move |_, _| {
        vec![Act::Send(format!("{}{start}", stream_head())), Act::Forever(more.to_owned())]
    })
    .await;
    let answer =
        client().ask(&server.endpoint(), "llava", &question(&[Task::Title, Task::Tags])).await.unwrap();
    assert_eq!(answer.words.len(), 2);
    server.closed.recv().await.unwrap();
}

#[tokio::test]
async fn runaway_answers_are_stopped_and_what_was_whole_is_kept() {
    let cases = [("\\n \\t", 1), ("the same old story ", 1), ("{\\\"a\\\":", 0)];
    for (babble, kept) in cases {
        let start = match kept {
            1 => "{\"message\":{\"content\":\"{\\\"title\\\":\\\"Boats at dusk\\\",\"},\"done\":false}\n",
            _ => "{\"message\":{\"content\":\"\"},\"done\":false}\n",
        };
        let more = format!("{{\"message\":{{\"content\":\"{babble}\"}},\"done\":false}}\n");
        let mut server = ollama(move |_, _| {
            vec![Act::Send(format!("{}{start}", stream_head())), Act::Forever(more.clone())]
        })
        .await;
        let told = client().ask(&server.endpoint(), "llava", &question(&[Task::Title, Task::Tags])).await;
        match kept {
            1 => {
                let answer = told.unwrap();
                assert_eq!(answer.words.len(), 1, "{answer:?}");
                assert_eq!(answer.missing[0].code, FailureCode::RunawayAnswer);
            }
            _ => assert_eq!(told.unwrap_err().code, FailureCode::RunawayAnswer),
        }
        server.closed.recv().await.unwrap();
    }
}

#[tokio::test]
async fn a_body_without_end_does_not_fill_the_memory() {
    let mut server = ollama(|_, _| vec![Act::Send(stream_head()), Act::Forever("x".repeat(64 * 1024))]).await;
    assert_eq!(failure_of(&server, "llava").await.code, FailureCode::RunawayAnswer);
    server.closed.recv().await.unwrap();
}

#[tokio::test]
async fn a_redirect_to_another_place_is_refused_and_nothing_is_sent_there() {
    let other = openai(|_, _| openai_says("{}")).await;
    let target = format!("location: http://127.0.0.1:{}/v1/chat/completions\r\n", other.port);
    let server = openai(move |_, _| reply(307, &target, "")).await;
    let failure = failure_of(&server, "vlm").await;
    assert_eq!(failure.code, FailureCode::NotAModelServer, "{failure}");
    assert!(other.seen.lock().unwrap().is_empty(), "the picture went to another place");
}

#[tokio::test]
async fn a_redirect_within_the_server_is_followed() {
    let server = Server::start(|seen, _| match seen.line.as_str() {
        "GET /v1/models HTTP/1.1" => json(200, r#"{"data":[{"id":"vlm"}]}"#),
        "POST /v1/chat/completions HTTP/1.1" => reply(308, "location: /v1/chat/completions/\r\n", ""),
        "POST /v1/chat/completions/ HTTP/1.1" => openai_says(r#"{"title":"Boats at dusk"}"#),
        _ => json(404, "{}"),
    })
    .await;
    client().ask(&server.endpoint(), "vlm", &question(&[Task::Title])).await.unwrap();
}

#[tokio::test]
async fn nobody_at_the_address_is_told_quickly() {
    let mut server = openai(|_, _| vec![]).await;
    let endpoint = server.endpoint();
    server.stop_listening().await;
    let failure = client().reachable(&endpoint, "vlm").await.unwrap_err();
    assert_eq!(failure.code, FailureCode::Unreachable);
    assert!(failure.message.contains("refused"), "{failure}");
    assert!(failure.code.heals_by_itself());
}

#[tokio::test]
async fn a_server_that_dies_while_it_is_waited_for_is_noticed_before_the_time_is_up() {
    let mut server = openai(|_, _| vec![Act::Hang]).await;
    let client = client_with(|timeouts| pothos_vision::Timeouts {
        first_byte: Duration::from_secs(120),
        whole: Duration::from_secs(300),
        ..timeouts
    });
    let (endpoint, asked) = (server.endpoint(), question(&[Task::Title]));
    let ask = tokio::spawn(async move { client.ask(&endpoint, "vlm", &asked).await });
    while server.requests("chat/completions").is_empty() {
        tokio::task::yield_now().await;
    }
    server.stop_listening().await;
    tokio::time::pause();
    let started = tokio::time::Instant::now();
    let failure = ask.await.unwrap().unwrap_err();
    assert_eq!(failure.code, FailureCode::Unreachable, "{failure}");
    assert!(started.elapsed() < Duration::from_secs(60), "after {:?}", started.elapsed());
}

#[tokio::test]
async fn a_cloud_model_behind_a_local_address_gets_no_photo_until_allowed() {
    let server = ollama(|_, _| ollama_says(r#"{"title":"Boats at dusk"}"#)).await;
    let mut endpoint = server.endpoint();
    let failure = client().ask(&endpoint, "big-vl:cloud", &question(&[Task::Title])).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::CloudModel);
    assert!(server.requests("/api/chat").is_empty(), "a photo left");
    endpoint.allow_cloud = true;
    client().ask(&endpoint, "big-vl:cloud", &question(&[Task::Title])).await.unwrap();
}

#[tokio::test]
async fn a_model_is_judged_before_a_photo_is_sent() {
    let server = ollama(|_, _| ollama_says("{}")).await;
    let client = client();
    let endpoint = server.endpoint();
    assert_eq!(client.reachable(&endpoint, "llava").await, Ok(()));
    assert_eq!(client.reachable(&endpoint, "LLaVA:latest").await, Ok(()));
    let blind = client.reachable(&endpoint, "qwen3:4b").await.unwrap_err();
    assert_eq!(blind.code, FailureCode::ModelCannotSee);
    let missing = client.reachable(&endpoint, "nope").await.unwrap_err();
    assert_eq!(missing.code, FailureCode::ModelMissing);
    assert!(missing.message.contains("llava:latest"), "offers what there is: {missing}");
    let unset = client.reachable(&endpoint, "").await.unwrap_err();
    assert_eq!(unset.code, FailureCode::ModelMissing);
}

#[tokio::test]
async fn a_wanted_key_is_told_as_such() {
    let server = Server::start(|_, _| json(401, r#"{"error":{"message":"Invalid API Key"}}"#)).await;
    let failure = client().survey(&server.endpoint()).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::Unauthorized);
    assert!(failure.message.contains("wants a key"), "{failure}");
}

#[tokio::test]
async fn products_are_told_apart_by_what_they_answer() {
    type Path = (&'static str, &'static str);
    let cases: &[(&[Path], &str, Dialect, Option<bool>)] = &[
        (
            &[
                ("/api/version", r#"{"version":"0.5.1"}"#),
                ("/api/tags", r#"{"models":[{"name":"m","model":"m"}]}"#),
                ("/api/show", r#"{"details":{"families":["llama","clip"]}}"#),
            ],
            "Ollama 0.5.1",
            Dialect::Ollama,
            Some(true),
        ),
        (
            &[
                ("/props", r#"{"total_slots":2,"modalities":{"vision":false},"build_info":"b9"}"#),
                ("/v1/models", r#"{"data":[{"id":"m"}]}"#),
            ],
            "llama.cpp b9",
            Dialect::OpenAi,
            Some(false),
        ),
        (
            &[(
                "/api/v1/models",
                r#"{"models":[{"type":"llm","key":"m","capabilities":{"vision":true}},{"type":"embedding","key":"e"}]}"#,
            )],
            "LM Studio",
            Dialect::OpenAi,
            Some(true),
        ),
        (
            &[("/api/v0/models", r#"{"data":[{"id":"m","type":"vlm"}]}"#)],
            "LM Studio",
            Dialect::OpenAi,
            Some(true),
        ),
        (
            &[
                ("/v1/models", r#"{"data":[{"id":"m","owned_by":"vllm","max_model_len":8192}]}"#),
                ("/version", r#"{"version":"0.9"}"#),
            ],
            "vLLM 0.9",
            Dialect::OpenAi,
            None,
        ),
        (&[("/v1/models", r#"{"data":[{"id":"m"}]}"#)], "OpenAI-compatible", Dialect::OpenAi, None),
    ];
    for (paths, product, dialect, vision) in cases {
        let paths = paths.to_vec();
        let server = Server::start(move |seen, _| {
            let path = seen.line.split(' ').nth(1).unwrap_or_default();
            match paths.iter().find(|(known, _)| *known == path) {
                Some((_, body)) => json(200, body),
                // LM Studio answers unknown paths like this.
                None => json(200, r#"{"error":"Unexpected endpoint or method."}"#),
            }
        })
        .await;
        let survey = client().survey(&server.endpoint()).await.unwrap();
        assert_eq!((survey.product.as_str(), survey.dialect), (*product, *dialect));
        assert_eq!(survey.models.len(), 1, "{product}");
        assert_eq!(survey.models[0].vision, *vision, "{product}");
    }
}
