//! Who may say, replace and take away which word.

use pothos_model::{PhotoFacts, PhotoId, Source, WordKind};

use super::fixture::{NOW, World, basic_record, word};
use crate::{StoreError, WordEditCmd};

use WordKind::{Category, Description, Tag, Title};

impl World {
    fn edit(&self, photo: PhotoId, edit: WordEditCmd, at: i64) -> Option<WordEditCmd> {
        self.library.edit_word(photo, &edit, NOW.plus_ms(at)).expect("an edit").undo
    }

    fn id_of(&self, photo: PhotoId, text: &str) -> i64 {
        self.row(photo).words.iter().find(|word| word.text == text).expect("the word is shown").id
    }

    /// Shown words as `source text`, of one kind.
    fn said(&self, photo: PhotoId, kind: WordKind) -> Vec<String> {
        let row = self.row(photo);
        let words = row.words.iter().filter(|word| word.kind == kind);
        words.map(|word| format!("{} {}", word.source.name(), word.text)).collect()
    }

    fn tag_counts(&self) -> Vec<(String, u32)> {
        self.library.facets(50).expect("facets").tags.into_iter().map(|row| (row.value, row.photos)).collect()
    }
}

fn accept(word: i64) -> WordEditCmd {
    WordEditCmd::Accept { word, at: None }
}

fn set_title(text: &str) -> WordEditCmd {
    WordEditCmd::Set { kind: Title, text: Some(text.to_owned()), written: None }
}

#[test]
fn a_basic_record_fills_the_whole_photo() {
    let world = World::new();
    let photo = world.photo();
    let record = basic_record();
    world.basic(photo, &record);
    let row = world.row(photo);
    assert_eq!((row.width, row.height, row.version), (6000, 4000, 1));
    assert_eq!(row.quality.as_ref(), Some(&record.quality));
    assert_eq!((row.content_hash, row.perceptual_hash), (Some([7; 32]), Some(u64::MAX - 5)));
    assert_eq!((row.facts, row.taken), (record.facts.clone(), record.facts.taken));
    assert_eq!(world.library.facets(9).expect("facets").cameras[0].value, "Canon EOS R5");
    world.basic(photo, &record);
    assert_eq!(world.row(photo).version, 2, "looked at anew");
    assert_eq!(world.row(photo).words.len(), 2, "said once, however often it is asked");
}

#[test]
fn the_title_shown_is_a_humans_then_the_files_then_the_newest_models_then_of_facts() {
    let world = World::new();
    let photo = world.photo();
    let shown = || (world.row(photo).title, world.library.tiles(&[photo]).expect("tiles")[0].title.clone());
    let check = |title: &str| assert_eq!(shown(), (Some(title.to_owned()), Some(title.to_owned())));
    assert_eq!(shown(), (None, None));
    world.basic(photo, &basic_record());
    check("Summer morning");
    world.vision(photo, "small", &[(Title, "A dog")], 1);
    world.vision(photo, "large", &[(Title, "A brown dog")], 2);
    check("A brown dog");
    let mut record = basic_record();
    record.facts = PhotoFacts { title: Some("From the file".into()), ..record.facts };
    world.basic(photo, &record);
    check("From the file");
    let undo = world.edit(photo, set_title("Mine"), 3).expect("undoable");
    check("Mine");
    world.edit(photo, undo, 4);
    check("From the file");
    let id = world.id_of(photo, "A dog");
    world.edit(photo, accept(id), 5);
    check("A dog");
}

#[test]
fn a_model_replaces_only_its_own_words_of_the_tasks_it_ran() {
    let world = World::new();
    let photo = world.photo();
    world.vision(photo, "small", &[(Tag, "dog"), (Tag, "beach"), (Description, "A dog runs.")], 1);
    world.vision(photo, "large", &[(Tag, "dog"), (Tag, "sand")], 2);
    world.vision(photo, "small", &[(Tag, "puppy")], 3);
    let mut tags = world.said(photo, Tag);
    tags.sort();
    assert_eq!(tags, ["model dog", "model puppy", "model sand"], "the other model still says dog");
    assert_eq!(world.said(photo, Description), ["model A dog runs."], "not asked for, so kept");
}

#[test]
fn a_word_of_two_speakers_counts_the_photo_once() {
    let world = World::new();
    let photo = world.photo();
    world.vision(photo, "small", &[(Tag, "Dog"), (Tag, "sea")], 1);
    world.vision(photo, "large", &[(Tag, "dog")], 2);
    assert_eq!(world.tag_counts(), [("Dog".to_owned(), 1), ("sea".to_owned(), 1)]);
    let id = world.id_of(photo, "dog");
    let undo = world.edit(photo, WordEditCmd::Reject { word: id }, 3).expect("undoable");
    assert_eq!(world.tag_counts(), [("sea".to_owned(), 1)], "hidden from both");
    assert_eq!(world.said(photo, Tag), ["model sea"]);
    world.edit(photo, undo, 4);
    assert_eq!(world.tag_counts().len(), 2);
    assert_eq!(world.said(photo, Tag).len(), 3, "both speakers are back");
}

#[test]
fn a_refused_word_is_not_said_again_by_any_machine_and_may_be_typed() {
    let world = World::new();
    let photo = world.photo();
    world.vision(photo, "small", &[(Tag, "cat")], 1);
    let id = world.id_of(photo, "cat");
    world.edit(photo, WordEditCmd::Reject { word: id }, 2);
    world.vision(photo, "small", &[(Tag, "Cat"), (Tag, "dog")], 3);
    world.vision(photo, "large", &[(Tag, "cat")], 4);
    let mut record = basic_record();
    record.words = vec![word(Tag, "CAT")];
    record.facts.keywords = vec!["cat".into()];
    world.basic(photo, &record);
    assert_eq!(world.said(photo, Tag), ["model dog"]);
    let undo = world.edit(photo, WordEditCmd::Add { kind: Tag, text: " cat ".into() }, 5).expect("undoable");
    assert_eq!(world.said(photo, Tag), ["human cat", "model dog"]);
    world.edit(photo, undo, 6);
    assert_eq!(world.said(photo, Tag), ["model dog"]);
}

#[test]
fn taking_back_a_typed_word_does_not_silence_machines() {
    let world = World::new();
    let photo = world.photo();
    let undo = world.edit(photo, WordEditCmd::Add { kind: Tag, text: "sea".into() }, 1).expect("undoable");
    world.edit(photo, undo, 2);
    world.vision(photo, "small", &[(Tag, "sea")], 3);
    assert_eq!(world.said(photo, Tag), ["model sea"]);
}

#[test]
fn an_accepted_word_stays_with_its_stamp_and_goes_back_to_the_machine_on_restore() {
    let world = World::new();
    let photo = world.photo();
    world.vision(photo, "small", &[(Tag, "dog"), (Category, "animal")], 1);
    assert!(world.library.tiles(&[photo]).expect("tiles")[0].has_model_words);
    let (dog, animal) = (world.id_of(photo, "dog"), world.id_of(photo, "animal"));
    let undo = world.edit(photo, accept(dog), 2).expect("undoable");
    world.edit(photo, accept(animal), 2);
    assert!(!world.library.tiles(&[photo]).expect("tiles")[0].has_model_words, "all were accepted");
    world.vision(photo, "small", &[(Tag, "wolf")], 3);
    let row = world.row(photo);
    let kept = row.words.iter().find(|word| word.text == "dog").expect("the model's next run leaves it");
    assert_eq!((kept.source, kept.accepted), (Source::Human, Some(NOW.plus_ms(2))));
    assert_eq!(kept.stamp.as_ref().map(|stamp| stamp.model.as_str()), Some("small"));
    world.edit(photo, undo, 4);
    assert!(world.said(photo, Tag).contains(&"model dog".to_owned()));
    world.vision(photo, "small", &[(Tag, "wolf")], 5);
    assert_eq!(world.said(photo, Tag), ["model wolf"], "no longer anyone's but the model's");
}

#[test]
fn adding_what_a_machine_said_takes_it_over() {
    let world = World::new();
    let photo = world.photo();
    world.vision(photo, "small", &[(Tag, "Dog")], 1);
    let undo = world.edit(photo, WordEditCmd::Add { kind: Tag, text: "dog".into() }, 2);
    assert_eq!(world.said(photo, Tag), ["human Dog"]);
    assert!(matches!(undo, Some(WordEditCmd::Restore { .. })));
    assert_eq!(
        world.edit(photo, WordEditCmd::Add { kind: Tag, text: "DOG".into() }, 3),
        None,
        "nothing to do"
    );
}

#[test]
fn file_words_follow_the_file() {
    let world = World::new();
    let photo = world.photo();
    let mut record = basic_record();
    record.words.clear();
    record.facts.keywords = vec!["old".into(), "kept".into(), "taken over".into()];
    world.basic(photo, &record);
    let id = world.id_of(photo, "taken over");
    world.edit(photo, accept(id), 1);
    record.facts.keywords = vec!["kept".into(), "new".into()];
    world.basic(photo, &record);
    assert_eq!(world.said(photo, Tag), ["human taken over", "file kept", "file new"]);
}

#[test]
fn an_edit_that_does_not_fit_is_refused_and_changes_nothing() {
    let world = World::new();
    let photo = world.photo();
    world.vision(photo, "small", &[(Tag, "dog")], 1);
    let dog = world.id_of(photo, "dog");
    let other = world.import("/p", &["/p/other.jpg"]).added[0].id;
    let before = world.library.revision().expect("a revision");
    let add = |kind, text: &str| WordEditCmd::Add { kind, text: text.into() };
    let refuse = |photo, edit: WordEditCmd| world.library.edit_word(photo, &edit, NOW).expect_err("refused");
    assert!(matches!(refuse(photo, add(Title, "x")), StoreError::Refused(_)));
    assert!(matches!(refuse(photo, add(Tag, " \u{7} ")), StoreError::Refused(_)));
    let set_tag = WordEditCmd::Set { kind: Tag, text: None, written: None };
    assert!(matches!(refuse(photo, set_tag), StoreError::Refused(_)));
    assert!(matches!(refuse(other, accept(dog)), StoreError::NotFound { what: "word", .. }));
    assert!(matches!(refuse(PhotoId(99), add(Tag, "x")), StoreError::NotFound { what: "photo", .. }));
    assert!(matches!(world.library.set_rating(&[photo], 6), Err(StoreError::Refused(_))));
    assert_eq!(world.library.revision().expect("a revision"), before);
}

#[test]
fn stars_the_user_gave_outlive_the_files() {
    let world = World::new();
    let photo = world.photo();
    let mut record = basic_record();
    record.facts.rating = Some(2);
    world.basic(photo, &record);
    assert_eq!(world.row(photo).rating, 2);
    world.library.set_rating(&[photo, PhotoId(99)], 0).expect("rated");
    world.basic(photo, &record);
    assert_eq!(world.row(photo).rating, 0, "no stars were the user's choice");
}

#[test]
fn a_word_typed_again_in_another_case_leaves_the_first_to_its_undo() {
    let world = World::new();
    let photo = world.photo();
    let add = |text: &str| WordEditCmd::Add { kind: Tag, text: text.into() };
    world.edit(photo, add("Sea"), 1);
    let back =
        world.edit(photo, WordEditCmd::Reject { word: world.id_of(photo, "Sea") }, 2).expect("undoable");
    let away = world.edit(photo, add("sea"), 3).expect("undoable");
    assert_eq!(world.said(photo, Tag), ["human sea"]);
    world.edit(photo, away, 4);
    world.edit(photo, back, 5);
    assert_eq!(world.said(photo, Tag), ["human Sea"]);
}

#[test]
fn a_title_written_again_after_it_was_taken_back_keeps_its_first_moment_for_the_undo() {
    let world = World::new();
    let photo = world.photo();
    world.vision(photo, "small", &[(Title, "A dog")], 0);
    world.edit(photo, set_title("Rex"), 1);
    world.edit(photo, accept(world.id_of(photo, "A dog")), 2);
    let back =
        world.edit(photo, WordEditCmd::Reject { word: world.id_of(photo, "Rex") }, 3).expect("undoable");
    let away = world.edit(photo, set_title("Rex"), 4).expect("undoable");
    assert_eq!(world.row(photo).title.as_deref(), Some("Rex"), "written last");
    world.edit(photo, away, 5);
    world.edit(photo, back, 6);
    assert_eq!(world.row(photo).title.as_deref(), Some("A dog"), "accepted after Rex was first written");
}

#[test]
fn accepting_again_by_an_undo_keeps_the_moment_of_the_first_accept() {
    let world = World::new();
    let photo = world.photo();
    world.vision(photo, "small", &[(Title, "A dog")], 0);
    world.vision(photo, "large", &[(Title, "A brown dog")], 0);
    let dog = world.id_of(photo, "A dog");
    world.edit(photo, accept(dog), 1);
    world.edit(photo, accept(world.id_of(photo, "A brown dog")), 2);
    let again = world.edit(photo, WordEditCmd::Restore { word: dog }, 3).expect("undoable");
    world.edit(photo, again, 4);
    assert_eq!(world.row(photo).title.as_deref(), Some("A brown dog"), "it was accepted last");
}
