//! How the tones lie: clipping by channel, percentiles, contrast, exposure and colourfulness, from one pass over
//! the chroma samples and the luma pixel at each. Knows nothing of detail.

use multiversion::multiversion;

use crate::planes::Planes;

/// A channel at or above is clipped to white, at or below `BLACK` to black: two steps of room, because YCbCr
/// and JPEG round.
const WHITE: i16 = 253;
const BLACK: i16 = 2;
/// Samples in a chunk, and chunk rows in a tile: clipping counts where it covers an area.
const CHUNK: usize = 16;
/// Of a picture with more rows of chroma, every other is read.
const ROWS: usize = 360;
/// A tile below this share of clipped samples holds highlights such as lamps, stars and glints, which nobody
/// misses.
const AREA_SHARE: f32 = 0.25;

/// What the tones are.
#[derive(Debug, Clone, Default)]
pub(super) struct Tones {
    /// Mean luma, 0 to 255.
    pub mean: f64,
    /// Standard deviation of luma: RMS contrast (Peli 1990).
    pub deviation: f64,
    /// Share of samples with the channel clipped to white: red, green, blue.
    pub high: [f32; 3],
    /// Share of samples with the channel clipped to black: red, green, blue.
    pub low: [f32; 3],
    /// Share of samples with all three channels clipped to white.
    pub white: f32,
    /// Share of samples with all three channels clipped to black.
    pub black: f32,
    /// Share of the picture in areas that are white, that have any channel blown, that are black.
    pub white_area: f32,
    pub blown_area: f32,
    pub black_area: f32,
    /// Luma that 0.5, 5, 50, 95, 99 and 99.9 per cent of the picture do not exceed.
    pub percentiles: [f64; 6],
    /// Hasler and Süsstrunk 2003, "Measuring colourfulness in natural images": 15 is slight, 45 quite colourful,
    /// 109 extreme.
    pub colourfulness: f64,
}

impl Tones {
    /// Reads the planes once.
    pub fn of(picture: &Planes) -> Self {
        let (width, height) = (picture.width as usize, picture.height as usize);
        let (across, down) = (picture.chroma.0 as usize, picture.chroma.1 as usize);
        let step = (width.div_ceil(across.max(1)), height.div_ceil(down.max(1)));
        // Half a million samples say no more of shares and percentiles than half of them.
        let stride = if down > ROWS { 2 } else { 1 };
        let mut pass = Pass::new(across, CHUNK / stride);
        let mut luma = vec![0u8; across];
        for y in (0..down).step_by(stride) {
            let Some(row) = picture.y.chunks_exact(width.max(1)).nth((y * step.1).min(height - 1)) else {
                break;
            };
            match step.0 {
                2 => luma.iter_mut().zip(row.chunks(2)).for_each(|(to, from)| *to = from[0]),
                _ => luma.iter_mut().zip(row.iter().step_by(step.0)).for_each(|(to, from)| *to = *from),
            }
            let at = y * across..(y + 1) * across;
            let (Some(cb), Some(cr)) = (picture.cb.get(at.clone()), picture.cr.get(at)) else { break };
            add_row(&mut pass, &luma, cb, cr);
        }
        pass.finish()
    }
}

/// [`Pass::row`], compiled for several kinds of processor and chosen when the program runs.
#[multiversion(targets("x86_64+avx2", "x86_64+sse4.1"))]
fn add_row(pass: &mut Pass, luma: &[u8], cb: &[u8], cr: &[u8]) {
    pass.row(luma, cb, cr);
}

/// Sums on the way.
struct Pass {
    across: usize,
    samples: u64,
    histogram: [[u32; 256]; 2],
    sums: Sums,
    /// White, blown and black samples of each tile of the current row of tiles.
    tiles: Vec<[u16; 3]>,
    rows: usize,
    rows_in_tile: usize,
    areas: [u64; 3],
}

/// Sums over samples; `rg` and `yb` are Hasler and Süsstrunk's opponent axes, `yb` doubled.
#[derive(Default)]
struct Sums {
    high: [u64; 3],
    low: [u64; 3],
    areas: [u64; 3],
    rg: i64,
    rg_squared: i64,
    yb: i64,
    yb_squared: i64,
}

impl Pass {
    fn new(across: usize, rows_in_tile: usize) -> Self {
        Self {
            across,
            samples: 0,
            histogram: [[0; 256]; 2],
            sums: Sums::default(),
            tiles: vec![[0; 3]; across.div_ceil(CHUNK)],
            rows: 0,
            rows_in_tile,
            areas: [0; 3],
        }
    }

    #[inline(always)]
    fn row(&mut self, luma: &[u8], cb: &[u8], cr: &[u8]) {
        // Two tables: successive equal values would wait for each other's store.
        let [even, odd] = &mut self.histogram;
        for pair in luma.chunks(2) {
            even[usize::from(pair[0])] += 1;
            if let Some(&second) = pair.get(1) {
                odd[usize::from(second)] += 1;
            }
        }
        for (index, tile) in self.tiles.iter_mut().enumerate() {
            let at = index * CHUNK;
            // Beyond the row's end: mid grey, which is not clipped and has no colour.
            let chunk = |plane: &[u8]| -> [u8; CHUNK] {
                let rest = &plane[at..];
                rest.first_chunk().copied().unwrap_or_else(|| {
                    let mut padded = [128; CHUNK];
                    padded[..rest.len()].copy_from_slice(rest);
                    padded
                })
            };
            let counts = self.sums.chunk(&chunk(luma), &chunk(cb), &chunk(cr));
            for (tile, count) in tile.iter_mut().zip(counts) {
                *tile += count;
            }
        }
        self.samples += luma.len() as u64;
        self.rows += 1;
        if self.rows == self.rows_in_tile {
            self.close_tiles();
        }
    }

    fn close_tiles(&mut self) {
        for (index, tile) in self.tiles.iter_mut().enumerate() {
            let size = CHUNK.min(self.across - index * CHUNK) * self.rows;
            for (area, count) in self.areas.iter_mut().zip(tile.iter()) {
                if f32::from(*count) >= AREA_SHARE * size as f32 {
                    *area += u64::from(*count);
                }
            }
            *tile = [0; 3];
        }
        self.rows = 0;
    }

    fn finish(mut self) -> Tones {
        self.close_tiles();
        let [even, odd] = &self.histogram;
        let histogram: Vec<f64> = even.iter().zip(odd).map(|(a, b)| f64::from(*a) + f64::from(*b)).collect();
        let total = (self.samples as f64).max(1.0);
        let moment = |power: i32| -> f64 {
            histogram.iter().enumerate().map(|(value, n)| (value as f64).powi(power) * n).sum::<f64>() / total
        };
        let percentile = |share: f64| {
            let mut below = 0.0;
            let found = histogram.iter().position(|n| {
                below += n;
                below >= share * total
            });
            found.unwrap_or(255) as f64
        };
        let share = |count: u64| (count as f64 / total) as f32;
        let mean = moment(1);
        let [white, _, black] = self.sums.areas;
        let [white_area, blown_area, black_area] = self.areas.map(share);
        Tones {
            mean,
            deviation: (moment(2) - mean * mean).max(0.0).sqrt(),
            high: self.sums.high.map(share),
            low: self.sums.low.map(share),
            white: share(white),
            black: share(black),
            white_area,
            blown_area,
            black_area,
            percentiles: [0.005, 0.05, 0.5, 0.95, 0.99, 0.999].map(percentile),
            colourfulness: self.sums.colourfulness(total),
        }
    }
}

impl Sums {
    /// Adds sixteen samples; gives how many are white, have a blown channel, are black. In 16 bits throughout,
    /// so that a vector holds as many as it can.
    #[inline(always)]
    fn chunk(&mut self, luma: &[u8; CHUNK], cb: &[u8; CHUNK], cr: &[u8; CHUNK]) -> [u16; 3] {
        let (mut high, mut low, mut areas) = ([0i16; 3], [0i16; 3], [0i16; 3]);
        let (mut rg, mut yb, mut rg_squared, mut yb_squared) = (0i32, 0i32, 0i32, 0i32);
        for i in 0..CHUNK {
            let (y, cb, cr) = (i16::from(luma[i]), i16::from(cb[i]) - 128, i16::from(cr[i]) - 128);
            // ITU-T T.871, section 7: 1.402, 0.344136 and 0.714136, 1.772, in 128ths or 256ths.
            let r = (y + cr + ((cr * 103 + 128) >> 8)).clamp(0, 255);
            let g = (y - ((cb * 44 + cr * 91 + 64) >> 7)).clamp(0, 255);
            let b = (y + cb + ((cb * 198 + 128) >> 8)).clamp(0, 255);
            let (most, least) = (r.max(g).max(b), r.min(g).min(b));
            for (count, value) in high.iter_mut().zip([r, g, b]) {
                *count += i16::from(value >= WHITE);
            }
            for (count, value) in low.iter_mut().zip([r, g, b]) {
                *count += i16::from(value <= BLACK);
            }
            areas[0] += i16::from(least >= WHITE);
            areas[1] += i16::from(most >= WHITE);
            areas[2] += i16::from(most <= BLACK);
            let (red_green, yellow_blue) = (r - g, r + g - 2 * b);
            rg += i32::from(red_green);
            yb += i32::from(yellow_blue);
            rg_squared += i32::from(red_green) * i32::from(red_green);
            yb_squared += i32::from(yellow_blue) * i32::from(yellow_blue);
        }
        let add = |sums: &mut [u64; 3], counts: [i16; 3]| {
            for (sum, count) in sums.iter_mut().zip(counts) {
                *sum += u64::from(count.unsigned_abs());
            }
        };
        add(&mut self.high, high);
        add(&mut self.low, low);
        add(&mut self.areas, areas);
        self.rg += i64::from(rg);
        self.yb += i64::from(yb);
        self.rg_squared += i64::from(rg_squared);
        self.yb_squared += i64::from(yb_squared);
        areas.map(i16::unsigned_abs)
    }

    fn colourfulness(&self, total: f64) -> f64 {
        let mean = |sum: i64| sum as f64 / total;
        let (rg, yb) = (mean(self.rg), mean(self.yb) / 2.0);
        let rg_variance = (mean(self.rg_squared) - rg * rg).max(0.0);
        let yb_variance = (mean(self.yb_squared) / 4.0 - yb * yb).max(0.0);
        (rg_variance + yb_variance).sqrt() + 0.3 * rg.hypot(yb)
    }
}

/// How well the tones were caught, 0 to 100. A loss of highlights costs by its area, a blown channel half; small
/// lights cost nothing. Darkness costs only where nothing in the picture is bright, for a night with lamps or
/// stars is dark on purpose; brightness costs only what it clips.
pub(super) fn exposure(tones: &Tones) -> f64 {
    let [_, _, middle, bright, very_bright, brightest] = tones.percentiles;
    let lost = |area: f32, free: f64, half: f64| {
        let beyond = (f64::from(area) - free).max(0.0);
        beyond / (beyond + half)
    };
    let white = lost(tones.white_area, 0.005, 0.15);
    let blown = 0.5 * lost(tones.blown_area - tones.white_area, 0.02, 0.25);
    let highlights = 1.0 - (1.0 - white) * (1.0 - blown);
    // The brighter end: where it lies low, the sensor had room for more light.
    let top = 0.15 * bright + 0.35 * very_bright + 0.5 * brightest;
    let dark = ((215.0 - top) / 175.0).clamp(0.0, 1.0);
    let deep = ((30.0 - middle) / 30.0).clamp(0.0, 1.0);
    let crushed = lost(tones.black_area, 0.05, 0.4);
    100.0 * (1.0 - 0.97 * highlights) * (1.0 - 0.95 * dark) * (1.0 - 0.1 * deep) * (1.0 - 0.3 * crushed)
}
