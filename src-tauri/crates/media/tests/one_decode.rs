//! Every photo is read once and decoded once, whatever is made of it. Alone in its program: the counts are the process's.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use pothos_media::draw::sample_jpeg;
use pothos_media::draw::sample_set;
use pothos_media::{Counts, look, model_jpeg, peek};
use tempfile::TempDir;

#[test]
fn a_look_reads_and_decodes_once_and_the_models_picture_neither() {
    let dir = TempDir::new().unwrap();
    let mut photos = 0;
    for (name, mut spec) in sample_set() {
        (spec.width, spec.height) = (spec.width / 2, spec.height / 2);
        let path = dir.path().join(name);
        std::fs::write(&path, sample_jpeg(&spec)).unwrap();
        let before = Counts::now();
        peek(&path).unwrap();
        let look = look(&path).unwrap();
        model_jpeg(&look.preview, 1024).unwrap();
        let after = Counts::now();
        let spent = (after.peeked - before.peeked, after.read - before.read, after.decoded - before.decoded);
        assert_eq!(spent, (1, 1, 1), "{name}: peeks, readings, decodes");
        photos += 1;
    }
    assert!(photos > 5, "{photos} samples were looked at");
}
