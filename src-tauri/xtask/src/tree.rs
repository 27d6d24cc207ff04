//! Where things are: the root of the checkout, its source files, cargo's target directory.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::step::{Done, Failed};

/// The root of the checkout that this was compiled from.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// Directories that hold no source of ours.
const SKIPPED: [&str; 6] = ["target", "node_modules", "dist", ".git", "gen", "test-results"];

/// Every source file, as paths from the root with forward slashes, sorted.
///
/// # Errors
/// When a directory cannot be read.
pub fn sources(root: &Path) -> Done<Vec<String>> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = ["src-tauri", "tests", "ui"].iter().map(|dir| root.join(dir)).collect();
    while let Some(dir) = open.pop() {
        let wrong = |error| Failed(format!("cannot read {}: {error}", dir.display()));
        for entry in std::fs::read_dir(&dir).map_err(wrong)? {
            let entry = entry.map_err(wrong)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = entry.path();
            if entry.file_type().map_err(wrong)?.is_dir() {
                if !SKIPPED.contains(&name.as_str()) {
                    open.push(path);
                }
            } else if ["rs", "ts", "svelte", "js", "mjs", "css"]
                .iter()
                .any(|end| name.ends_with(&format!(".{end}")))
            {
                let inner = path.strip_prefix(root).unwrap_or(&path);
                found.push(inner.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// What cargo knows about the workspace, without resolving outside dependencies.
///
/// # Errors
/// When cargo fails or its answer cannot be read.
pub fn metadata(root: &Path) -> Done<Value> {
    let mut command = cargo(root);
    command.args(["metadata", "--no-deps", "--format-version", "1"]);
    let output = command.output().map_err(|error| Failed(format!("cannot start cargo: {error}")))?;
    if !output.status.success() {
        return Err(Failed(format!("cargo metadata failed:\n{}", String::from_utf8_lossy(&output.stderr))));
    }
    serde_json::from_slice(&output.stdout)
        .map_err(|error| Failed(format!("cannot read cargo metadata: {error}")))
}

/// Cargo's target directory.
///
/// # Errors
/// When cargo cannot say it.
pub fn target(root: &Path) -> Done<PathBuf> {
    let metadata = metadata(root)?;
    let target = metadata["target_directory"].as_str().map(PathBuf::from);
    target.ok_or_else(|| Failed("cargo metadata names no target directory".to_owned()))
}

/// The cargo that runs us, in the root.
pub fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}
