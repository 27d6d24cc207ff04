//! What a batch asks of a real model server, beside the plain way; how many ugly answers become words.

use super::process;
use super::{Bench, Figure, text};
use crate::step::{self, Done, Failed};
use crate::tree;

const COUNT: &str = "50";
const LIBRARY: &str = "library-vision";

pub(super) fn run(bench: &Bench) -> Done<Vec<Figure>> {
    step::say("what a batch asks of a model server");
    let mut figures = ugly(bench)?;
    if std::env::var_os("POTHOS_LLAMA_SERVER").is_none() {
        let why = "POTHOS_LLAMA_SERVER names no llama-server: no comparison with the plain way";
        figures.push(Figure(why.to_owned()));
        return Ok(figures);
    }
    let folder = bench.draw("photos-24mp-50", COUNT, "6000x4000", "drawn")?;
    let mut photos = Vec::new();
    super::pictures::collect(&folder, &mut photos);
    bench.fresh(LIBRARY)?;
    process::measure(&mut bench.cli(LIBRARY, &["add", text(&folder)?]))?;
    let mut cost = bench.example("vision-cost");
    cost.arg(bench.target.join("release/pothos-cli")).arg(bench.place.join(LIBRARY));
    figures.extend(lines(cost.args(&photos))?);
    Ok(figures)
}

/// The share of a table of ugly answers that gave words, as its own test counts it.
fn ugly(bench: &Bench) -> Done<Vec<Figure>> {
    let mut test = tree::cargo(&bench.root);
    test.args([
        "test",
        "--release",
        "--locked",
        "--quiet",
        "-p",
        "pothos-vision",
        "--test",
        "ugly",
        "--",
        "--nocapture",
        "share",
    ]);
    let told = lines(&mut test)?;
    Ok(told.into_iter().filter(|Figure(line)| line.contains("ugly answers")).collect())
}

fn lines(command: &mut std::process::Command) -> Done<Vec<Figure>> {
    let shown = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| Failed(format!("cannot start {shown}: {error}")))?;
    if !output.status.success() {
        return Err(Failed(format!("{shown} failed: {}", String::from_utf8_lossy(&output.stderr))));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().map(|line| Figure(line.to_owned())).collect())
}
