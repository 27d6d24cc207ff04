//! The digest that says two pieces of work are the same. Never touches the database.

use pothos_model::{FileStamp, PhotoId, RequestForm, VisionOptions};

/// 32 bytes: the same work, the same key.
pub(super) type WorkKey = [u8; 32];

/// Raised when the meaning of a key changes: every photo may then be analysed again.
const KEY_VERSION: u8 = 1;

/// The key of a basic analysis: this photo's file as it is now. Identical files elsewhere need a thumbnail of
/// their own, so the content is no part of it.
pub(super) fn basic_key(photo: PhotoId, stamp: FileStamp) -> WorkKey {
    let mut hash = begin("basic");
    hash.update(&photo.0.to_le_bytes());
    hash.update(&stamp.size.to_le_bytes());
    hash.update(&stamp.modified.0.to_le_bytes());
    *hash.finalize().as_bytes()
}

/// The key of a vision analysis: content, everything that shapes the question, and the model. The server is no
/// part of it: the same model elsewhere says the same.
pub(super) fn vision_key(content: &[u8; 32], options: &VisionOptions, model: &str) -> WorkKey {
    // Taken apart by name, so that a new option cannot be forgotten here.
    let VisionOptions {
        tasks,
        limits,
        language,
        instruction,
        form,
        preset,
        preset_version,
        system,
        prompts,
        examples,
        image_side,
        send_date,
        send_place,
        send_folder,
        send_keywords,
        send_people,
        // Says which photos are shown to the model, not what it is asked.
        one_a_burst: _,
    } = options;
    let mut hash = begin("vision");
    hash.update(content);
    for text in [model, language.tag(), instruction, preset] {
        // Length first: "ab" + "c" is not "a" + "bc".
        hash.update(&(text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    hash.update(&preset_version.to_le_bytes());
    hash.update(&image_side.to_le_bytes());
    let form = match form {
        RequestForm::Combined => 0,
        RequestForm::Separate => 1,
    };
    hash.update(&[
        tasks.0,
        limits.max_categories,
        limits.max_tags,
        form,
        u8::from(*send_date),
        u8::from(*send_place),
        u8::from(*send_folder),
        u8::from(*send_keywords),
    ]);
    // What was added later counts only when it is used, so that older keys stay the same.
    for later in [
        (!system.is_empty()).then(|| format!("system {system:?}")),
        (!prompts.is_empty()).then(|| format!("prompts {prompts:?}")),
        send_people.then(|| "people".to_owned()),
        (!examples.is_empty()).then(|| format!("examples {examples:?}")),
    ]
    .into_iter()
    .flatten()
    {
        hash.update(&(later.len() as u64).to_le_bytes());
        hash.update(later.as_bytes());
    }
    *hash.finalize().as_bytes()
}

/// The key of a vector for the search by meaning: this photo's words as they are now, and the model. Identical files
/// elsewhere may be described otherwise, so nothing is shared.
pub(super) fn meaning_key(photo: PhotoId, text: &str, model: &str) -> WorkKey {
    let mut hash = begin("meaning");
    hash.update(&photo.0.to_le_bytes());
    for text in [model, text] {
        hash.update(&(text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    *hash.finalize().as_bytes()
}

fn begin(kind: &str) -> blake3::Hasher {
    let mut hash = blake3::Hasher::new();
    hash.update(&[KEY_VERSION]);
    hash.update(kind.as_bytes());
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use pothos_model::{TaskSet, Timestamp};

    #[test]
    fn a_key_changes_with_everything_that_changes_the_question() {
        let standard = VisionOptions::default();
        let key = |options: &VisionOptions, model: &str| vision_key(&[7; 32], options, model);
        let base = key(&standard, "llava");
        let others = [
            VisionOptions { tasks: TaskSet(1), ..standard.clone() },
            VisionOptions { instruction: "Name the birds.".into(), ..standard.clone() },
            VisionOptions { preset_version: 2, ..standard.clone() },
            VisionOptions { image_side: 512, ..standard.clone() },
            VisionOptions { send_folder: true, ..standard.clone() },
            VisionOptions { send_people: true, ..standard.clone() },
            VisionOptions { form: RequestForm::Separate, ..standard.clone() },
        ];
        for other in &others {
            assert_ne!(base, key(other, "llava"), "{other:?} asks something else");
        }
        assert_ne!(base, key(&standard, "llava:13b"));
        assert_ne!(base, vision_key(&[8; 32], &standard, "llava"));
        assert_eq!(base, key(&standard.clone(), "llava"));
    }

    #[test]
    fn a_file_that_changed_is_other_work() {
        let stamp = |size| FileStamp { size, modified: Timestamp(5) };
        assert_ne!(basic_key(PhotoId(1), stamp(1)), basic_key(PhotoId(1), stamp(2)));
        assert_eq!(basic_key(PhotoId(1), stamp(1)), basic_key(PhotoId(1), stamp(1)));
    }
}
