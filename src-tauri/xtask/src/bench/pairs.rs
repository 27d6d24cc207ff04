//! Two programs measured in turns, A B A B, so that whatever else the machine does meets both alike.

use std::process::Command;

use super::process::{self, Cost};
use crate::step::Done;

/// Pairs measured; the median of fewer swings with the machine's mood.
const PAIRS: usize = 7;

/// What the pairs gave, each figure the median over the pairs.
pub(super) struct Pair {
    /// Our processor seconds.
    pub ours: f64,
    /// The other program's.
    pub theirs: f64,
    /// Ours divided by theirs, pair by pair.
    pub ratio: f64,
    /// The smallest and the largest such ratio.
    pub spread: (f64, f64),
    /// Peak memory of both in MiB.
    pub peaks: (f64, f64),
    /// Our wall seconds.
    pub wall: f64,
}

/// Runs both in turns. Both are made anew for each run, since they may need an empty place; what takes several commands on our
/// side is measured as one.
///
/// # Errors
/// When one of them cannot be run or fails.
pub(super) fn in_turns(
    mut ours: impl FnMut() -> Done<Vec<Command>>,
    mut theirs: impl FnMut() -> Done<Command>,
) -> Done<Pair> {
    let mut measured: Vec<(Cost, Cost)> = Vec::with_capacity(PAIRS);
    for _ in 0..PAIRS {
        let (other, _) = process::measure_to_its_end(&mut theirs()?)?;
        let costs: Vec<Cost> = ours()?.iter_mut().map(process::measure).collect::<Done<_>>()?;
        measured.push((Cost::of_all(costs), other));
    }
    let of = |figure: &dyn Fn(&(Cost, Cost)) -> f64| {
        let mut values: Vec<f64> = measured.iter().map(figure).collect();
        values.sort_by(f64::total_cmp);
        values
    };
    let middle = |values: Vec<f64>| values.get(values.len() / 2).copied().unwrap_or_default();
    let cpu = |cost: &Cost| cost.cpu.as_secs_f64();
    let ratios = of(&|(a, b)| cpu(a) / cpu(b).max(1e-9));
    let spread = (ratios.first().copied().unwrap_or_default(), ratios.last().copied().unwrap_or_default());
    Ok(Pair {
        ours: middle(of(&|(a, _)| cpu(a))),
        theirs: middle(of(&|(_, b)| cpu(b))),
        ratio: middle(ratios),
        spread,
        peaks: (middle(of(&|(a, _)| a.peak_mib)), middle(of(&|(_, b)| b.peak_mib))),
        wall: middle(of(&|(a, _)| a.wall.as_secs_f64())),
    })
}
