//! Scans of real folders: what is found, what is passed over, and in what pieces.
#![allow(missing_docs, clippy::unwrap_used)]

use std::{
    cell::Cell,
    fs, io,
    ops::ControlFlow,
    path::{Path, PathBuf},
    time::Duration,
};

use pothos_library::{PassedOver, ScanEvent, ScanSummary, Seen, scan, scan_with_clock};
use pothos_model::{FailureCode, Format, Peek};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// Takes every file for a picture, unless its name ends in `.txt`. Really opens it.
fn eye(path: &Path) -> io::Result<Seen> {
    fs::File::open(path)?;
    if path.extension().is_some_and(|ending| ending == "txt") {
        let message = format!("{} is not a picture", path.display());
        return Ok(Seen::Passed { code: FailureCode::NotAPicture, message });
    }
    Ok(Seen::Picture(Peek { size: Some((4, 3)), ..Peek::of(Format::Jpeg) }))
}

#[derive(Default)]
struct Told {
    found: Vec<PathBuf>,
    roots: Vec<PathBuf>,
    chunks: Vec<usize>,
    passed: Vec<PassedOver>,
    files: u64,
    summary: ScanSummary,
}

impl Told {
    fn take(&mut self, event: ScanEvent) -> ControlFlow<()> {
        match event {
            ScanEvent::Found { root, files } => {
                self.chunks.push(files.len());
                self.roots.push(root);
                self.found.extend(files.iter().map(pothos_library::Found::path));
            }
            ScanEvent::PassedOver(passed) => self.passed.extend(passed),
            ScanEvent::Progress { files } => self.files = files,
        }
        ControlFlow::Continue(())
    }

    fn names_below(&self, root: &Path) -> Vec<String> {
        let root = root.canonicalize().unwrap();
        let mut names: Vec<String> = self
            .found
            .iter()
            .map(|path| path.strip_prefix(&root).unwrap_or(path).to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

fn told(roots: &[PathBuf]) -> Told {
    let mut told = Told::default();
    let summary = scan(roots, &eye, &CancellationToken::new(), &mut |event| told.take(event));
    told.summary = summary;
    told
}

fn tree(files: &[&str]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for file in files {
        let path = dir.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, b"x").unwrap();
    }
    dir
}

/// `files` on disk, `expected` found below the root.
fn check(files: &[&str], expected: &[&str]) {
    let dir = tree(files);
    let told = told(&[dir.path().to_owned()]);
    assert_eq!(told.names_below(dir.path()), expected, "of {files:?}");
}

#[test]
fn sub_folders_are_walked_and_hidden_and_system_ones_are_not() {
    check(
        &[
            "a.jpg",
            "2024/b.jpg",
            "2024/12/c.jpg",
            ".hidden.jpg",
            "._a.jpg",
            ".git/d.jpg",
            "2024/@eaDir/e.jpg",
            ".thumbnails/f.jpg",
            "$RECYCLE.BIN/g.jpg",
            "Catalog Previews.lrdata/1/h.jpg",
        ],
        &["2024/12/c.jpg", "2024/b.jpg", "a.jpg"],
    );
}

#[test]
fn names_in_any_script_and_of_any_length_are_found() {
    let long = format!("{}.jpg", "n".repeat(240));
    let file = "照片/صورة/🌲 forêt/a b.jpg";
    check(&[file, &long], &[&long, file]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf_8_keeps_its_bytes() {
    use std::os::unix::ffi::OsStrExt as _;
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9"));
    fs::create_dir(&folder).unwrap();
    let name = std::ffi::OsStr::from_bytes(b"\xff\xfe.jpg");
    fs::write(folder.join(name), b"x").unwrap();
    let told = told(&[dir.path().to_owned()]);
    assert_eq!(told.found, [folder.canonicalize().unwrap().join(name)]);
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_circle_of_links_ends_and_each_folder_is_listed_once() {
        let dir = tree(&["real/a.jpg", "real/deep/b.jpg"]);
        let top = dir.path();
        symlink(top.join("real"), top.join("again")).unwrap();
        symlink(top, top.join("real/deep/up")).unwrap();
        symlink("..", top.join("real/parent")).unwrap();
        symlink("ouroboros", top.join("ouroboros")).unwrap();
        let told = told(&[top.to_owned()]);
        assert_eq!(told.names_below(top), ["real/a.jpg", "real/deep/b.jpg"]);
        assert_eq!(told.passed.len(), 1, "the link to itself leads nowhere: {:?}", told.passed);
    }

    #[test]
    fn a_linked_folder_outside_is_followed_once_and_told_by_its_real_place() {
        let outside = tree(&["x.jpg"]);
        let dir = tree(&["a.jpg"]);
        symlink(outside.path(), dir.path().join("one")).unwrap();
        symlink(outside.path(), dir.path().join("two")).unwrap();
        let told = told(&[dir.path().to_owned()]);
        let real = outside.path().canonicalize().unwrap();
        assert_eq!(told.found.len(), 2);
        assert!(told.found.contains(&real.join("x.jpg")), "{:?}", told.found);
        assert!(told.roots.contains(&real), "its root is the place the link leads to");
    }

    #[test]
    fn a_link_to_a_folder_above_does_not_take_in_its_neighbours() {
        let dir = tree(&["mine/a.jpg", "neighbour/b.jpg"]);
        let mine = dir.path().join("mine");
        symlink(dir.path(), mine.join("up")).unwrap();
        assert_eq!(told(std::slice::from_ref(&mine)).names_below(&mine), ["a.jpg"]);
    }

    #[test]
    fn a_linked_file_is_found_once() {
        let outside = tree(&["x.jpg"]);
        let dir = tree(&["a.jpg"]);
        symlink("a.jpg", dir.path().join("favourite.jpg")).unwrap();
        symlink(outside.path().join("x.jpg"), dir.path().join("foreign.jpg")).unwrap();
        symlink("gone.jpg", dir.path().join("broken.jpg")).unwrap();
        let told = told(&[dir.path().to_owned()]);
        assert_eq!(told.names_below(dir.path()), ["a.jpg", "foreign.jpg"]);
        assert_eq!(told.passed.len(), 1);
        assert_eq!(told.passed[0].code, FailureCode::Missing);
    }

    #[test]
    fn pipes_and_sockets_are_told_and_never_opened() {
        let dir = tree(&["a.jpg"]);
        let pipe = dir.path().join("pipe.jpg");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("socket.jpg")).unwrap();
        symlink("pipe.jpg", dir.path().join("to-pipe.jpg")).unwrap();
        // An eye that opened the pipe would wait here for ever.
        let told = told(&[dir.path().to_owned()]);
        assert_eq!(told.names_below(dir.path()), ["a.jpg"]);
        assert_eq!(told.passed.len(), 3, "{:?}", told.passed);
    }

    #[test]
    fn an_unreadable_folder_is_told_once_with_its_reason_and_the_rest_goes_on() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tree(&["closed/a.jpg", "open/b.jpg", "z.jpg"]);
        let closed = dir.path().join("closed");
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
        let reads_anything = fs::read_dir(&closed).is_ok();
        let told = told(&[dir.path().to_owned(), dir.path().join("open")]);
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
        if reads_anything {
            // The superuser is refused nothing.
            return;
        }
        assert_eq!(told.names_below(dir.path()), ["open/b.jpg", "z.jpg"]);
        assert_eq!(told.passed.len(), 1);
        assert_eq!(told.passed[0].code, FailureCode::NoPermission);
        assert!(told.passed[0].message.contains("closed"));
    }
}

#[test]
fn a_refusing_file_is_told_and_a_vanished_one_is_not() {
    let dir = tree(&["a.jpg", "refused.jpg", "vanished.jpg", "wild.jpg"]);
    let eye = |path: &Path| match path.file_name().and_then(|name| name.to_str()) {
        Some("refused.jpg") => Err(io::Error::from(io::ErrorKind::PermissionDenied)),
        Some("vanished.jpg") => Err(io::Error::from(io::ErrorKind::NotFound)),
        Some("wild.jpg") => panic!("a decoder that fell over"),
        _ => eye(path),
    };
    let mut told = Told::default();
    scan(&[dir.path().to_owned()], &eye, &CancellationToken::new(), &mut |event| told.take(event));
    assert_eq!(told.names_below(dir.path()), ["a.jpg"]);
    let codes: Vec<FailureCode> = told.passed.iter().map(|passed| passed.code).collect();
    assert_eq!(codes, [FailureCode::NoPermission, FailureCode::Crashed]);
}

#[test]
fn roots_may_be_files_may_repeat_and_may_lie_inside_each_other() {
    let dir = tree(&["a/one.jpg", "a/b/two.jpg", "c/three.jpg", "c/four.jpg"]);
    let at = |path: &str| dir.path().join(path);
    let told = told(&[at("a/b"), at("a"), at("a/one.jpg"), at("c/three.jpg"), at("a"), at("nowhere")]);
    assert_eq!(told.names_below(dir.path()), ["a/b/two.jpg", "a/one.jpg", "c/three.jpg"]);
    assert_eq!(told.passed.len(), 1, "only what is not there is told");
    assert_eq!(told.summary, ScanSummary { files: 3, pictures: 3, passed_over: 1, stopped: false });
}

#[test]
fn a_file_root_belongs_to_its_folder() {
    let dir = tree(&["c/three.jpg"]);
    let told = told(&[dir.path().join("c/three.jpg")]);
    assert_eq!(told.roots, [dir.path().join("c").canonicalize().unwrap()]);
}

#[test]
fn the_first_pictures_come_in_a_small_chunk_and_later_ones_in_large_ones() {
    let names: Vec<String> = (0..1200).map(|number| format!("{number:04}.jpg")).collect();
    let dir = tree(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let mut told = Told::default();
    let still = || Duration::ZERO;
    scan_with_clock(&[dir.path().to_owned()], &eye, &CancellationToken::new(), &still, &mut |event| {
        told.take(event)
    });
    assert_eq!(told.chunks, [16, 64, 250, 250, 250, 250, 120]);
    assert_eq!(told.files, 1200);
    let mut sorted = told.found.clone();
    sorted.sort();
    assert_eq!(told.found, sorted, "in the order of their names");
}

#[test]
fn few_pictures_on_a_slow_disk_do_not_wait_for_a_full_chunk() {
    let dir = tree(&["a.jpg", "b.jpg", "c.jpg", "d.jpg"]);
    let time = Cell::new(Duration::ZERO);
    let slow = || {
        time.set(time.get() + Duration::from_millis(100));
        time.get()
    };
    let mut told = Told::default();
    scan_with_clock(&[dir.path().to_owned()], &eye, &CancellationToken::new(), &slow, &mut |event| {
        told.take(event)
    });
    assert!(told.chunks.len() > 1, "handed on by time: {:?}", told.chunks);
    assert_eq!(told.found.len(), 4);
}

#[test]
fn a_cancelled_scan_looks_at_no_further_file() {
    let names: Vec<String> = (0..200).map(|number| format!("{number}.jpg")).collect();
    let dir = tree(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let cancel = CancellationToken::new();
    let mut told = Told::default();
    let summary = scan(&[dir.path().to_owned()], &eye, &cancel, &mut |event| {
        cancel.cancel();
        told.take(event)
    });
    assert!(summary.stopped);
    assert_eq!(told.found.len(), 16, "the first chunk, and nothing after it");
}

#[test]
fn a_listener_that_breaks_ends_the_scan() {
    let dir = tree(&["a.jpg", "b.txt"]);
    let mut events = 0;
    let summary = scan(&[dir.path().to_owned()], &eye, &CancellationToken::new(), &mut |_| {
        events += 1;
        ControlFlow::Break(())
    });
    assert!(summary.stopped);
    assert_eq!(events, 1);
}
