//! The doctor's lines.

use pothos_model::{FailureCode, Language};
use pothos_vision::{Endpoint, Verdict};

use crate::server::{client, openai, openai_says};

#[tokio::test]
async fn the_doctor_sees_a_seeing_model_and_a_blind_one() {
    let server = openai(|seen, _| {
        openai_says(if seen.body.to_string().contains("digits") {
            r#"{"digits":"4711","colour":"red"}"#
        } else {
            r#"{"description":"A red circle stands on a white ground, with four black digits below it."}"#
        })
    })
    .await;
    let lines = client().check(&server.endpoint(), "vlm", b"\xff\xd8", "4711", Language::English).await;
    let names: Vec<&str> = lines.iter().map(|line| line.name).collect();
    assert_eq!(names, ["address", "server", "key", "model", "vision", "schema", "language", "speed"]);
    assert!(lines.iter().all(|line| line.verdict == Verdict::Ok), "{lines:?}");
    let lines = client().check(&server.endpoint(), "vlm", b"\xff\xd8", "4711", Language::Chinese).await;
    let language = lines.iter().find(|line| line.name == "language").unwrap();
    assert_eq!(language.verdict, Verdict::Warning, "{language:?}");
    let lines = client().check(&server.endpoint(), "vlm", b"\xff\xd8", "9999", Language::English).await;
    let vision = lines.iter().find(|line| line.name == "vision").unwrap();
    assert_eq!((vision.verdict, vision.code), (Verdict::Failed, Some(FailureCode::ModelCannotSee)));
    let lines = client().check(&server.endpoint(), "nope", b"\xff\xd8", "9999", Language::English).await;
    assert_eq!(lines.last().unwrap().code, Some(FailureCode::ModelMissing));
    let lines = client().check(&Endpoint::new("not an address"), "vlm", b"", "1", Language::English).await;
    assert_eq!(lines.last().unwrap().code, Some(FailureCode::BadAddress));
}
