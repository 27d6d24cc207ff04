//! The list of real files: what each is and how it must end.

use std::path::Path;

/// One file.
pub struct Row {
    pub path: String,
    pub format: String,
    expected: String,
}

/// How looking at a file must end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Expectation {
    Decodes,
    Rejected,
    Either,
}

impl Row {
    pub fn expectation(&self) -> Expectation {
        let elsewhere = matches!(self.format.as_str(), "HEIC" | "HEIF" | "AVIF");
        let shows = self.expected.starts_with("decodes") || self.expected.starts_with("preview only");
        if shows && !elsewhere {
            Expectation::Decodes
        } else if shows || self.expected.contains("must be rejected") {
            // HEIC and AVIF decode elsewhere; here they are clear errors.
            Expectation::Rejected
        } else {
            Expectation::Either
        }
    }
}

pub fn rows(folder: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(folder.join("MANIFEST.tsv")).expect("the manifest is readable");
    let rows: Vec<Row> = text
        .lines()
        .skip(1)
        .filter_map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            Some(Row {
                path: (*cells.first()?).to_owned(),
                format: (*cells.get(3)?).to_owned(),
                expected: (*cells.get(7)?).to_owned(),
            })
        })
        .collect();
    assert!(rows.len() > 100, "the manifest lists only {} files", rows.len());
    rows
}
