//! Finds files that need each other in a circle. A file is a node; an arrow is an import that names another file.

use std::collections::{BTreeMap, BTreeSet};

use super::blank;
use super::sources::{Crossing, Source};

type Arrows = BTreeMap<String, BTreeSet<String>>;

/// Every circle of files, named by one of them.
pub fn check(sources: &[Source]) -> Vec<Crossing> {
    let mut arrows = typescript_arrows(sources);
    arrows.extend(rust_arrows(sources));
    circles(&arrows)
        .into_iter()
        .map(|circle| Crossing {
            path: circle.first().cloned().unwrap_or_default(),
            line: 0,
            what: format!("imports itself in a circle: {}", circle.join(" -> ")),
        })
        .collect()
}

fn typescript_arrows(sources: &[Source]) -> Arrows {
    let paths: BTreeSet<&str> = sources.iter().map(|source| source.path.as_str()).collect();
    let ours = |source: &&Source| source.path.starts_with("ui/src/") && !source.path.contains("/generated/");
    let mut arrows = Arrows::new();
    for source in sources.iter().filter(ours) {
        let code = blank::typescript(&source.text);
        let targets =
            code.lines().filter_map(imported).filter_map(|target| resolve(&source.path, target, &paths));
        arrows.insert(source.path.clone(), targets.collect());
    }
    arrows
}

/// The relative path that a line imports from; an import of types alone costs nothing at run time and is no arrow.
fn imported(line: &str) -> Option<&str> {
    let line = line.trim();
    let starts = ["import ", "export ", "} from "].iter().any(|start| line.starts_with(start));
    if !starts || line.starts_with("import type") || line.starts_with("export type") {
        return None;
    }
    let from = line.split_once(" from ").map(|(_, tail)| tail).or_else(|| line.strip_prefix("import "))?;
    let quote = from.trim_start().chars().next().filter(|letter| matches!(letter, '\'' | '"'))?;
    from.trim_start().get(1..)?.split(quote).next().filter(|target| target.starts_with('.'))
}

fn resolve(from: &str, target: &str, paths: &BTreeSet<&str>) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    let base = parts.join("/");
    let stem = base.strip_suffix(".js").unwrap_or(&base);
    let ends = ["", ".ts", ".svelte", ".svelte.ts", "/index.ts"];
    ends.iter().map(|end| format!("{stem}{end}")).find(|path| paths.contains(path.as_str()))
}

/// The file that holds the module `path` (such as `["queue", "claim"]`) of the crate whose sources are in `root`.
fn module_file(root: &str, path: &[String], files: &BTreeSet<&str>) -> Option<String> {
    let stem = format!("{root}{}", path.join("/"));
    [format!("{stem}.rs"), format!("{stem}/mod.rs")].into_iter().find(|file| files.contains(file.as_str()))
}

fn rust_arrows(sources: &[Source]) -> Arrows {
    let files: BTreeSet<&str> = sources.iter().map(|source| source.path.as_str()).collect();
    let mut arrows = Arrows::new();
    for source in sources.iter().filter(|source| source.path.ends_with(".rs")) {
        let Some((crate_dir, inner)) = source.path.split_once("/src/") else { continue };
        let root = format!("{crate_dir}/src/");
        let own = module_path(inner);
        let code = blank::without_tests(&blank::rust(&source.text));
        let mut targets = BTreeSet::new();
        for import in imports(&code) {
            for path in expand(&import) {
                let Some(absolute) = absolute(&path, &own) else { continue };
                // The longest prefix that is a file; what follows is an item in it.
                let hit = (1..=absolute.len()).rev().find_map(|length| {
                    module_file(&root, &absolute[..length], &files).map(|file| (file, length))
                });
                let Some((file, length)) = hit else { continue };
                // A face (mod.rs) re-exports its children, and a child may use its parents' words: no circle of ideas.
                let ancestor = own.starts_with(&absolute[..length]);
                let descendant = absolute.starts_with(&own);
                if !ancestor && !descendant {
                    targets.insert(file);
                }
            }
        }
        arrows.insert(source.path.clone(), targets);
    }
    arrows
}

fn module_path(inner: &str) -> Vec<String> {
    let stem = inner.trim_end_matches(".rs").trim_end_matches("/mod");
    if matches!(stem, "lib" | "main") { Vec::new() } else { stem.split('/').map(str::to_owned).collect() }
}

/// The texts between `use` and `;`.
fn imports(code: &str) -> Vec<String> {
    let squeezed = code.split_whitespace().collect::<Vec<_>>().join(" ");
    let pieces = squeezed.split([';', '}', '{']).count();
    let mut all = Vec::with_capacity(pieces);
    let mut rest = squeezed.as_str();
    while let Some(at) = rest.find("use ") {
        let before = rest[..at].chars().next_back();
        let word = before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
        rest = &rest[at + 4..];
        let path = ["crate::", "super::", "self::"].iter().any(|start| rest.starts_with(start));
        if let (false, true, Some(end)) = (word, path, rest.find(';')) {
            all.push(rest[..end].replace(' ', ""));
        }
    }
    all
}

/// `a::{b, c::{d, e}}` as `a::b`, `a::c::d`, `a::c::e`.
fn expand(import: &str) -> Vec<Vec<String>> {
    let Some(open) = import.find('{') else {
        return vec![import.split("::").map(str::to_owned).collect()];
    };
    let prefix: Vec<String> =
        import[..open].split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let inside = import[open + 1..].strip_suffix('}').unwrap_or(&import[open + 1..]);
    let (mut depth, mut start, mut parts) = (0usize, 0, Vec::new());
    for (at, letter) in inside.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&inside[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inside[start..]);
    let tails = parts.into_iter().filter(|part| !part.is_empty()).flat_map(expand);
    tails.map(|tail| prefix.iter().cloned().chain(tail).collect()).collect()
}

/// The module path from the crate's root, or `None` for another crate's.
fn absolute(path: &[String], own: &[String]) -> Option<Vec<String>> {
    let mut base: Vec<String> = match path.first()?.as_str() {
        "crate" => Vec::new(),
        "self" => own.to_vec(),
        "super" => own[..own.len().checked_sub(1)?].to_vec(),
        _ => return None,
    };
    for part in &path[1..] {
        match part.as_str() {
            "super" => {
                base.pop();
            }
            name => base.push(name.split("as").next().unwrap_or(name).to_owned()),
        }
    }
    Some(base)
}

/// The groups of files that reach each other; each as one circle, starting and ending with its first file.
fn circles(arrows: &Arrows) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = Vec::new();
    let mut known = BTreeSet::new();
    for start in arrows.keys() {
        if known.contains(start) {
            continue;
        }
        if let Some(path) = way(arrows, start, start) {
            known.extend(path.iter().cloned());
            found.push(path);
        }
    }
    found
}

/// The shortest way of at least one arrow from `from` to `to`.
fn way(arrows: &Arrows, from: &str, to: &str) -> Option<Vec<String>> {
    let mut came: BTreeMap<&str, &str> = BTreeMap::new();
    let mut wave = vec![from];
    while !wave.is_empty() {
        let mut next = Vec::new();
        for here in wave {
            for there in arrows.get(here).into_iter().flatten() {
                if there == to {
                    let mut path = vec![to.to_owned(), here.to_owned()];
                    let mut back = here;
                    while let Some(before) = came.get(back) {
                        path.push((*before).to_owned());
                        back = before;
                    }
                    if path.last().map(String::as_str) != Some(from) {
                        path.push(from.to_owned());
                    }
                    path.reverse();
                    return Some(path);
                }
                if !came.contains_key(there.as_str()) && there != from {
                    came.insert(there, here);
                    next.push(there.as_str());
                }
            }
        }
        wave = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_files(files: &[(&str, &str)]) -> Vec<String> {
        let sources: Vec<Source> = files
            .iter()
            .map(|(path, text)| Source { path: (*path).to_owned(), text: (*text).to_owned() })
            .collect();
        check(&sources).iter().map(|crossing| crossing.what.clone()).collect()
    }

    #[test]
    fn a_circle_of_typescript_files_is_caught_once() {
        let found = check_files(&[
            ("ui/src/a.ts", "import { b } from './state/b';"),
            ("ui/src/state/b.svelte.ts", "import {\n  c,\n} from '../c.js';"),
            ("ui/src/c.ts", "export { a } from \"./a\";"),
            ("ui/src/d.ts", "import './a';"),
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("ui/src/state/b.svelte.ts"), "{found:?}");
    }

    #[test]
    fn types_alone_and_comments_make_no_circle() {
        let found = check_files(&[
            ("ui/src/a.ts", "import { b } from './b';"),
            ("ui/src/b.ts", "import type { A } from './a';\n// import { a } from './a';"),
        ]);
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn a_circle_of_rust_files_is_caught_through_nested_imports() {
        let found = check_files(&[
            ("c/src/lib.rs", "mod queue; mod db; pub use db::Library;"),
            ("c/src/db.rs", "use crate::{error::E, queue::{claim::Claim, other}};"),
            ("c/src/queue/mod.rs", "mod claim; pub use claim::Claim;"),
            ("c/src/queue/claim.rs", "use super::super::db::Library;"),
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn a_face_and_its_children_make_no_circle() {
        let found = check_files(&[
            ("c/src/lib.rs", "mod a; mod b; pub use a::A;"),
            ("c/src/a.rs", "use crate::b::B; use super::Root;"),
            ("c/src/b.rs", "#[cfg(test)]\nmod tests { use crate::a::A; }"),
        ]);
        assert_eq!(found, Vec::<String>::new());
    }
}
