//! The walls that a file shows by itself: who may name which library, how long a file may be, what code may do.

use super::blank;

/// One file of the tree: its path from the root, with forward slashes, and its text.
#[derive(Debug, Clone)]
pub struct Source {
    pub path: String,
    pub text: String,
}

/// A wall that was crossed: where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crossing {
    pub path: String,
    /// 1-based; 0 for the file as a whole.
    pub line: usize,
    pub what: String,
}

impl std::fmt::Display for Crossing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.what),
            line => write!(f, "{}:{line}: {}", self.path, self.what),
        }
    }
}

/// The longest a source file may be, in lines.
pub const MAX_LINES: usize = 400;

/// A library that one room owns: its identifier in code, and the paths that may name it.
const OWNED: [(&str, &[&str]); 3] = [
    ("tauri", &["src-tauri/src/", "src-tauri/build.rs"]),
    ("rusqlite", &["src-tauri/crates/store/"]),
    ("reqwest", &["src-tauri/crates/vision/"]),
];

/// Every wall that the files cross, each by itself.
pub fn check_all(sources: &[Source]) -> Vec<Crossing> {
    let test_modules: Vec<String> = sources.iter().flat_map(test_modules).collect();
    let is_test = |path: &str| test_modules.iter().any(|stem| path.starts_with(stem.as_str()));
    sources.iter().flat_map(|source| check(source, is_test(&source.path))).collect()
}

/// The beginnings of the paths of modules that exist in tests only: declared under `#[cfg(test)]`, in their own files.
fn test_modules(source: &Source) -> Vec<String> {
    let Some((dir, file)) = source.path.rsplit_once('/').filter(|_| source.path.ends_with(".rs")) else {
        return Vec::new();
    };
    let inner = match file {
        "lib.rs" | "main.rs" | "mod.rs" => dir.to_owned(),
        name => format!("{dir}/{}", name.trim_end_matches(".rs")),
    };
    let code = blank::rust(&source.text).split_whitespace().collect::<Vec<_>>().join(" ");
    let after = code.split("#[cfg(test)] ").skip(1);
    let names =
        after.filter_map(|rest| rest.trim_start_matches("pub(crate) ").strip_prefix("mod ")?.split_once(';'));
    let plain =
        names.filter(|(name, _)| name.chars().all(|letter| letter.is_alphanumeric() || letter == '_'));
    plain.flat_map(|(name, _)| [format!("{inner}/{name}.rs"), format!("{inner}/{name}/")]).collect()
}

/// Every wall that one file crosses.
fn check(source: &Source, is_test_module: bool) -> Vec<Crossing> {
    let mut found = Vec::new();
    let mut cross =
        |line: usize, what: String| found.push(Crossing { path: source.path.clone(), line, what });
    let lines = source.text.lines().count();
    if lines > MAX_LINES && !is_written_by_a_machine(&source.path) {
        cross(0, format!("{lines} lines; split it by idea, the limit is {MAX_LINES}"));
    }
    if source.path.ends_with(".rs") {
        rust(source, is_test_module, &mut cross);
    } else if is_ui_code(&source.path) {
        ui(source, &mut cross);
    }
    found
}

fn rust(source: &Source, is_test_module: bool, cross: &mut impl FnMut(usize, String)) {
    let code = blank::rust(&source.text);
    for (name, homes) in OWNED {
        if homes.iter().any(|home| source.path.starts_with(home)) {
            continue;
        }
        for line in lines_with(&code, |line| names_crate(line, name)) {
            cross(line, format!("names {name}, which belongs to {} only", homes[0]));
        }
    }
    if !is_test_module && !is_test_code(&source.path) {
        let shipped = blank::without_tests(&code);
        for line in lines_with(&shipped, |line| line.contains(".unwrap()") || line.contains(".expect(")) {
            cross(line, "unwrap or expect outside a test; return an error instead".to_owned());
        }
    }
}

fn ui(source: &Source, cross: &mut impl FnMut(usize, String)) {
    let code = blank::typescript(&source.text);
    if !source.path.starts_with("ui/src/ipc/") {
        for line in lines_with(&code, |line| line.contains("@tauri-apps/")) {
            cross(line, "names @tauri-apps, which belongs to ui/src/ipc only".to_owned());
        }
    }
    // The memory transport plays the application itself, and pushes as it does.
    if !source.path.starts_with("ui/src/ipc/memory/") {
        for line in lines_with(&code, |line| has_word(line, "setInterval")) {
            cross(line, "a polling timer; state is pushed over the event channel".to_owned());
        }
    }
}

fn lines_with(code: &str, hit: impl Fn(&str) -> bool) -> Vec<usize> {
    code.lines().enumerate().filter(|(_, line)| hit(line)).map(|(index, _)| index + 1).collect()
}

/// Whether a line of code uses that crate: `name::…`, `use name`, `extern crate name`, or `name_plugin_…::`.
fn names_crate(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let starts = !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_' || letter == '.');
        let rest = &line[at + name.len()..];
        let word: String =
            rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
        let path = rest[word.len()..].trim_start().starts_with("::");
        let import = line.trim_start().starts_with("use ") || line.trim_start().starts_with("pub use ");
        starts && (word.is_empty() || word.starts_with('_')) && (path || import)
    })
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let edge =
            |letter: Option<char>| !letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
        edge(line[..at].chars().next_back()) && edge(line[at + word.len()..].chars().next())
    })
}

fn is_written_by_a_machine(path: &str) -> bool {
    path.contains("/generated/") || path.ends_with("lock.json")
}

fn is_ui_code(path: &str) -> bool {
    path.starts_with("ui/src/") && [".ts", ".svelte", ".js", ".mjs"].iter().any(|end| path.ends_with(end))
}

/// Whether the whole file is test code: a test target, an example, a bench, or a test module in its own file.
fn is_test_code(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "tests" | "examples" | "benches" | "tests.rs"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crossed(path: &str, text: &str) -> Vec<String> {
        let source = Source { path: path.to_owned(), text: text.to_owned() };
        check_all(&[source]).iter().map(ToString::to_string).collect()
    }

    #[track_caller]
    fn caught(path: &str, text: &str) {
        assert_eq!(crossed(path, text).len(), 1, "{path}: {text}: {:?}", crossed(path, text));
    }

    #[track_caller]
    fn clean(path: &str, text: &str) {
        assert_eq!(crossed(path, text), Vec::<String>::new(), "{path}: {text}");
    }

    #[test]
    fn a_library_is_named_in_its_own_room_only() {
        caught("src-tauri/crates/app/src/lib.rs", "use tauri::AppHandle;");
        caught("src-tauri/crates/app/src/lib.rs", "let x = tauri_plugin_dialog::init();");
        caught("src-tauri/crates/engine/src/lib.rs", "fn f(c: &rusqlite::Connection) {}");
        caught("src-tauri/src/commands.rs", "pub use reqwest;");
        clean("src-tauri/src/commands.rs", "use tauri::AppHandle;");
        clean("src-tauri/crates/store/src/db.rs", "use rusqlite::Connection;");
        clean("src-tauri/crates/vision/src/http.rs", "use reqwest::Client;");
        clean(
            "src-tauri/crates/app/src/lib.rs",
            "//! No tauri here.\nlet a = \"tauri::x\"; let tauri_ready = 1;",
        );
    }

    #[test]
    fn tauri_apps_is_imported_in_ipc_only_and_no_timer_asks_for_state() {
        caught(
            "ui/src/features/Drop.svelte",
            "<script>import { open } from '@tauri-apps/plugin-dialog';</script>",
        );
        caught("ui/src/state/batches.svelte.ts", "const timer = setInterval(load, 500);");
        caught("ui/src/ipc/channel.ts", "globalThis.setInterval (load, 500)");
        clean("ui/src/ipc/tauri.ts", "import { invoke } from '@tauri-apps/api/core';");
        clean("ui/src/state/a.ts", "// setInterval would poll\nclearIntervals()");
    }

    #[test]
    fn a_file_stays_short() {
        let long = "fn f() {}\n".repeat(MAX_LINES + 1);
        caught("src-tauri/crates/app/src/lib.rs", &long);
        caught("ui/src/grid/Grid.svelte", &"x\n".repeat(MAX_LINES + 1));
        clean("src-tauri/crates/app/src/lib.rs", &"fn f() {}\n".repeat(MAX_LINES));
        clean("ui/src/ipc/generated/Types.ts", &"x\n".repeat(MAX_LINES + 1));
    }

    #[test]
    fn unwrap_and_expect_stay_in_tests() {
        caught("src-tauri/crates/app/src/lib.rs", "fn f() { x.unwrap(); }");
        caught("src-tauri/crates/app/src/lib.rs", "fn f() { x.expect(\"never\"); }");
        clean("src-tauri/crates/app/src/lib.rs", "#[cfg(test)]\nmod tests { fn f() { x.unwrap(); } }");
        clean("src-tauri/crates/app/tests/feed.rs", "fn f() { x.unwrap(); }");
        clean("src-tauri/crates/app/src/lib.rs", "fn f() { x.unwrap_or_default(); }");
        let files =
            ["mod open;\n#[cfg(test)]\nmod replay;", "fn f() { x.unwrap(); }", "fn f() { x.unwrap(); }"];
        let paths = ["c/src/lib.rs", "c/src/replay.rs", "c/src/open.rs"];
        let file =
            |(path, text): (&&str, &&str)| Source { path: (*path).to_owned(), text: (*text).to_owned() };
        let found = check_all(&paths.iter().zip(&files).map(file).collect::<Vec<_>>());
        assert_eq!(found.len(), 1, "a module of tests in its own file is test code: {found:?}");
    }
}
