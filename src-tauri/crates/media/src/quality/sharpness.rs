//! Sharpness where the subject is: how wide the edges are, tile by tile, and which tiles speak for the picture.
//! Knows no pixels, only energies.

use super::noise::Noise;
use super::tiles::{LEVELS, Tensor, Tile, Tiles};

/// Energy at the third level at which a tile has half of a say: the edge of a step of about 15 luma steps.
const HALF_HEARD: f32 = 40.0;
/// Share of the tiles that must be sharp for the picture to be called so: an eye, a bird, a flower.
const SUBJECT_SHARE: f32 = 0.06;

/// What the tiles say of sharpness.
#[derive(Debug, Clone, Default)]
pub(super) struct Sharpness {
    /// 0 to 1.
    pub value: f32,
    /// How much structure there was to judge by, in tiles.
    pub heard: f32,
    /// How certain it is, 0 to 1, that the focus lies around the subject and not on it.
    pub missed: f32,
}

/// What every level holds besides the picture: rounding to whole steps, an energy of 8/12.
const ROUNDING: f32 = 0.7;
/// Noise differs from tile to tile and with the tone; that part of its energy is doubtful.
const NOISE_DOUBT: f32 = 0.3;
/// A tile's tensors without their noise, brought to one contrast, so that a strong edge says as much as a weak
/// one of the same width.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Voice {
    pub levels: [Tensor; LEVELS],
    /// By how much the energy of each level may be wrong.
    doubt: [f32; LEVELS],
    /// How much structure the tile has, 0 to 1.
    pub weight: f32,
}

impl Voice {
    fn of(tile: &Tile, noise: &Noise) -> Self {
        let floor = noise.floor(tile.mean);
        let half = Tensor { xx: 0.5, yy: 0.5, xy: 0.0 };
        let (mut levels, mut doubt) = (tile.levels, floor.doubt);
        for ((level, energy), doubt) in levels.iter_mut().zip(floor.energy).zip(&mut doubt) {
            let energy = energy.max(ROUNDING);
            *level = level.plus(&half, -energy);
            *doubt += NOISE_DOUBT * energy + ROUNDING;
        }
        let structure = (levels[2].energy() - doubt[2]).max(0.0);
        let gain = 1.0 / (structure + HALF_HEARD + 0.5 * floor.energy[0]);
        Self {
            levels: levels.map(|level| Tensor::default().plus(&level, gain)),
            doubt: doubt.map(|doubt| doubt * gain),
            weight: structure * gain,
        }
    }

    /// `self + other * factor`.
    pub fn plus(&self, other: &Voice, factor: f32) -> Voice {
        let mut sum = *self;
        for (level, other) in sum.levels.iter_mut().zip(&other.levels) {
            *level = level.plus(other, factor);
        }
        for (doubt, other) in sum.doubt.iter_mut().zip(&other.doubt) {
            *doubt += other * factor;
        }
        sum.weight += other.weight * factor;
        sum
    }

    /// The sharpness of its edges in the direction in which they are widest: what moved is sharp along its way.
    pub fn sharpness(&self) -> f32 {
        let whole = self.scored(|level| level.energy(), 1.0);
        let [fine, _, coarse, coarsest] = &self.levels;
        let Some(direction) = fine.least_against(coarse) else { return whole };
        // Of an isotropic region each direction has half; a straight edge tells nothing along itself.
        let share = coarsest.along(direction) / coarsest.energy().max(f32::EPSILON);
        let told = ((share - 0.06) / 0.12).clamp(0.0, 1.0);
        whole + (self.sharpness_along(direction) - whole).min(0.0) * told
    }

    /// The sharpness of what changes along a unit vector.
    pub fn sharpness_along(&self, direction: (f32, f32)) -> f32 {
        self.scored(|level| level.along(direction), 0.5)
    }

    fn scored(&self, energy: impl Fn(&Tensor) -> f32, doubt: f32) -> f32 {
        let mut energies = [(0.0, 0.0); LEVELS];
        for ((energies, level), error) in energies.iter_mut().zip(&self.levels).zip(self.doubt) {
            *energies = (energy(level), error * doubt);
        }
        edge_sharpness(energies)
    }
}

/// From the energies at successive octaves, each with its doubt, to 0 for edges as wide as a tile, 1 for edges as
/// sharp as pixels can show. Doubt counts as blur.
///
/// How wide an edge is (Marziliano et al. 2004) shows in how its gradient shrinks when it is blurred a little
/// more (Zhuo and Sim 2011, "Defocus map estimation from a single image"), whatever its contrast. Here the
/// little more is the halving: an edge of Gaussian width s pixels of a level has energies in the proportion
/// `(4 E0 / E1)² = (s² + 2/3) / (s² + 1/6)`, which falls from 4 to 1 as s grows. Three such proportions resolve
/// widths from half a pixel to eight; together they give 0.9 for 0.5 pixels, 0.6 for 1, 0.3 for 2, 0.1 for 4.
pub(super) fn edge_sharpness(energies: [(f32, f32); LEVELS]) -> f32 {
    // What each proportion adds, how much of it beyond 1 adds half, and how much adds all.
    const STEPS: [(f32, f32, f32); LEVELS - 1] = [(0.7, 0.9, 6.0), (0.2, 1.5, 1.2), (0.1, 1.5, 1.2)];
    let pairs = energies.iter().zip(energies.iter().skip(1));
    pairs
        .zip(STEPS)
        .map(|(((fine, fine_doubt), (coarse, coarse_doubt)), (part, half, full))| {
            let (fine, coarse) = ((fine - fine_doubt).max(0.0), (coarse + coarse_doubt).max(f32::EPSILON));
            let beyond = ((4.0 * fine / coarse).powi(2) - 1.0).clamp(0.0, full);
            part * (beyond / (beyond + half)) * ((full + half) / full)
        })
        .sum()
}

/// Every tile's voice, and the mean of each with its eight neighbours.
pub(super) struct Voices {
    pub across: usize,
    pub down: usize,
    pub tiles: Vec<Voice>,
    pub regions: Vec<Voice>,
}

impl Voices {
    pub fn of(tiles: &Tiles, noise: &Noise) -> Self {
        let voices: Vec<Voice> = tiles.tiles.iter().map(|tile| Voice::of(tile, noise)).collect();
        let (across, down) = (tiles.across, tiles.down);
        let mut regions = Vec::with_capacity(voices.len());
        for row in 0..down {
            for column in 0..across {
                let (mut sum, mut count) = (Voice::default(), 0.0);
                for y in row.saturating_sub(1)..(row + 2).min(down) {
                    for x in column.saturating_sub(1)..(column + 2).min(across) {
                        sum = sum.plus(&voices[y * across + x], 1.0);
                        count += 1.0;
                    }
                }
                regions.push(Voice::default().plus(&sum, 1.0 / count));
            }
        }
        Self { across, down, tiles: voices, regions }
    }

    /// Where the centre of a tile lies: -1 to 1 across and down.
    fn place(&self, index: usize) -> (f32, f32) {
        let at = |i: usize, count: usize| (2 * i + 1) as f32 / count.max(1) as f32 - 1.0;
        (at(index % self.across, self.across), at(index / self.across, self.down))
    }
}

/// Judges the sharpest coherent region, the middle of the picture before its edges; and where the middle is
/// blurred while the picture is sharp all around it, the middle.
pub(super) fn judge(voices: &Voices) -> Sharpness {
    let scores: Vec<f32> = voices.regions.iter().map(Voice::sharpness).collect();
    let everywhere = (0..scores.len()).map(|i| {
        let (x, y) = voices.place(i);
        // Subjects stand in the middle or on the thirds; the corners count a third.
        let prior = 1.0 - 0.67 * ((x * x + y * y - 0.25).max(0.0) / 1.75).min(1.0);
        (scores[i], voices.regions[i].weight * prior)
    });
    let heard: f32 = voices.tiles.iter().map(|voice| voice.weight).sum();
    let wanted = (SUBJECT_SHARE * scores.len() as f32).max(2.0);
    let best = top_mean(everywhere.collect(), wanted);

    let within = |inside: &dyn Fn(f32, f32) -> bool| -> Vec<(f32, f32)> {
        let tiles = (0..scores.len()).filter(|&i| {
            let (x, y) = voices.place(i);
            inside(x, y)
        });
        tiles.map(|i| (scores[i], voices.regions[i].weight)).collect()
    };
    let middle = within(&|x, y| (x / 0.3).powi(2) + (y / 0.4).powi(2) <= 1.0);
    let sides: [&dyn Fn(f32, f32) -> bool; 4] =
        [&|x, _| x < -0.66, &|x, _| x > 0.66, &|_, y| y < -0.66, &|_, y| y > 0.66];
    let mut sides: Vec<f32> = sides.into_iter().map(|side| half_mean(within(side))).collect();
    sides.sort_by(f32::total_cmp);
    let told = mean_weight(&middle);
    let middle = half_mean(middle);
    // One side may be blurred ground or empty sky.
    let around = sides.get(1).copied().unwrap_or_default();
    let missed = ((around - middle - 0.2) / 0.3).clamp(0.0, 1.0) * (told * 2.5).min(1.0);
    Sharpness { value: best - (best - middle).max(0.0) * missed * 0.9, heard, missed }
}

/// The mean of the best scores that together weigh `wanted`.
fn top_mean(mut scored: Vec<(f32, f32)>, wanted: f32) -> f32 {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut sum, mut weight) = (0.0, 0.0);
    for (score, more) in scored {
        let more = more.min(wanted - weight);
        sum += score * more;
        weight += more;
        if weight >= wanted {
            break;
        }
    }
    if weight > 0.0 { sum / weight } else { 0.0 }
}

/// The mean of the better half by weight, 0 where there is hardly any structure.
fn half_mean(scored: Vec<(f32, f32)>) -> f32 {
    let total: f32 = scored.iter().map(|(_, weight)| weight).sum();
    if total < 0.05 * scored.len() as f32 {
        return 0.0;
    }
    top_mean(scored, total / 2.0)
}

fn mean_weight(scored: &[(f32, f32)]) -> f32 {
    scored.iter().map(|(_, weight)| weight).sum::<f32>() / scored.len().max(1) as f32
}
