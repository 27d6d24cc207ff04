//! What the embedded analyser claims and what it must not: facts in, words out, by topic.

#![allow(clippy::expect_used, reason = "a test stops at what it did not expect, in its helper functions too")]

mod case;
mod chinese;
mod device;
mod distance;
mod light;
mod negative;
mod places;
mod properties;
mod season;
mod shape;
mod sun;
mod technique;
mod titles;
mod tone;

use case::Case;

type Table = (&'static str, fn() -> Vec<Case>);

/// Every table, by topic.
const TABLES: [Table; 11] = [
    ("sun", sun::cases),
    ("season", season::cases),
    ("places", places::cases),
    ("light", light::cases),
    ("distance", distance::cases),
    ("technique", technique::cases),
    ("device", device::cases),
    ("shape", shape::cases),
    ("tone", tone::cases),
    ("negative", negative::cases),
    ("chinese", chinese::cases),
];

#[test]
fn every_claim_has_its_fact_and_no_fact_gives_a_false_claim() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (topic, cases) in TABLES {
        for case in cases() {
            count += 1;
            wrong.extend(case.complaints().into_iter().map(|complaint| format!("{topic}: {complaint}")));
        }
    }
    assert!(wrong.is_empty(), "{} of {count} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 100, "the table shrank to {count} cases");
}
