//! Prints every metadata field that we and exiftool read differently in the files of a folder, and why:
//! `cargo run -p pothos-media --example metadata-report -- FOLDER`.

#![allow(clippy::expect_used, reason = "a report ends at what it did not expect")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

#[path = "../tests/exiftool/mod.rs"]
mod exiftool;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("Name the folder of photos to compare.");
        return ExitCode::FAILURE;
    };
    let readings = exiftool::readings(&folder);
    let mut paths: Vec<&String> = readings.keys().collect();
    paths.sort();
    // By field: compared, equal, different for a reason, different without one.
    let mut totals: BTreeMap<&str, [u32; 4]> = BTreeMap::new();
    println!("file\tfield\tours\texiftool\treason");
    for path in paths {
        for row in exiftool::rows(&folder, path, &readings) {
            let counts = totals.entry(row.field).or_default();
            counts[0] += 1;
            if row.agrees() {
                counts[1] += 1;
                continue;
            }
            counts[if row.reason.is_some() { 2 } else { 3 }] += 1;
            let reason = row.reason.unwrap_or("UNEXPLAINED");
            println!("{}\t{}\t{}\t{}\t{reason}", row.path, row.field, row.ours, row.theirs);
        }
    }
    println!("\nfield\tcompared\tequal\texplained\tUNEXPLAINED");
    let mut sum = [0; 4];
    for (field, counts) in &totals {
        println!("{field}\t{}\t{}\t{}\t{}", counts[0], counts[1], counts[2], counts[3]);
        for (sum, count) in sum.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    println!("all\t{}\t{}\t{}\t{}", sum[0], sum[1], sum[2], sum[3]);
    if sum[3] == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
