//! A disk that fills up in the middle of a batch: a small memory disk in a mount namespace of its own, where the system
//! lets a test have one.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use pothos_tests::stub::StubServer;
use serde_json::Value;

use crate::terminal::{Terminal, program};
use crate::world::{MODEL, World, assert_each_titled_once, text};

const PHOTOS: u64 = 40;
/// Room beside the library: enough to open it, not enough for 40 answers.
const SPARE_KIB: u64 = 192;

/// Moves the library to a small disk, runs the program there, gives the disk more room when a line comes, and moves the
/// library out again.
const SCRIPT: &str = r#"
set -e
library=$1 small=$2 out=$3 size=$4; shift 4
mount -t tmpfs -o size="${size}k" none "$small"
cp -a "$library/." "$small/"
"$@" </dev/null &
read -r _
mount -o remount,size=64m "$small"
wait $! && code=0 || code=$?
cp -a "$small/." "$out/"
exit $code
"#;

fn may_mount() -> bool {
    let tried = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", "mount -t tmpfs none /mnt"])
        .stderr(Stdio::null())
        .status();
    tried.is_ok_and(|status| status.success())
}

fn size_kib(dir: &Path) -> u64 {
    std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let about = entry.metadata().unwrap();
            if about.is_dir() { size_kib(&entry.path()) } else { about.len().div_ceil(4096) * 4 }
        })
        .sum()
}

#[test]
fn a_full_disk_pauses_the_batch_which_goes_on_when_there_is_room_and_loses_nothing() {
    if !may_mount() {
        eprintln!("not tried: this system does not let a test mount a small disk");
        return;
    }
    let world = World::with_photos(PHOTOS);
    let stub = StubServer::with_plan("").unwrap();
    let small = world.dir.path().join("small");
    let out = world.dir.path().join("out");
    std::fs::create_dir(&small).unwrap();
    std::fs::create_dir(&out).unwrap();
    let size = (size_kib(&world.terminal.library) + SPARE_KIB).to_string();
    let mut script = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", SCRIPT, "sh"])
        .args([text(&world.terminal.library), text(&small), text(&out), &size, text(program())])
        .args([
            "--library",
            text(&small),
            "--json",
            "analyze",
            "--all",
            "--server",
            &stub.url(),
            "--model",
            MODEL,
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut tell = script.stdin.take().unwrap();
    let mut paused = None;
    for line in BufReader::new(script.stdout.take().unwrap()).lines() {
        let line: Value = serde_json::from_str(&line.unwrap()).unwrap();
        if paused.is_none() && line["pause_reason"] == "disk" {
            paused = Some(line);
            tell.write_all(b"more room\n").unwrap();
        }
    }
    let code = script.wait().unwrap();
    let paused = paused.expect("the disk must have filled up");
    assert!(paused["done"].as_u64() < Some(PHOTOS), "{paused}");
    assert_eq!(paused["cause"]["code"], "disk_full", "{paused}");
    assert!(code.success(), "{code}");
    let after = Terminal { library: out };
    assert_each_titled_once(&after.list());
    let ledger = stub.ledger();
    assert_eq!(ledger.good, PHOTOS, "no photo was asked about twice");
}
