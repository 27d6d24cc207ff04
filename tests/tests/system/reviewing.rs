//! Words that wait for the user, from a model's answer to the user's decision.

use pothos_tests::stub::{Setup, StubServer};

use crate::world::{World, words};

/// What waits, as `review` lists it.
fn waiting(world: &World) -> Vec<String> {
    let lines = world.terminal.run(&["review"]).expect(0).lines;
    lines.iter().map(|line| line["text"].as_str().unwrap().to_owned()).collect()
}

fn tags(world: &World, source: &str) -> Vec<String> {
    world.terminal.list().iter().flat_map(|photo| words(photo, "tag", source)).collect()
}

#[test]
fn new_tags_wait_until_the_user_decides_and_known_ones_do_not() {
    let world = World::with_photos(6);
    let stub = StubServer::start(Setup::default()).unwrap();
    assert!(waiting(&world).is_empty());
    world.terminal.run(&["settings", "reviewNew=true"]).expect(0);
    world.analyze_all(&stub, &["--tasks", "tags,title"]).expect(0);
    assert!(tags(&world, "model").is_empty(), "none is on a photo yet");
    let waits = waiting(&world);
    assert!(waits.len() > 3, "{waits:?}");
    let kept = waits[0].clone();
    world.terminal.run(&["review", "--keep", &kept, "--never", &waits[1]]).expect(0);
    world.terminal.run(&["review", "--as", &format!("{}=my own", waits[2])]).expect(0);
    let yours = tags(&world, "human");
    assert!(yours.contains(&kept) && yours.contains(&"my own".to_owned()), "{yours:?}");
    assert_eq!(waiting(&world).len(), waits.len() - 3);
    world.terminal.run(&["search", &waits[1]]).expect(0);
    assert!(
        world.terminal.run(&["search", "my", "own"]).expect(0).lines.iter().any(|line| line["id"].is_i64())
    );
    // Asked again, the model's kept words are known now: they are stored at once; the refused one never comes back.
    world.analyze_all(&stub, &["--tasks", "tags", "--again"]).expect(0);
    let again = waiting(&world);
    assert!(!again.contains(&kept) && !again.contains(&waits[1]) && !again.contains(&waits[2]), "{again:?}");
    let photo = &world.terminal.list()[0];
    assert!(photo["waiting"].as_array().is_some_and(|waiting| !waiting.is_empty()), "{photo}");
}
