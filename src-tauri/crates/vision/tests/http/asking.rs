//! How a question is put to each server and what comes of the answer.

use std::sync::Arc;

use crate::server::{self, client, json, ollama, ollama_says, openai, openai_says, question};
use pothos_model::{Doubt, FailureCode, Language, RequestForm, Task, WordKind};
use pothos_vision::{Answer, ApiKey, Dialect, Doubts, PromptFacts, Vocabulary};

const GOOD: &str = r#"{"title":"Boats at dusk","tags":["boat","harbour"]}"#;

fn words(answer: &Answer, kind: WordKind) -> Vec<&str> {
    answer.words.iter().filter(|word| word.kind == kind).map(|word| word.text.as_str()).collect()
}

#[tokio::test]
async fn ollama_is_asked_in_its_own_way_and_its_words_are_stored() {
    let server = ollama(|_, _| ollama_says(GOOD)).await;
    let mut asked = question(&[Task::Title, Task::Tags]);
    asked.facts = PromptFacts {
        date: Some("2024-05-17".into()),
        place: Some("Lucca, Italy".into()),
        folder: Some("Secret".into()),
        keywords: vec!["family".into(), "geo:lat=43.8430".into()],
        people: vec!["Anna Berg".into()],
        unsent: vec!["Unsent".into()],
    };
    let answer = client().ask(&server.endpoint(), "llava", &asked).await.unwrap();
    assert_eq!(words(&answer, WordKind::Title), ["Boats at dusk"]);
    assert_eq!(words(&answer, WordKind::Tag), ["boat", "harbour"]);
    assert_eq!((answer.prompt_tokens, answer.answer_tokens), (Some(300), Some(20)));
    assert_eq!(answer.raw_reply, GOOD);
    assert!(answer.repairs.is_empty() && answer.missing.is_empty(), "{answer:?}");

    let body = &server.requests("/api/chat")[0].body;
    assert_eq!(body["stream"], true);
    assert_eq!(body["think"], false, "left out means on");
    assert_eq!(body["keep_alive"], "10m");
    assert_eq!(body["options"]["num_ctx"], 4096);
    assert_eq!(body["options"]["num_predict"], 768);
    assert_eq!(body["format"]["properties"]["title"]["maxLength"], 80);
    assert_eq!(body["format"]["properties"]["tags"]["maxItems"], 10);
    assert!(body["format"]["properties"].get("description").is_none(), "only what was asked");
    assert_eq!(body["messages"][1]["images"][0], "/9j/2Q==", "raw base64, no data URL");
    let said = body["messages"][1]["content"].as_str().unwrap();
    assert!(
        said.contains("2024-05-17") && said.contains("Lucca, Italy") && said.contains("family"),
        "{said}"
    );
    assert!(!said.contains("Secret"), "the folder's switch is off: {said}");
    assert!(!said.contains("Anna") && !said.contains("Unsent"), "nobody is named unasked: {said}");
    assert!(!said.contains("43.8"), "positions are never sent: {said}");
}

#[tokio::test]
async fn names_that_nothing_gives_are_marked_and_given_ones_are_not() {
    let server = ollama(|_, _| {
        ollama_says(r#"{"title":"Anna Berg in Paris","tags":["boat","Anna Berg","Paris"],"description":"Anna Berg stands on a quay in Paris with a dog named Bello."}"#)
    })
    .await;
    let mut asked = question(&[Task::Title, Task::Description, Task::Tags]);
    asked.doubts = Doubts { names: true, unknown: false };
    asked.options.send_people = true;
    asked.facts.people = vec!["Anna Berg".into()];
    asked.facts.unsent = vec!["Bello".into()];
    let answer = client().ask(&server.endpoint(), "llava", &asked).await.unwrap();
    let said = server.requests("/api/chat")[0].body["messages"][1]["content"].as_str().unwrap().to_owned();
    assert!(said.contains("Anna Berg") && !said.contains("Bello"), "{said}");
    for word in &answer.words {
        let paris = Some(Doubt::Names(vec!["Paris".into()]));
        let expected = if word.text.contains("Paris") { paris } else { None };
        assert_eq!(word.doubt, expected, "{}", word.text);
    }
    asked.doubts = Doubts::default();
    let answer = client().ask(&server.endpoint(), "llava", &asked).await.unwrap();
    assert!(answer.words.iter().all(|word| word.doubt.is_none()), "only when the user wants it");
    asked.doubts = Doubts { names: false, unknown: true };
    asked.vocabulary = Arc::new(Vocabulary::new(["Boats".to_owned()], [], []));
    let answer = client().ask(&server.endpoint(), "llava", &asked).await.unwrap();
    let waits: Vec<&str> = answer
        .words
        .iter()
        .filter(|word| word.doubt == Some(Doubt::Unknown))
        .map(|word| word.text.as_str())
        .collect();
    assert_eq!(waits, ["Anna Berg", "Paris"], "the user has boats");
}

#[tokio::test]
async fn an_openai_server_is_asked_in_its_own_way() {
    let server = openai(|_, _| openai_says(GOOD)).await;
    let mut endpoint = server.endpoint();
    endpoint.key = ApiKey::new("tok-very-secret");
    let answer = client().ask(&endpoint, "vlm", &question(&[Task::Title, Task::Tags])).await.unwrap();
    assert_eq!(words(&answer, WordKind::Title), ["Boats at dusk"]);
    let request = &server.requests("/v1/chat/completions")[0];
    assert!(request.head.contains("authorization: Bearer tok-very-secret"), "{}", request.head);
    let body = &request.body;
    assert_eq!(body["stream"], true);
    assert_eq!(body["max_tokens"], 768);
    assert_eq!(body["response_format"]["type"], "json_schema");
    assert_eq!(body["response_format"]["json_schema"]["strict"], true);
    assert_eq!(body["response_format"]["json_schema"]["schema"]["required"][0], "title");
    assert_eq!(body["messages"][1]["content"][1]["image_url"]["url"], "data:image/jpeg;base64,/9j/2Q==");
    assert!(body.get("chat_template_kwargs").is_none(), "an unknown server may refuse unknown fields");
}

#[tokio::test]
async fn llama_server_is_told_not_to_think() {
    let server = server::Server::start(|seen, _| match seen.line.as_str() {
        "GET /props HTTP/1.1" => {
            json(200, r#"{"total_slots":2,"modalities":{"vision":true},"build_info":"b1"}"#)
        }
        "GET /v1/models HTTP/1.1" => json(200, r#"{"data":[{"id":"tiny","owned_by":"llamacpp"}]}"#),
        line if line.starts_with("POST") => openai_says(GOOD),
        _ => json(404, r#"{"error":{"message":"File Not Found"}}"#),
    })
    .await;
    client().ask(&server.endpoint(), "tiny", &question(&[Task::Title, Task::Tags])).await.unwrap();
    let body = &server.requests("chat/completions")[0].body;
    assert_eq!(body["chat_template_kwargs"]["enable_thinking"], false);
}

#[tokio::test]
async fn a_refused_schema_becomes_json_mode_and_is_not_tried_again() {
    let server = ollama(|seen, _| match seen.body["format"].is_object() {
        true => json(400, r#"{"error":"Failed to initialize samplers: failed to parse grammar"}"#),
        false => ollama_says(GOOD),
    })
    .await;
    let client = client();
    for _ in 0..2 {
        client.ask(&server.endpoint(), "llava", &question(&[Task::Title, Task::Tags])).await.unwrap();
    }
    let formats: Vec<_> =
        server.requests("/api/chat").iter().map(|seen| seen.body["format"].clone()).collect();
    assert_eq!(formats.len(), 4, "bounded, unbounded, json; then json at once: {formats:?}");
    assert!(formats[1]["properties"]["title"].get("maxLength").is_none());
    assert_eq!((&formats[2], &formats[3]), (&"json".into(), &"json".into()));
    let said = server.requests("/api/chat")[3].body["messages"][1]["content"].as_str().unwrap().to_owned();
    assert!(said.contains("JSON"), "without a schema the form is asked for in words: {said}");
}

#[tokio::test]
async fn a_refused_field_is_left_out() {
    let server = openai(|seen, _| {
        if seen.body.get("max_tokens").is_some() {
            json(400, r#"{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."}}"#)
        } else if seen.body.get("temperature").is_some() {
            json(400, r#"{"error":{"message":"Unsupported value: 'temperature' does not support 0.1 with this model."}}"#)
        } else {
            openai_says(GOOD)
        }
    })
    .await;
    client().ask(&server.endpoint(), "vlm", &question(&[Task::Title])).await.unwrap();
    let bodies = server.requests("chat/completions");
    assert_eq!(bodies.len(), 3);
    assert_eq!(bodies[2].body["max_completion_tokens"], 96);
}

#[tokio::test]
async fn a_loading_model_is_waited_for() {
    let server = openai(|_, before| match before {
        0 | 1 => json(503, r#"{"error":{"message":"Loading model","type":"unavailable_error","code":503}}"#),
        _ => openai_says(GOOD),
    })
    .await;
    let answer = client().ask(&server.endpoint(), "vlm", &question(&[Task::Title])).await.unwrap();
    assert_eq!(words(&answer, WordKind::Title), ["Boats at dusk"]);
}

#[tokio::test]
async fn an_answer_in_another_language_is_asked_for_once_more() {
    let server = ollama(|_, before| match before {
        0 => ollama_says(r#"{"title":"Boats at dusk","tags":["渔船","港口"]}"#),
        _ => ollama_says(r#"{"title":"黄昏的渔船"}"#),
    })
    .await;
    let mut asked = question(&[Task::Title, Task::Tags]);
    asked.options.language = Language::Chinese;
    let answer = client().ask(&server.endpoint(), "llava", &asked).await.unwrap();
    assert_eq!(words(&answer, WordKind::Title), ["黄昏的渔船"]);
    assert_eq!(words(&answer, WordKind::Tag), ["渔船", "港口"]);
    let requests = server.requests("/api/chat");
    assert_eq!(requests.len(), 2);
    let required: Vec<_> = requests[1].body["format"]["required"].as_array().unwrap().iter().collect();
    assert_eq!(required, ["title"], "only what was wrong is asked again");
    assert!(answer.repairs.contains(&"asked_again_for_language".to_owned()));
}

#[tokio::test]
async fn a_second_answer_in_the_wrong_language_is_recorded_as_missing() {
    let server = ollama(|_, _| ollama_says(r#"{"title":"Boats at dusk","tags":["渔船"]}"#)).await;
    let mut asked = question(&[Task::Title, Task::Tags]);
    asked.options.language = Language::Chinese;
    let answer = client().ask(&server.endpoint(), "llava", &asked).await.unwrap();
    assert_eq!(words(&answer, WordKind::Tag), ["渔船"]);
    assert_eq!(answer.missing.len(), 1);
    assert!(answer.missing[0].message.contains("not in Simplified Chinese"), "{}", answer.missing[0].message);
    assert_eq!(server.requests("/api/chat").len(), 2, "asked again once, not more");
}

#[tokio::test]
async fn one_request_a_task_keeps_the_good_answers() {
    let server = ollama(|seen, _| match seen.body["format"]["required"][0].as_str() {
        Some("title") => ollama_says(r#"{"title":"Boats at dusk"}"#),
        Some("tags") => ollama_says(r#"{"tags":["boat"]}"#),
        _ => json(500, r#"{"error":"model runner has unexpectedly stopped"}"#),
    })
    .await;
    let mut asked = question(&[Task::Title, Task::Description, Task::Tags]);
    asked.options.form = RequestForm::Separate;
    asked.options.instruction = "Mention the weather.".into();
    let answer = client().ask(&server.endpoint(), "llava", &asked).await.unwrap();
    assert_eq!(answer.words.len(), 2);
    assert_eq!(answer.missing.len(), 1);
    assert_eq!(
        (answer.missing[0].task, answer.missing[0].code),
        (Task::Description, FailureCode::ServerError)
    );
    let requests = server.requests("/api/chat");
    assert_eq!(requests.len(), 3);
    let mut texts: Vec<String> = requests
        .iter()
        .map(|seen| seen.body["messages"][1]["content"].as_str().unwrap().to_owned())
        .collect();
    assert!(texts.iter().all(|text| text.contains("Mention the weather.")));
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), 3, "an instruction never turns the tasks into one question");
}

#[tokio::test]
async fn a_model_that_fails_combined_questions_is_asked_task_by_task() {
    let server = ollama(|seen, _| match seen.body["format"]["required"].as_array().map_or(0, Vec::len) {
        1 => ollama_says(r#"{"title":"Boats at dusk","tags":["boat"]}"#),
        _ => ollama_says("hm"),
    })
    .await;
    let client = client();
    let asked = question(&[Task::Title, Task::Tags]);
    for _ in 0..3 {
        let failure = client.ask(&server.endpoint(), "llava", &asked).await.unwrap_err();
        assert_eq!(failure.code, FailureCode::UnreadableAnswer, "{failure}");
    }
    let answer = client.ask(&server.endpoint(), "llava", &asked).await.unwrap();
    assert_eq!(answer.words.len(), 2);
    assert!(
        answer.repairs.contains(&"asked_separately".to_owned()),
        "the batch can say so: {:?}",
        answer.repairs
    );
    assert_eq!(server.requests("/api/chat").len(), 5);
    client.forget(&server.endpoint(), "llava");
    client.ask(&server.endpoint(), "llava", &asked).await.unwrap_err();
    assert_eq!(server.requests("/api/chat").len(), 6, "another batch begins with one request a photo");
}

#[tokio::test]
async fn a_model_that_answers_only_without_a_schema_is_soon_asked_without_one() {
    let server = ollama(|seen, _| match seen.body["format"].as_str() {
        Some("json") => ollama_says(r#"{"title":"Boats at dusk","tags":["boat"]}"#),
        _ => ollama_says("{}"),
    })
    .await;
    let client = client();
    let mut asked = question(&[Task::Title, Task::Tags]);
    asked.options.form = RequestForm::Separate;
    for _ in 0..3 {
        asked.attempt = 3;
        let answer = client.ask(&server.endpoint(), "llava", &asked).await.unwrap();
        assert!(!answer.repairs.contains(&"asked_for_json".to_owned()), "{:?}", answer.repairs);
    }
    asked.attempt = 1;
    let answer = client.ask(&server.endpoint(), "llava", &asked).await.unwrap();
    assert!(
        answer.repairs.contains(&"asked_for_json".to_owned()),
        "the batch can say so: {:?}",
        answer.repairs
    );
    client.forget(&server.endpoint(), "llava");
    client.ask(&server.endpoint(), "llava", &asked).await.unwrap_err();
}

#[tokio::test]
async fn each_attempt_is_asked_differently() {
    let server = ollama(|_, _| ollama_says("hm")).await;
    let client = client();
    for attempt in 1..=3 {
        let mut asked = question(&[Task::Title, Task::Tags]);
        asked.attempt = attempt;
        let failure = client.ask(&server.endpoint(), "llava", &asked).await.unwrap_err();
        let expected = if attempt == 3 { FailureCode::NoUsableWords } else { FailureCode::UnreadableAnswer };
        assert_eq!(failure.code, expected);
        assert!(failure.message.contains("llava"), "{failure}");
    }
    let sent = server.requests("/api/chat");
    assert_eq!(sent[0].body["options"]["temperature"], 0.1);
    assert_eq!(sent[1].body["options"]["temperature"], 0.4);
    assert_ne!(sent[1].body["options"]["seed"], sent[2].body["options"]["seed"]);
    assert!(sent[1].body["format"].is_object());
    assert_eq!(sent[2].body["format"], "json", "the last try gives the schema up");
    let contexts: Vec<_> = sent.iter().map(|seen| seen.body["options"]["num_ctx"].clone()).collect();
    assert!(contexts.iter().all(|context| *context == contexts[0]), "another context would reload the model");
}

#[tokio::test]
async fn thoughts_that_ate_the_budget_get_a_larger_one_once() {
    let server = ollama(|seen, _| match seen.body["options"]["num_predict"].as_u64() {
        Some(4_096) => ollama_says(r#"{"title":"Boats at dusk"}"#),
        _ => json(200, r#"{"message":{"content":"","thinking":"So, the picture has"},"done":true,"done_reason":"length"}"#),
    })
    .await;
    let answer = client().ask(&server.endpoint(), "llava", &question(&[Task::Title])).await.unwrap();
    assert_eq!(words(&answer, WordKind::Title), ["Boats at dusk"]);
    assert_eq!(server.requests("/api/chat").len(), 2);
}

#[tokio::test]
async fn a_filter_s_refusal_is_final() {
    let body = r#"{"choices":[{"message":{"content":null,"refusal":"I'm sorry, I cannot assist."},"finish_reason":"stop"}]}"#;
    let server = openai(move |_, _| json(200, body)).await;
    let failure = client().ask(&server.endpoint(), "vlm", &question(&[Task::Title])).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::Refused);
}

#[tokio::test]
async fn many_photos_at_once_look_at_the_server_once() {
    let server = ollama(|_, _| ollama_says(GOOD)).await;
    let client = client();
    let (endpoint, asked) = (server.endpoint(), question(&[Task::Title, Task::Tags]));
    let asks = (0..16).map(|_| client.ask(&endpoint, "llava", &asked));
    let answers = futures_util::future::join_all(asks).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(server.requests("/api/version").len(), 1);
    assert_eq!(server.requests("/api/chat").len(), 16);
}

#[tokio::test]
async fn a_forced_protocol_is_spoken() {
    let server = server::Server::start(|seen, _| match seen.line.as_str() {
        line if line.starts_with("POST /v1/chat/completions") => openai_says(GOOD),
        _ => server::ollama_status(seen).unwrap_or_else(|| json(404, r#"{"error":"path not found"}"#)),
    })
    .await;
    let mut endpoint = server.endpoint();
    endpoint.dialect = Dialect::OpenAi;
    client().ask(&endpoint, "llava", &question(&[Task::Title])).await.unwrap();
    assert_eq!(server.requests("chat/completions")[0].body["reasoning_effort"], "none");
}

#[test]
fn a_near_server_is_asked_past_every_proxy() {
    // The proxy is the environment's: a test of this file runs once more with one that nobody listens at.
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "asking::an_openai_server_is_asked_in_its_own_way"])
        .envs(["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"].map(|name| (name, "http://127.0.0.1:9")))
        .env_remove("no_proxy")
        .env_remove("NO_PROXY")
        .status()
        .unwrap();
    assert!(status.success());
}

#[test]
fn a_preview_shows_one_text_a_request() {
    let mut asked = question(&[Task::Title, Task::Tags]);
    assert_eq!(asked.spoken().len(), 1);
    asked.options.form = RequestForm::Separate;
    assert_eq!(asked.spoken().len(), 2);
    asked.options.language = Language::Chinese;
    assert!(asked.spoken()[0].user.contains("标题"));
    let _shared: Arc<[u8]> = asked.jpeg;
}
