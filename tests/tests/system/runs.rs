//! Runs as a whole: tried on a few photos first, compared, taken back, and what they cost.

use pothos_model::{Example, Preset, Task, TaskPrompt, Timestamp};
use pothos_tests::stub::{Setup, StubServer};

use crate::world::{World, assert_each_titled_once, words};

#[test]
fn a_sample_shows_its_words_and_figures_and_is_not_asked_for_again() {
    let world = World::with_photos(12);
    let stub = StubServer::start(Setup::default()).unwrap();
    let ran = world.analyze_all(&stub, &["--sample", "5", "--price", "2/10 EUR"]).expect(0);
    assert_eq!(ran.events("sample_photo").count(), 5);
    let sample = ran.last("sample");
    assert_eq!((sample["photos"].as_u64(), sample["rest"].as_u64()), (Some(5), Some(7)), "{sample}");
    assert!(sample["projected_seconds"].is_u64() && sample["answer_tokens"].as_u64() > Some(0), "{sample}");
    let tokens = |name: &str| sample[name].as_f64().unwrap();
    let spent = (2.0 * tokens("prompt_tokens") + 10.0 * tokens("answer_tokens")) / 1e6;
    let cost =
        |name: &str| (sample[name][0]["amount"].as_f64().unwrap(), sample[name][0]["currency"].clone());
    assert!((cost("costs").0 - spent).abs() < 1e-9 && cost("costs").1 == "EUR", "{sample}");
    assert!((cost("projected_costs").0 - spent / 5.0 * 7.0).abs() < 1e-9, "{sample}");
    assert_eq!(stub.ledger().good, 5);
    let all = world.analyze_all(&stub, &[]).expect(0);
    assert_eq!(all.last("batch_finished")["skipped"].as_u64(), Some(5));
    assert_eq!(stub.ledger().good, 12, "the five were not asked for again");
    assert_each_titled_once(&world.terminal.list());
}

#[test]
fn a_run_is_compared_with_another_and_taken_back() {
    let world = World::with_photos(4);
    let stub = StubServer::start(Setup::default()).unwrap();
    let first = world.analyze_all(&stub, &[]).expect(0).last("batch_finished")["batch"].to_string();
    let again = world.analyze_all(&stub, &["--again", "--prompt", "Name the light."]).expect(0);
    let second = again.last("batch_finished")["batch"].to_string();
    let compared = world.terminal.run(&["compare", &first, &second]).expect(0);
    let rows: Vec<_> = compared.lines.iter().filter(|line| line["first"].is_object()).collect();
    assert_eq!(rows.len(), 4);
    assert!(rows.iter().all(|row| row["first"]["title"].is_string() && row["second"]["title"].is_string()));
    world.terminal.run(&["undo", &second]).expect(0);
    for photo in world.terminal.list() {
        assert!(words(&photo, "title", "model").len() <= 1, "the second run's words are gone: {photo}");
    }
    let batch = world.terminal.run(&["batch", &second]).expect(0).lines.remove(0);
    assert!(batch["batch"]["undone_ms"].is_i64(), "{batch}");
    let again = world.terminal.run(&["undo", "999"]).expect(1);
    assert!(again.err.contains("999"), "{}", again.err);
}

#[test]
fn a_batch_tells_what_it_cost_and_what_was_tried_again() {
    let world = World::with_photos(6);
    let stub = StubServer::with_plan("500@nth=2, cut@nth=4").unwrap();
    let ran = world.analyze_all(&stub, &["--tasks", "title"]).expect(0);
    let batch = ran.last("batch_finished")["batch"].to_string();
    let told = world.terminal.run(&["batch", &batch]).expect(0).lines.remove(0);
    let stats = &told["stats"];
    assert_eq!(stats["servers"][0]["photos"].as_u64(), Some(6), "{stats}");
    assert!(stats["mean_ms"].is_f64() && stats["p95_ms"].is_i64(), "{stats}");
    let retried: u64 =
        stats["retries"].as_array().unwrap().iter().map(|one| one["count"].as_u64().unwrap()).sum();
    assert_eq!(retried, 2, "{stats}");
}

#[test]
fn the_list_is_filtered_and_paged() {
    let world = World::with_photos(2);
    let stub = StubServer::start(Setup::default()).unwrap();
    for prompt in ["one", "two", "three"] {
        world.analyze_all(&stub, &["--prompt", prompt]).expect(0);
    }
    let list = |words: &[&str]| -> Vec<u64> {
        let ran = world.terminal.run(&[&["batches"], words].concat()).expect(0);
        ran.lines.iter().map(|line| line["batch"].as_u64().unwrap()).collect()
    };
    assert_eq!(list(&["--kind", "import"]), [1]);
    assert_eq!(list(&["--kind", "vision", "--limit", "2"]), [4, 3]);
    assert_eq!(list(&["--kind", "vision", "--before", "3"]), [2]);
    assert_eq!(list(&["--outcome", "cancelled"]), [0; 0]);
}

#[test]
fn a_preset_shapes_the_question_and_a_preview_shows_it_without_sending_anything() {
    let world = World::with_photos(2);
    let stub = StubServer::start(Setup::default()).unwrap();
    let preset = Preset {
        name: "Birds".into(),
        system: "You know birds.".into(),
        prompts: vec![
            TaskPrompt { task: Task::Title, text: "the species in Latin.".into(), replaces: true },
            TaskPrompt { task: Task::Tags, text: "Name the plumage.".into(), replaces: false },
        ],
        examples: vec![Example {
            photo: "a robin on a branch".into(),
            title: "Erithacus rubecula".into(),
            tags: vec!["red breast".into()],
            ..Example::default()
        }],
        ..Preset::default()
    };
    let library = pothos_store::Library::open(&world.terminal.library).unwrap();
    library.save_preset(preset, Timestamp(1)).unwrap();
    drop(library);
    let shown = world.analyze_all(&stub, &["--preset", "Birds", "--preview"]).expect(0).lines.remove(0);
    let said = shown["requests"][0]["user"].as_str().unwrap();
    assert_eq!(shown["requests"][0]["system"], "You know birds.");
    assert!(said.contains("- title: the species in Latin."), "{said}");
    assert!(said.contains("no numbering. Name the plumage."), "added to the built-in words: {said}");
    assert!(said.contains("a robin on a branch → title: Erithacus rubecula; tags: red breast"), "{said}");
    assert!(shown["picture_bytes"].as_u64() > Some(1_000) && shown["privacy"] == "this_machine", "{shown}");
    assert_eq!(stub.ledger().good, 0, "nothing was sent");
    let more = [
        "--preset",
        "Birds",
        "--preview",
        "--ask-also",
        "title=In Greek.",
        "--ask-instead",
        "tags=Only gulls.",
    ];
    let shown = world.analyze_all(&stub, &more).expect(0).lines.remove(0);
    let said = shown["requests"][0]["user"].as_str().unwrap();
    assert!(
        said.contains("- title: the species in Latin. In Greek."),
        "for this batch, after the preset's: {said}"
    );
    assert!(said.contains("- tags: Only gulls."), "for this batch, instead of all: {said}");
    world.analyze_all(&stub, &["--preset", "Birds"]).expect(0);
    let photo = world.terminal.list().remove(0);
    let stamp =
        &photo["words"].as_array().unwrap().iter().find(|word| word["source"] == "model").unwrap()["stamp"];
    assert_eq!(
        (stamp["preset"].as_str(), stamp["presetVersion"].as_u64()),
        (Some("Birds"), Some(1)),
        "{stamp}"
    );
    world.analyze_all(&stub, &["--preset", "Fish"]).expect(1);
}

#[test]
fn the_users_vocabulary_wins_over_the_models_words() {
    let world = World::with_photos(6);
    let stub = StubServer::start(Setup::default()).unwrap();
    world.analyze_all(&stub, &["--tasks", "tags"]).expect(0);
    let tags = |world: &World| -> Vec<String> {
        world.terminal.list().iter().flat_map(|photo| words(photo, "tag", "model")).collect()
    };
    let said = tags(&world);
    let (first, other) = (&said[0], said.iter().find(|tag| **tag != said[0]).unwrap());
    let alias = format!(r#"aliases=[{{"from":"{first}","to":"My Word"}}]"#);
    let blocked = format!(r#"blockedWords=["{other}"]"#);
    world.terminal.run(&["settings", &alias, &blocked]).expect(0);
    world.analyze_all(&stub, &["--tasks", "tags", "--again"]).expect(0);
    let now = tags(&world);
    assert!(now.contains(&"My Word".to_owned()), "{now:?}");
    assert!(!now.contains(first) && !now.contains(other), "{first}, {other}: {now:?}");
}

#[test]
fn what_had_to_be_mended_is_counted_by_model() {
    let world = World::with_photos(3);
    let stub = StubServer::with_plan("fences@nth=2").unwrap();
    let ran = world.analyze_all(&stub, &["--tasks", "title"]).expect(0);
    let batch = ran.last("batch_finished")["batch"].to_string();
    let told = world.terminal.run(&["batch", &batch]).lines.remove(0);
    let mended = &told["stats"]["mended"][0];
    assert_eq!((&mended["repair"], &mended["answers"]), (&"fences".into(), &1.into()), "{told}");
}
