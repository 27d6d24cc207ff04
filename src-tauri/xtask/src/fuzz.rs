//! `cargo xtask fuzz`: builds the targets in `tests/fuzz` with coverage and runs each for a while. A stable compiler does:
//! only the sanitizers want a nightly one, and there is no unsafe code here for them to watch.

use std::path::Path;

use crate::packages::{self, Need};
use crate::step::{self, Done, Failed};
use crate::tree;

/// What a model server sends, a whole file, and each reader of our own by itself.
const TARGETS: [&str; 16] = [
    "answer", "stream", "picture", "sniff", "metadata", "jpeg", "png", "webp", "gif", "bmp", "ico", "tiff",
    "psd", "jxl", "heif", "raw",
];
/// What libFuzzer needs to see which ways an input takes.
const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1";

/// The triple of this machine.
fn host() -> Done<String> {
    let told = step::answer("rustc", &["-vV"]).unwrap_or_default();
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| Failed("rustc does not tell its host".to_owned()))
}

/// Runs the named targets, or every one when none is named, for `seconds` each.
///
/// # Errors
/// When a target is not known or cannot be built, or finds an input that ends it; the input is kept and named.
pub fn run(root: &Path, seconds: &str, targets: &[&str]) -> Done {
    if let Some(unknown) = targets.iter().find(|target| !TARGETS.contains(target)) {
        return Err(Failed(format!("no target \"{unknown}\"; there are: {}", TARGETS.join(", "))));
    }
    let targets = if targets.is_empty() { &TARGETS } else { targets };
    let seconds: u32 = seconds.parse().map_err(|_| Failed(format!("{seconds:?} is no number of seconds")))?;
    packages::ensure(&[Need::Core])?;
    let place = tree::target(root)?.join("fuzz");
    let manifest = root.join("tests/fuzz/Cargo.toml");
    step::say("build the fuzz targets");
    let mut build = tree::cargo(root);
    build.args(["build", "--release", "--manifest-path"]).arg(manifest).arg("--target-dir").arg(&place);
    // With a target named, build scripts and macros are built without coverage.
    let host = host()?;
    build.args(["--target", &host]);
    step::run(build.env("RUSTFLAGS", COVERAGE))?;
    for target in targets {
        step::say(&format!("fuzz {target} for {seconds} s"));
        let corpus = place.join("corpus").join(target);
        std::fs::create_dir_all(&corpus)
            .map_err(|error| Failed(format!("cannot write {}: {error}", corpus.display())))?;
        let mut command = std::process::Command::new(place.join(&host).join("release").join(target));
        command
            .env("POTHOS_FUZZ_SEEDS", &corpus)
            .arg(&corpus)
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-artifact_prefix={}/{target}-", place.display()))
            .args([
                "-timeout=10",
                "-report_slow_units=1",
                "-rss_limit_mb=2048",
                "-print_final_stats=1",
                "-verbosity=0",
            ]);
        step::run(&mut command)?;
    }
    Ok(())
}
