//! Scenes for calibration, in linear light, and what cameras do to them: blur, shake, exposure, noise.

use crate::planes::Planes;
use crate::raster::Raster;

/// Repeatable randomness (Marsaglia's xorshift).
pub(super) struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..8 {
            dice.next();
        }
        dice
    }

    /// 0 to 1.
    pub fn next(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 40) as f32 / (1u64 << 24) as f32
    }

    pub fn between(&mut self, from: f32, to: f32) -> f32 {
        from + (to - from) * self.next()
    }

    /// Standard normal, near enough.
    pub fn normal(&mut self) -> f32 {
        let (first, second) =
            (self.next() + self.next() + self.next(), self.next() + self.next() + self.next());
        (first + second - 3.0) * std::f32::consts::SQRT_2
    }
}

/// A picture in linear light, 1 is white.
#[derive(Clone)]
pub(super) struct Light {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<[f32; 3]>,
}

impl Light {
    pub fn filled(width: usize, height: usize, colour: [f32; 3]) -> Self {
        Self { width, height, pixels: vec![colour; width * height] }
    }

    pub fn from_raster(raster: &Raster) -> Self {
        let pixels = raster.pixels.chunks_exact(3);
        let pixels = pixels.map(|p| [p[0], p[1], p[2]].map(|v| (f32::from(v) / 255.0).powf(2.2))).collect();
        Self { width: raster.width as usize, height: raster.height as usize, pixels }
    }

    /// Natural scenes are things that hide each other, of all sizes: discs of random shades, their radii by an
    /// inverse cube law (Lee, Mumford and Huang 2001, "Occlusion models for natural images"; the same chart
    /// measures cameras: Cao, Guichard and Hornung 2010).
    pub fn leaves(seed: u64, width: usize, height: usize) -> Self {
        let mut dice = Dice::new(seed);
        let mut light = Self::filled(width, height, [0.2; 3]);
        let (least, most) = (height as f32 / 250.0, height as f32 / 5.0);
        for _ in 0..3500 {
            let u = dice.next();
            let radius = 1.0 / ((1.0 - u) / least.powi(2) + u / most.powi(2)).sqrt();
            let centre = (dice.next() * width as f32, dice.next() * height as f32);
            let shade = 0.02 + 0.8 * dice.next().powi(2);
            let tint = [dice.between(0.6, 1.2), dice.between(0.6, 1.1), dice.between(0.5, 1.1)];
            light.disc(centre, radius, tint.map(|t| (t * shade).min(0.93)));
        }
        light
    }

    /// A disc with a smooth rim.
    pub fn disc(&mut self, (x, y): (f32, f32), radius: f32, colour: [f32; 3]) {
        let rows =
            (y - radius - 1.0).max(0.0) as usize..((y + radius + 2.0).max(0.0) as usize).min(self.height);
        for row in rows {
            let columns =
                (x - radius - 1.0).max(0.0) as usize..((x + radius + 2.0).max(0.0) as usize).min(self.width);
            for column in columns {
                let distance = (column as f32 + 0.5 - x).hypot(row as f32 + 0.5 - y);
                let part = (radius - distance + 0.5).clamp(0.0, 1.0);
                let pixel = &mut self.pixels[row * self.width + column];
                *pixel = mixed(*pixel, colour, part);
            }
        }
    }

    /// `self` inside an ellipse (centre and half axes in shares of the frame), `other` outside.
    pub fn before(&self, other: &Light, (x, y): (f32, f32), (across, down): (f32, f32)) -> Light {
        let mut light = other.clone();
        for (index, pixel) in light.pixels.iter_mut().enumerate() {
            let at = (
                (index % self.width) as f32 / self.width as f32,
                (index / self.width) as f32 / self.height as f32,
            );
            let reach = ((at.0 - x) / across).hypot((at.1 - y) / down);
            let part = ((1.0 - reach) * across * self.width as f32 / 1.5 + 0.5).clamp(0.0, 1.0);
            *pixel = mixed(*pixel, self.pixels[index], part);
        }
        light
    }

    pub fn map(&self, change: impl Fn([f32; 3]) -> [f32; 3]) -> Light {
        Light { pixels: self.pixels.iter().map(|p| change(*p)).collect(), ..*self }
    }

    /// As a meter would have it: half a per cent of the pixels lies above nine tenths of white.
    pub fn metered(&self) -> Light {
        let mut brightest: Vec<f32> = self.pixels.iter().map(|[r, g, b]| r.max(*g).max(*b)).collect();
        brightest.sort_by(f32::total_cmp);
        let white = brightest[brightest.len() * 199 / 200];
        self.map(|p| p.map(|c| c * 0.9 / white))
    }

    /// More or less light, in stops.
    pub fn ev(&self, stops: f32) -> Light {
        self.map(|p| p.map(|c| c * 2f32.powf(stops)))
    }

    /// Out of focus as a Gaussian of `sigma` pixels.
    pub fn blurred(&self, sigma: f32) -> Light {
        if sigma <= 0.0 {
            return self.clone();
        }
        let reach = (sigma * 3.0).ceil() as isize;
        let kernel: Vec<f32> = (-reach..=reach).map(|i| (-0.5 * (i as f32 / sigma).powi(2)).exp()).collect();
        let total: f32 = kernel.iter().sum();
        let kernel: Vec<f32> = kernel.into_iter().map(|k| k / total).collect();
        self.convolved(&kernel, (1, 0)).convolved(&kernel, (0, 1))
    }

    fn convolved(&self, kernel: &[f32], step: (isize, isize)) -> Light {
        let reach = (kernel.len() / 2) as isize;
        self.summed((-reach..=reach).zip(kernel).map(|(at, factor)| (at * step.0, at * step.1, *factor)))
    }

    /// The sum of copies, each shifted by whole pixels and weighted; the edges repeat.
    fn summed(&self, copies: impl Iterator<Item = (isize, isize, f32)>) -> Light {
        let (width, height) = (self.width as isize, self.height as isize);
        let mut pixels = vec![[0f32; 3]; self.pixels.len()];
        for (dx, dy, weight) in copies {
            for y in 0..height {
                let from = (y + dy).clamp(0, height - 1) * width;
                let source = &self.pixels[from as usize..(from + width) as usize];
                let row = &mut pixels[(y * width) as usize..((y + 1) * width) as usize];
                let inner = dx.clamp(-width, width);
                let (start, end) = ((-inner).max(0) as usize, (width - inner.max(0)) as usize);
                add(&mut row[..start], &[source[0]], weight);
                add(&mut row[end..], &[source[source.len() - 1]], weight);
                add(&mut row[start..end], &source[inner.max(0) as usize..], weight);
            }
        }
        Light { pixels, ..*self }
    }

    /// Moved along a line of `length` pixels while the shutter was open.
    pub fn moved(&self, length: f32, degrees: f32) -> Light {
        let steps = length.ceil().max(1.0);
        let (sine, cosine) = degrees.to_radians().sin_cos();
        self.summed((0..steps as usize).flat_map(|step| {
            let along = length * ((step as f32 + 0.5) / steps - 0.5);
            let (dx, dy) = (along * cosine, -along * sine);
            let (u, v) = (dx - dx.floor(), dy - dy.floor());
            // Between pixels, by each of the four around.
            [(0, 0, (1.0 - u) * (1.0 - v)), (1, 0, u * (1.0 - v)), (0, 1, (1.0 - u) * v), (1, 1, u * v)]
                .map(|(x, y, weight)| (dx.floor() as isize + x, dy.floor() as isize + y, weight / steps))
        }))
    }

    /// As a camera stores it: gamma, then noise of deviation `sigma` in 8-bit steps, then clipping.
    pub fn shot(&self, sigma: f32, seed: u64) -> Raster {
        let mut dice = Dice::new(seed);
        let mut grain = || if sigma > 0.0 { sigma * dice.normal() } else { 0.0 };
        let pixels = self.pixels.iter().flatten();
        let pixels =
            pixels.map(|c| (c.max(0.0).powf(1.0 / 2.2) * 255.0 + grain()).round().clamp(0.0, 255.0) as u8);
        Raster::rgb(self.width as u32, self.height as u32, pixels.collect())
    }

    /// The planes of a noiseless shot.
    pub fn planes(&self) -> Planes {
        Planes::from_rgb(&self.shot(0.0, 0)).unwrap()
    }
}

/// Adds each value, the last again and again, to its sum. Plain loops: an unoptimised test spends its time here,
/// and iterators cost it ten times as much.
fn add(sums: &mut [[f32; 3]], values: &[[f32; 3]], weight: f32) {
    let (mut at, last) = (0, values.len() - 1);
    while at < sums.len() {
        let (sum, value) = (&mut sums[at], &values[if at < last { at } else { last }]);
        sum[0] += value[0] * weight;
        sum[1] += value[1] * weight;
        sum[2] += value[2] * weight;
        at += 1;
    }
}

fn mixed(a: [f32; 3], b: [f32; 3], part: f32) -> [f32; 3] {
    [0, 1, 2].map(|i| a[i] + (b[i] - a[i]) * part)
}
