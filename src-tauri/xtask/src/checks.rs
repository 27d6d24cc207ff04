//! `cargo xtask test`: every check of the project, cheap ones first, with an honest count at the end.

mod count;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::packages::{self, Need};
use crate::step::{self, Done, Failed};
use crate::{tree, ui, walls, wire_types};
use count::Count;

/// The version of cargo-deny that is installed when none is there.
const DENY: &str = "0.20.2";

/// The screen of the real-window tests.
const SCREEN: &str = "-screen 0 1400x1000x24";

/// How one check ended.
struct Outcome {
    name: &'static str,
    failed: Option<String>,
    seconds: u64,
}

/// What all checks share.
struct Checks {
    root: PathBuf,
    target: PathBuf,
    outcomes: Vec<Outcome>,
    count: Count,
}

/// Sets up and runs every check; goes on after a failed one, so that one run shows all.
///
/// # Errors
/// When the machine cannot be set up, or when a check failed.
pub fn all(root: &Path) -> Done {
    step::say("set up");
    packages::ensure(&[Need::Core, Need::Window, Need::Checks])?;
    packages::offer();
    ui::ensure(root)?;
    let target = tree::target(root)?;
    let mut checks =
        Checks { root: root.to_path_buf(), target, outcomes: Vec::new(), count: Count::default() };
    checks.cheap();
    checks.compiled();
    checks.interface();
    checks.window();
    checks.summary()
}

impl Checks {
    /// Runs one check with a counter for the tests that its output reports.
    fn check(&mut self, name: &'static str, run: impl FnOnce(&Path, &Path, &mut Count) -> Done) {
        step::say(name);
        let started = Instant::now();
        let failed = run(&self.root, &self.target, &mut self.count).err().map(|Failed(why)| why);
        if let Some(why) = &failed {
            println!("   FAILED: {why}");
        }
        self.outcomes.push(Outcome { name, failed, seconds: started.elapsed().as_secs() });
    }

    fn cheap(&mut self) {
        self.check("format", |root, _, _| step::run(tree::cargo(root).args(["fmt", "--all", "--check"])));
        self.check("walls", |root, _, _| {
            walls::check_tree(root).map(|files| println!("   {files} files keep the walls"))
        });
        self.check("interface: lint", |root, _, _| step::run(ui::npm(root).args(["run", "lint"])));
        self.check("interface: types", |root, _, _| step::run(ui::npm(root).args(["run", "check"])));
        self.check("interface: unit tests", |root, _, count| {
            step::watch(ui::npm(root).args(["run", "test"]), |line| count.see(line))
        });
        self.check("licences, bans, sources", |root, target, _| {
            let deny = deny(root, target)?;
            let mut command = Command::new(deny);
            step::run(command.current_dir(root).args(["check", "bans", "licenses", "sources"]))
        });
    }

    /// Everything is compiled as one workspace: one set of features, so that no crate is compiled twice.
    fn compiled(&mut self) {
        self.check("clippy", |root, _, _| {
            let arguments = ["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"];
            step::run(tree::cargo(root).args(arguments))
        });
        self.check("build", |root, _, _| {
            ui::build(root)?;
            step::run(tree::cargo(root).args(["build", "--locked", "--workspace", "--all-targets"]))
        });
        let before = wire_types::read(&self.root);
        self.check("tests", |root, target, count| {
            let cli = target.join("debug/pothos-cli");
            let mut run = |arguments: &[&str]| {
                step::watch(tree::cargo(root).args(arguments).env("POTHOS_CLI", &cli), |line| count.see(line))
            };
            if step::answer("cargo", &["nextest", "--version"]).is_some() {
                run(&[
                    "nextest",
                    "run",
                    "--locked",
                    "--workspace",
                    "--no-fail-fast",
                    "--status-level",
                    "fail",
                ])?;
                return run(&["test", "--locked", "--workspace", "--doc"]);
            }
            run(&["test", "--locked", "--workspace", "--no-fail-fast"])
        });
        self.check("wire types are fresh", |root, _, _| wire_types::same(&before, &wire_types::read(root)));
    }

    fn interface(&mut self) {
        self.check("interface in a browser", |root, _, count| {
            let mut command = ui::npm(root);
            if let Some(browser) = packages::browser() {
                command.env("POTHOS_CHROMIUM", browser);
            }
            step::watch(command.args(["run", "test:browser"]), |line| count.see(line))
        });
    }

    fn window(&mut self) {
        self.check("window: end to end", |root, target, count| {
            let mut command = Command::new("xvfb-run");
            command.current_dir(root).args([
                "-a",
                "-s",
                SCREEN,
                "dbus-run-session",
                "--",
                "node",
                "tests/desktop/run.mjs",
            ]);
            command.env("POTHOS_APP", target.join("debug/pothos"));
            command.env("POTHOS_CLI", target.join("debug/pothos-cli"));
            command.env("POTHOS_STUB", target.join("debug/stub-server"));
            command.env("POTHOS_DRAW", target.join("debug/examples/draw-pictures"));
            step::watch(&mut command, |line| count.see(line))
        });
    }

    fn summary(&self) -> Done {
        step::say("summary");
        for Outcome { name, failed, seconds } in &self.outcomes {
            let verdict = if failed.is_some() { "FAILED" } else { "ok" };
            println!("   {verdict:<7} {name} ({seconds} s)");
        }
        let bad: Vec<&str> =
            self.outcomes.iter().filter(|one| one.failed.is_some()).map(|one| one.name).collect();
        println!("tests: {}", self.count);
        println!("checks: {} passed, {} failed", self.outcomes.len() - bad.len(), bad.len());
        if bad.is_empty() { Ok(()) } else { Err(Failed(format!("failed: {}", bad.join(", ")))) }
    }
}

/// cargo-deny: the one on the path, or one of our own under the target directory.
fn deny(root: &Path, target: &Path) -> Done<PathBuf> {
    if step::answer("cargo-deny", &["--version"]).is_some() {
        return Ok(PathBuf::from("cargo-deny"));
    }
    let tools = target.join("tools");
    let program = tools.join("bin/cargo-deny");
    if !program.exists() {
        println!("   cargo-deny is not there: installing it under {} (about three minutes)", tools.display());
        let mut install = tree::cargo(root);
        install.args(["install", "--locked", "--version", DENY, "cargo-deny", "--root"]).arg(&tools);
        step::run(&mut install)?;
    }
    Ok(program)
}
