//! The colours that make up a picture: a small k-means in OKLab, where equal distances look equally
//! different (Ottosson 2020, "A perceptual color space for image processing").

use std::sync::LazyLock;

use multiversion::multiversion;
use pothos_model::Colour;

use crate::raster::Raster;

const CLUSTERS: usize = 8;
const ROUNDS: usize = 12;
/// At most this many colours are kept.
const KEPT: usize = 6;
/// Clusters closer than this are one colour to the eye.
const SAME: f32 = 0.07;
/// Shares below this are not dominant.
const SMALLEST: f32 = 0.02;
/// About this many pixels are looked at.
const SAMPLE: usize = 8_000;

type Lab = [f32; 3];

/// Points with their coordinates apart, so that a vector holds several.
#[derive(Default)]
struct Points {
    axes: [Vec<f32>; 3],
}

impl Points {
    fn len(&self) -> usize {
        self.axes[0].len()
    }

    fn at(&self, index: usize) -> Option<Lab> {
        let [l, a, b] = &self.axes;
        Some([*l.get(index)?, *a.get(index)?, *b.get(index)?])
    }

    fn iter(&self) -> impl Iterator<Item = Lab> {
        let [l, a, b] = &self.axes;
        l.iter().zip(a).zip(b).map(|((l, a), b)| [*l, *a, *b])
    }
}

impl FromIterator<Lab> for Points {
    fn from_iter<T: IntoIterator<Item = Lab>>(points: T) -> Self {
        let mut all = Self::default();
        for point in points {
            all.axes.iter_mut().zip(point).for_each(|(axis, value)| axis.push(value));
        }
        all
    }
}

/// Up to six dominant colours, the largest first; the percents add to at most 100.
pub(crate) fn dominant(rgb: &Raster) -> Vec<Colour> {
    let count = rgb.pixels.len() / 3;
    let step = (count / SAMPLE).max(1);
    let points: Points =
        rgb.pixels.chunks_exact(3).step_by(step).map(|p| to_lab([p[0], p[1], p[2]])).collect();
    if points.len() == 0 {
        return Vec::new();
    }
    let mut clusters = merged(settled(&points, spread_out(&points)));
    clusters.sort_by(|a, b| b.1.total_cmp(&a.1));
    let largest = clusters.first().map_or(0.0, |c| c.1);
    clusters
        .into_iter()
        .filter(|(_, share)| *share >= SMALLEST || *share == largest)
        .take(KEPT)
        .map(|(lab, share)| {
            let [r, g, b] = to_srgb(lab);
            // Rounded down, so that the sum never passes 100.
            Colour { r, g, b, percent: (share * 100.0).floor() as u8 }
        })
        .collect()
}

/// Starting points: the mean's nearest point, then each time the point farthest from all chosen ones. No
/// randomness, so that the same picture always gives the same colours.
fn spread_out(points: &Points) -> Vec<Lab> {
    let mut chosen = vec![mean(points)];
    let mut nearest = Nearest::of(points.len());
    nearest.among(points, &chosen);
    while chosen.len() < CLUSTERS {
        let farthest = nearest.gaps.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        let Some((index, &gap)) = farthest else { break };
        if gap < SAME * SAME {
            break;
        }
        let Some(next) = points.at(index) else { break };
        nearer(&mut nearest, points, chosen.len() as u32, next);
        chosen.push(next);
    }
    chosen
}

/// Lloyd's rounds; each cluster with its share of the points.
fn settled(points: &Points, mut centres: Vec<Lab>) -> Vec<(Lab, f32)> {
    let mut counts = vec![0usize; centres.len()];
    let mut nearest = Nearest::of(points.len());
    for _ in 0..ROUNDS {
        nearest.among(points, &centres);
        let mut sums = vec![[0f32; 3]; centres.len()];
        counts.fill(0);
        for (point, centre) in points.iter().zip(&nearest.centres) {
            let centre = *centre as usize;
            counts[centre] += 1;
            for (sum, value) in sums[centre].iter_mut().zip(point) {
                *sum += value;
            }
        }
        let before = centres.clone();
        for ((centre, sum), &count) in centres.iter_mut().zip(&sums).zip(&counts) {
            if count > 0 {
                *centre = sum.map(|s| s / count as f32);
            }
        }
        // Once nothing moves, nothing ever will.
        if centres == before {
            break;
        }
    }
    let total = points.len() as f32;
    centres.into_iter().zip(counts).filter(|c| c.1 > 0).map(|(c, n)| (c, n as f32 / total)).collect()
}

/// Each point's nearest centre, and its squared distance.
struct Nearest {
    centres: Vec<u32>,
    gaps: Vec<f32>,
}

impl Nearest {
    fn of(points: usize) -> Self {
        Self { centres: vec![0; points], gaps: vec![f32::INFINITY; points] }
    }

    /// Of equally near ones the first.
    fn among(&mut self, points: &Points, centres: &[Lab]) {
        self.gaps.fill(f32::INFINITY);
        for (number, centre) in (0..).zip(centres) {
            nearer(self, points, number, *centre);
        }
    }
}

/// Points that are nearer to `centre` than to all others before go to it. Compiled for several kinds of processor and chosen when
/// the program runs.
#[multiversion(targets("x86_64+avx2", "x86_64+sse4.1"))]
fn nearer(nearest: &mut Nearest, points: &Points, number: u32, centre: Lab) {
    let [l, a, b] = &points.axes;
    for ((((gap, at), l), a), b) in nearest.gaps.iter_mut().zip(&mut nearest.centres).zip(l).zip(a).zip(b) {
        let squared = distance([*l, *a, *b], centre);
        let is_nearer = squared < *gap;
        *at = if is_nearer { number } else { *at };
        *gap = if is_nearer { squared } else { *gap };
    }
}

fn merged(mut clusters: Vec<(Lab, f32)>) -> Vec<(Lab, f32)> {
    clusters.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut kept: Vec<(Lab, f32)> = Vec::new();
    for (lab, share) in clusters {
        match kept.iter_mut().find(|(other, _)| distance(lab, *other) < SAME * SAME) {
            Some((_, sum)) => *sum += share,
            None => kept.push((lab, share)),
        }
    }
    kept
}

fn mean(points: &Points) -> Lab {
    points.axes.each_ref().map(|axis| axis.iter().sum::<f32>() / points.len().max(1) as f32)
}

/// Squared.
#[inline(always)]
fn distance(a: Lab, b: Lab) -> f32 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2) + (a[2] - b[2]).powi(2)
}

/// The light that each 8-bit sRGB value stands for, 0 to 1 (IEC 61966-2-1).
static LINEAR: LazyLock<[f32; 256]> = LazyLock::new(|| {
    std::array::from_fn(|value| {
        let c = value as f32 / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    })
});

fn to_lab(rgb: [u8; 3]) -> Lab {
    let [r, g, b] = rgb.map(|c| LINEAR[usize::from(c)]);
    let l = (0.412_221_47 * r + 0.536_332_55 * g + 0.051_445_993 * b).cbrt();
    let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
    let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
    [
        0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
        1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
        0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
    ]
}

fn to_srgb(lab: Lab) -> [u8; 3] {
    let l = (lab[0] + 0.396_337_78 * lab[1] + 0.215_803_76 * lab[2]).powi(3);
    let m = (lab[0] - 0.105_561_346 * lab[1] - 0.063_854_17 * lab[2]).powi(3);
    let s = (lab[0] - 0.089_484_18 * lab[1] - 1.291_485_5 * lab[2]).powi(3);
    let linear = [
        4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
        -1.268_438 * l + 2.609_757_4 * m - 0.341_319_38 * s,
        -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
    ];
    linear.map(|c| {
        let c = if c <= 0.003_130_8 { 12.92 * c } else { 1.055 * c.powf(1.0 / 2.4) - 0.055 };
        (c * 255.0).round().clamp(0.0, 255.0) as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(parts: &[([u8; 3], usize)]) -> Raster {
        let pixels: Vec<u8> = parts.iter().flat_map(|(rgb, n)| rgb.repeat(*n)).collect();
        Raster::rgb(u32::try_from(pixels.len() / 3).unwrap(), 1, pixels)
    }

    #[test]
    fn the_largest_colour_comes_first_with_its_share() {
        let colours = dominant(&picture(&[([200, 30, 30], 70), ([20, 40, 180], 30)]));
        assert_eq!(colours.len(), 2, "{colours:?}");
        assert!(colours[0].r.abs_diff(200) <= 1 && colours[0].b.abs_diff(30) <= 1, "{colours:?}");
        assert!((69..=70).contains(&colours[0].percent) && (29..=30).contains(&colours[1].percent));
    }

    #[test]
    fn percents_never_add_to_more_than_a_hundred() {
        let many: Vec<([u8; 3], usize)> =
            (0..=255u8).map(|i| ([i, i.wrapping_mul(7), i.wrapping_mul(29)], 3)).collect();
        let colours = dominant(&picture(&many));
        assert!(colours.len() <= KEPT);
        assert!(colours.iter().map(|c| u32::from(c.percent)).sum::<u32>() <= 100);
    }

    #[test]
    fn one_colour_is_all_of_it() {
        assert_eq!(
            dominant(&picture(&[([255, 255, 255], 10)])),
            [Colour { r: 255, g: 255, b: 255, percent: 100 }]
        );
    }
}
