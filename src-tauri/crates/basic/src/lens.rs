//! What a lens calls itself. Knows no focal lengths.

use crate::claim::Claims;
use crate::term::Term;

/// Parts of lens names, lower case, that mean one thing only.
const NAMES: [(Term, &[&str]); 3] = [
    (Term::MacroLens, &["macro", "micro nikkor", "micro-nikkor", "makro-planar"]),
    (Term::FisheyeLens, &["fisheye", "fish-eye", "fish eye"]),
    (
        Term::TiltShiftLens,
        &["ts-e", "pc-e nikkor", "pc nikkor", "pc-nikkor", "tilt-shift", "tilt/shift", "pc-super-angulon"],
    ),
];

/// What the lens' name shows. A zoom with a macro setting is not a macro lens.
pub(crate) fn claims(lens: &str, claims: &mut Claims) {
    let lower = lens.to_lowercase();
    for (term, names) in NAMES {
        let named = names.iter().any(|name| lower.contains(name));
        if named && !(term == Term::MacroLens && is_zoom(&lower)) {
            claims.add(term, format!("The lens calls itself {lens}"), format!("镜头为 {lens}"));
        }
    }
}

/// `24-105mm`: two lengths with a dash between.
fn is_zoom(lower: &str) -> bool {
    let Some((before, _)) = lower.split_once("mm") else { return false };
    let lengths = before.trim_end().rsplit([' ', 'f']).next().unwrap_or_default();
    lengths.split_once('-').is_some_and(|(from, to)| {
        from.ends_with(|c: char| c.is_ascii_digit()) && to.starts_with(|c: char| c.is_ascii_digit())
    })
}
