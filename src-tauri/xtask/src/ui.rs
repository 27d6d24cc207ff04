//! The interface's toolchain: Node, the locked packages, the built pages.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::step::{self, Done, Failed};

/// The oldest Node that Vite runs on.
const NODE: (u32, u32) = (20, 19);

/// Makes sure that Node is new enough and that `ui/node_modules` holds what the lock says.
///
/// # Errors
/// When Node or npm is missing or too old, or the packages cannot be had.
pub fn ensure(root: &Path) -> Done {
    node()?;
    let ui = root.join("ui");
    if newest(&[ui.join("package-lock.json")]) > newest(&[ui.join("node_modules/.package-lock.json")]) {
        step::run(npm(root).args(["ci", "--no-audit", "--no-fund"]))?;
    } else {
        println!("   ui/node_modules is as the lock says");
    }
    Ok(())
}

/// Builds `ui/dist` unless it is newer than everything it is made of.
///
/// # Errors
/// When the build fails.
pub fn build(root: &Path) -> Done {
    ensure(root)?;
    let ui = root.join("ui");
    let mut sources = Vec::new();
    for name in ["src", "public", "index.html", "package-lock.json", "vite.config.ts", "svelte.config.js"] {
        collect(&ui.join(name), &mut sources);
    }
    // Not index.html: a plain `cargo build` puts a stand-in page there, which has no assets.
    let mut built = Vec::new();
    collect(&ui.join("dist/assets"), &mut built);
    if newest(&sources) > newest(&built) {
        step::run(npm(root).args(["run", "build"]))
    } else {
        println!("   ui/dist is newer than its sources");
        Ok(())
    }
}

/// npm in the interface's directory.
pub fn npm(root: &Path) -> Command {
    let mut command = Command::new("npm");
    command.current_dir(root.join("ui"));
    command
}

fn node() -> Done {
    let wish = format!("install Node {}.{} or newer (https://nodejs.org) and try again", NODE.0, NODE.1);
    let Some(version) = step::answer("node", &["--version"]) else {
        return Err(Failed(format!("Node is not there; {wish}")));
    };
    if parse(&version).is_none_or(|found| found < NODE) {
        return Err(Failed(format!("Node {version} is too old for Vite; {wish}")));
    }
    if step::answer("npm", &["--version"]).is_none() {
        return Err(Failed(format!("npm is not there; {wish}")));
    }
    println!("   Node {version}");
    Ok(())
}

/// `v20.19.4` as (20, 19).
fn parse(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim_start_matches('v').split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn collect(path: &Path, into: &mut Vec<PathBuf>) {
    match std::fs::read_dir(path) {
        Ok(entries) => entries.flatten().for_each(|entry| collect(&entry.path(), into)),
        Err(_) if path.is_file() => into.push(path.to_path_buf()),
        Err(_) => {}
    }
}

/// When the last of the files changed; `None`, which is before any time, when there is none.
fn newest(files: &[PathBuf]) -> Option<SystemTime> {
    files
        .iter()
        .filter_map(|path| std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok())
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_compare_by_number() {
        assert_eq!(parse("v20.19.4"), Some((20, 19)));
        assert!(
            parse("v18.20.1") < Some(NODE) && parse("v22.1.0") > Some(NODE) && parse("v20.9.0") < Some(NODE)
        );
        assert_eq!(parse("nightly"), None);
    }

    #[test]
    fn a_missing_product_is_older_than_its_sources() {
        let here = [PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")];
        assert!(newest(&here) > newest(&[]) && newest(&here) > newest(&["no/such/product".into()]));
        assert!(newest(&here) <= newest(&here));
    }
}
