//! The invariants of the house that can be read off its sources and manifests. Each check is pure, and its tests
//! plant a violation; [`check_tree`] reads the real tree.

mod blank;
mod circles;
mod graph;
mod sources;

use std::path::Path;

use crate::step::{Done, Failed};
use crate::tree;
use sources::Source;

/// Checks the whole tree; the number of files read.
///
/// # Errors
/// When a wall is crossed, with every crossing, or when the tree cannot be read.
pub fn check_tree(root: &Path) -> Done<usize> {
    let files = tree::sources(root)?;
    let read = |path: &String| {
        let text = std::fs::read_to_string(root.join(path));
        let text = text.map_err(|error| Failed(format!("cannot read {path}: {error}")))?;
        Ok(Source { path: path.clone(), text })
    };
    let sources = files.iter().map(read).collect::<Done<Vec<_>>>()?;
    let mut crossings = sources::check_all(&sources);
    crossings.extend(graph::check(&tree::metadata(root)?));
    crossings.extend(circles::check(&sources));
    if crossings.is_empty() {
        return Ok(sources.len());
    }
    let lines: Vec<String> = crossings.iter().map(ToString::to_string).collect();
    Err(Failed(format!("{} across the walls:\n  {}", lines.len(), lines.join("\n  "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_keeps_its_walls() {
        let read = check_tree(&tree::root()).map_err(|failed| failed.0);
        assert!(read.as_ref().is_ok_and(|files| *files > 50), "{}", read.unwrap_err());
    }
}
