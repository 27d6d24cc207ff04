//! The TypeScript types that the application's tests write: made anew, and checked for freshness.

use std::collections::BTreeMap;
use std::path::Path;

use crate::step::{self, Done, Failed};
use crate::tree;

const PLACE: &str = "ui/src/ipc/generated";

/// Writes the wire types anew.
///
/// # Errors
/// When the application does not compile or the types cannot be written.
pub fn generate(root: &Path) -> Done {
    step::say("write the wire types");
    step::run(tree::cargo(root).args(["test", "--quiet", "-p", "pothos-app", "--lib", "export_bindings"]))
}

/// The generated files by name.
pub fn read(root: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(root.join(PLACE)).into_iter().flatten().flatten();
    let file = |entry: std::fs::DirEntry| {
        let text = std::fs::read_to_string(entry.path()).ok()?;
        Some((entry.file_name().to_string_lossy().into_owned(), text))
    };
    entries.filter_map(file).collect()
}

/// Whether the tests wrote the files that were there before.
///
/// # Errors
/// Names the files that changed.
pub fn same(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Done {
    let names = before.keys().chain(after.keys());
    let mut stale: Vec<&str> =
        names.filter(|name| before.get(*name) != after.get(*name)).map(String::as_str).collect();
    stale.sort_unstable();
    stale.dedup();
    if stale.is_empty() {
        println!("   {} files are as the sources say", after.len());
        return Ok(());
    }
    Err(Failed(format!("{PLACE} was stale; commit what was just written: {}", stale.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_a_new_and_a_lost_file_are_stale() {
        let files = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect()
        };
        let before = files(&[("A.ts", "1"), ("B.ts", "1"), ("C.ts", "1")]);
        let after = files(&[("A.ts", "1"), ("B.ts", "2"), ("D.ts", "1")]);
        let failed = same(&before, &after).map_err(|failed| failed.0);
        assert!(failed.as_ref().is_err_and(|text| text.ends_with("B.ts, C.ts, D.ts")), "{failed:?}");
        assert_eq!(same(&before, &before), Ok(()));
    }
}
