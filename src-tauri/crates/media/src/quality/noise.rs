//! Noise: how much of the energy in the flat parts of a picture is grain, in luma and in chroma.

use super::tiles::{LEVELS, TILE, Tiles};
use crate::planes::Planes;

/// Tiles whose mean lies outside have lost their noise to clipping.
const UNCLIPPED: std::ops::RangeInclusive<f32> = 10.0..=245.0;

/// Luma up to which a tile counts as dark, and as middling: noise differs with the tone.
const TONES: [f32; 2] = [75.0, 150.0];
/// A tone with fewer tiles borrows the floor of the whole picture.
const ENOUGH: usize = 24;
/// Of white noise, the tenth of the tiles whose quietest block is quietest have less than this of its energy.
const QUIETEST: f32 = 0.61;

/// What of the energies is noise.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Noise {
    /// Standard deviation of luma noise, in luma steps at the analysed scale.
    pub luma: f32,
    /// Standard deviation of chroma noise, in chroma steps: the greater of the two planes.
    pub chroma: f32,
    /// By tone: dark, middling, bright.
    floors: [Floor; 3],
}

/// The energies that noise adds to a tile, level by level.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Floor {
    /// Of white noise.
    pub energy: [f32; LEVELS],
    /// What more there may be of it: demosaicing and denoising correlate noise, which then falls slower from
    /// level to level.
    pub doubt: [f32; LEVELS],
}

impl Noise {
    /// Judges the tiles that have the least.
    pub fn of(tiles: &Tiles, picture: &Planes, scaled: (usize, usize)) -> Self {
        let all: Vec<usize> =
            (0..tiles.tiles.len()).filter(|&i| UNCLIPPED.contains(&tiles.tiles[i].mean)).collect();
        if all.is_empty() {
            return Self::default();
        }
        let overall = Grain::of(tiles, &all);
        let of_tone = |tone| {
            let of_tone: Vec<usize> =
                all.iter().copied().filter(|&i| tone_of(tiles.tiles[i].mean) == tone).collect();
            (of_tone.len() >= ENOUGH).then(|| (of_tone.len(), Grain::of(tiles, &of_tone)))
        };
        let tones = [0, 1, 2].map(of_tone);
        let judged = tones.iter().flatten().map(|(count, grain)| (*count as f32, grain.seen()));
        let (count, seen) =
            judged.fold((0.0, 0.0), |sum, (count, seen)| (sum.0 + count, sum.1 + count * seen));
        let seen = if count > 0.0 { seen / count } else { overall.seen() };
        Self {
            luma: (seen / 8.0).sqrt(),
            chroma: chroma(tiles, &overall.tiles, picture, scaled) * overall.certain,
            floors: tones.map(|tone| tone.map_or(overall.floor, |(_, grain)| grain.floor)),
        }
    }

    /// What noise adds to a tile of this mean luma.
    pub fn floor(&self, mean: f32) -> &Floor {
        match tone_of(mean) {
            0 => &self.floors[0],
            1 => &self.floors[1],
            _ => &self.floors[2],
        }
    }
}

fn tone_of(mean: f32) -> usize {
    TONES.iter().filter(|&&limit| mean > limit).count()
}

/// What the tiles of one tone tell.
struct Grain {
    /// Energy of white noise at the finest level.
    energy: f32,
    /// Whether it is noise, 0 to 1, and not a texture that fills the picture: noise is alike everywhere, so that
    /// many tiles have hardly more than the least, and of its energy hardly any is at coarser scales.
    certain: f32,
    floor: Floor,
    /// The tiles that have hardly more than the least.
    tiles: Vec<usize>,
}

impl Grain {
    fn of(tiles: &Tiles, asked: &[usize]) -> Self {
        let mut sorted: Vec<(f32, usize)> = asked.iter().map(|&i| (tiles.tiles[i].quiet, i)).collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let least = (sorted.len() / 10).max(3).min(sorted.len());
        let quiet = sorted.get(least.saturating_sub(1)).map_or(0.0, |(quiet, _)| *quiet);
        let near = sorted.iter().take_while(|(found, _)| *found <= 1.8 * quiet).count();
        let share = near as f32 / sorted.len().max(1) as f32;
        let alike: Vec<usize> = sorted.iter().take(near.max(least)).map(|(_, i)| *i).collect();
        let energy = quiet / QUIETEST;
        let even = ((share - 0.4) / 0.3).clamp(0.0, 1.0);
        let mut floor = Floor::default();
        for level in 0..LEVELS {
            let white = energy * even.max(0.3) / (1 << (2 * level)) as f32;
            let found = median(alike.iter().map(|&i| tiles.tiles[i].levels[level].energy()));
            floor.energy[level] = white;
            floor.doubt[level] = (found.min(2.5 * white) - white).max(0.0);
        }
        let told = (sorted.len() as f32 / ENOUGH as f32 - 0.5).clamp(0.0, 1.0);

        Self { energy, certain: even * told, floor, tiles: alike }
    }

    fn seen(&self) -> f32 {
        self.energy * self.certain
    }
}

/// Chroma noise in the flat tiles, by Immerkær's mask (1996, "Fast noise variance estimation"), which slopes do
/// not move.
fn chroma(tiles: &Tiles, flat: &[usize], picture: &Planes, scaled: (usize, usize)) -> f32 {
    let (width, height) = (picture.chroma.0 as usize, picture.chroma.1 as usize);
    let place = |at: usize, size: usize, chroma: usize| at * chroma / size.max(1);
    let deviation = |plane: &[u8]| {
        median(flat.iter().filter_map(|&i| {
            let (column, row) = (i % tiles.across, i / tiles.across);
            let (x, y) = (tiles.origin.0 + column * TILE, tiles.origin.1 + row * TILE);
            let columns = place(x, scaled.0, width)..place(x + TILE, scaled.0, width).min(width);
            let rows = place(y, scaled.1, height)..place(y + TILE, scaled.1, height).min(height);
            immerkaer(plane, width, columns, rows)
        }))
    };
    deviation(&picture.cb).max(deviation(&picture.cr))
}

fn immerkaer(
    plane: &[u8],
    width: usize,
    columns: std::ops::Range<usize>,
    rows: std::ops::Range<usize>,
) -> Option<f32> {
    let (mut sum, mut count) = (0i32, 0usize);
    for y in rows.start + 1..rows.end.saturating_sub(1) {
        let row = |y: usize| plane.get(y * width + columns.start..y * width + columns.end);
        let (above, here, below) = (row(y - 1)?, row(y)?, row(y + 1)?);
        for ((a, b), c) in above.windows(3).zip(here.windows(3)).zip(below.windows(3)) {
            let [a, b, c] = [a, b, c].map(|w| [i32::from(w[0]), i32::from(w[1]), i32::from(w[2])]);
            sum += (a[0] - 2 * a[1] + a[2] - 2 * (b[0] - 2 * b[1] + b[2]) + c[0] - 2 * c[1] + c[2]).abs();
            count += 1;
        }
    }
    // sigma = sqrt(pi / 2) / 6 * mean absolute response of the mask
    (count > 0).then(|| 0.208_886 * sum as f32 / count as f32)
}

/// The middle value, 0 of none.
pub(super) fn median(values: impl Iterator<Item = f32>) -> f32 {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
