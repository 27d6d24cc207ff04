//! The scenes, each a function from a point to a colour. Points run from 0 to 1 downwards and from 0 to the
//! aspect ratio across.

use super::Scene;
use super::noise::{fractal, lattice, mix, smooth};
use crate::raster::Raster;

type Rgb = [f32; 3];

pub(super) fn draw(scene: Scene, seed: u64, width: u32, height: u32) -> Raster {
    let colour = match scene {
        Scene::Hills => hills,
        Scene::Lake => lake,
        Scene::Sunset => sunset,
        Scene::Night => night,
        Scene::City => city,
        Scene::Forest => forest,
    };
    let aspect = width as f32 / height as f32;
    let mut pixels = Vec::with_capacity(width as usize * height as usize * 3);
    for y in 0..height {
        for x in 0..width {
            let across = (x as f32 + 0.5) / width as f32 * aspect;
            let down = (y as f32 + 0.5) / height as f32;
            pixels.extend(colour(seed, across, down, aspect).map(|c| (c.clamp(0.0, 1.0) * 255.0) as u8));
        }
    }
    Raster::rgb(width, height, pixels)
}

fn blend(a: Rgb, b: Rgb, t: f32) -> Rgb {
    let t = t.clamp(0.0, 1.0);
    [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t]
}

fn scaled(a: Rgb, factor: f32) -> Rgb {
    a.map(|c| c * factor)
}

/// A number in `from..to` that the seed decides.
fn pick(seed: u64, what: u64, from: f32, to: f32) -> f32 {
    from + (to - from) * (mix(seed ^ mix(what)) >> 40) as f32 / (1u64 << 24) as f32
}

fn ridge(seed: u64, layer: u64, x: f32, base: f32, height: f32, scale: f32) -> f32 {
    base - height * fractal(mix(seed ^ layer), x * scale, layer as f32, 5)
}

fn blue_sky(seed: u64, x: f32, y: f32) -> Rgb {
    let clear = blend([0.22, 0.45, 0.78], [0.74, 0.86, 0.95], y * 1.6);
    let cloud = fractal(seed ^ 77, x * 2.2, y * 5.5, 5);
    blend(clear, [0.98, 0.98, 0.97], (cloud - 0.52) * 3.2)
}

fn hills(seed: u64, x: f32, y: f32, aspect: f32) -> Rgb {
    let sun = (pick(seed, 1, 0.15, 0.85) * aspect, pick(seed, 2, 0.08, 0.2));
    let mut colour = blue_sky(seed, x, y);
    let glow = 1.0 - ((x - sun.0).hypot(y - sun.1) / 0.09).min(1.0);
    colour = blend(colour, [1.0, 0.98, 0.88], glow.powi(2) * 1.3);
    let far = [0.55, 0.66, 0.74];
    let near = [pick(seed, 3, 0.16, 0.34), pick(seed, 4, 0.36, 0.5), 0.14];
    for layer in 0..5u64 {
        let depth = layer as f32 / 4.0;
        let top = ridge(seed, layer, x, 0.52 + 0.13 * layer as f32, 0.26 - 0.03 * layer as f32, 1.3 + depth);
        if y > top {
            let texture = fractal(seed ^ 9 ^ layer, x * 60.0, y * 90.0, 4) - 0.5;
            let shade = 1.0 - 0.5 * (y - top) + texture * (0.25 + 0.75 * depth);
            colour = scaled(blend(far, near, depth), shade);
        }
    }
    colour
}

fn lake(seed: u64, x: f32, y: f32, aspect: f32) -> Rgb {
    let shore = pick(seed, 1, 0.5, 0.6);
    if y < shore {
        return shore_view(seed, x, y, shore);
    }
    let depth = (y - shore) / (1.0 - shore);
    let ripple = (smooth(seed ^ 5, x * 14.0, y * (160.0 - 120.0 * depth)) - 0.5) * (0.01 + 0.05 * depth);
    let mirrored = shore_view(seed, x + ripple, (shore - (y - shore) * 0.9 + ripple).max(0.0), shore);
    let water = blend(mirrored, [0.05, 0.16, 0.22], 0.35 + 0.35 * depth);
    let stones = fractal(seed ^ 6, x * 30.0 / aspect, y * 40.0, 4);
    if depth > 0.82 && stones > 0.5 { scaled([0.38, 0.35, 0.31], 0.6 + stones) } else { water }
}

fn shore_view(seed: u64, x: f32, y: f32, shore: f32) -> Rgb {
    let peaks = ridge(seed, 1, x, shore - 0.02, 0.42, 1.4);
    let wood = ridge(seed, 2, x, shore + 0.02, 0.12, 9.0);
    if y > wood {
        let texture = fractal(seed ^ 8, x * 90.0, y * 90.0, 3);
        scaled([0.1, 0.22, 0.12], 0.6 + texture)
    } else if y > peaks {
        let rock = fractal(seed ^ 7, x * 22.0, y * 30.0, 5);
        let snow = rock + (peaks + 0.16 - y) * 3.0 > 0.75;
        if snow {
            scaled([0.93, 0.95, 0.99], 0.75 + rock * 0.4)
        } else {
            scaled([0.42, 0.43, 0.47], 0.5 + rock)
        }
    } else {
        blue_sky(seed, x, y)
    }
}

fn sunset(seed: u64, x: f32, y: f32, aspect: f32) -> Rgb {
    let horizon = pick(seed, 1, 0.52, 0.66);
    let sun = (pick(seed, 2, 0.2, 0.8) * aspect, horizon - pick(seed, 3, 0.03, 0.12));
    let sky = |y: f32| {
        let high = blend([0.2, 0.16, 0.38], [0.92, 0.42, 0.22], y / horizon);
        let bands = fractal(seed ^ 4, x * 1.6, y * 11.0, 5);
        let lit = blend(high, [1.0, 0.72, 0.38], (bands - 0.5) * 2.4);
        let distance = (x - sun.0).hypot(y - sun.1);
        let glow = (-distance * 4.0).exp();
        let disc = if distance < 0.045 { 1.0 } else { 0.0 };
        blend(blend(lit, [1.0, 0.85, 0.5], glow), [1.0, 0.96, 0.82], disc)
    };
    if y < horizon {
        return sky(y);
    }
    let depth = (y - horizon) / (1.0 - horizon);
    let waves = smooth(seed ^ 5, x * (30.0 - 22.0 * depth), y * (240.0 - 190.0 * depth));
    let sea = blend(scaled(sky(horizon - (y - horizon) * 0.8), 0.6), [0.07, 0.09, 0.18], 0.25 + 0.5 * depth);
    let path = (-((x - sun.0) / (0.03 + 0.22 * depth)).powi(2)).exp();
    blend(sea, [1.0, 0.8, 0.45], path * ((waves - 0.45) * 3.0).max(0.0))
}

fn night(seed: u64, x: f32, y: f32, aspect: f32) -> Rgb {
    let ground = ridge(seed, 1, x, 0.92, 0.3, 1.5);
    if y > ground {
        return scaled([0.02, 0.025, 0.03], 0.5 + fractal(seed ^ 2, x * 40.0, y * 40.0, 3));
    }
    let mut sky = blend([0.015, 0.02, 0.06], [0.1, 0.11, 0.19], y * y);
    let along = (x / aspect - 0.5) * 0.8 + y - pick(seed, 3, 0.35, 0.6);
    let dust = fractal(seed ^ 4, x * 4.0, y * 4.0, 5);
    sky = blend(sky, [0.42, 0.4, 0.48], (-(along * 5.0).powi(2)).exp() * (dust - 0.3));
    let grid = 130.0;
    let (column, row) = ((x * grid).floor(), (y * grid).floor());
    let chance = lattice(seed ^ 5, column as i32, row as i32);
    if chance > 0.93 {
        let offset = lattice(seed ^ 6, column as i32, row as i32) * 0.6 + 0.2;
        let distance = (x * grid - column - offset).hypot(y * grid - row - 0.5);
        sky = blend(sky, [0.95, 0.95, 1.0], (1.0 - distance * 4.5).max(0.0) * (chance - 0.9) * 12.0);
    }
    sky
}

fn city(seed: u64, x: f32, y: f32, _aspect: f32) -> Rgb {
    let mut colour = blend([0.13, 0.18, 0.36], [0.86, 0.52, 0.38], y * 1.25);
    for layer in 0..3u64 {
        let depth = layer as f32 / 2.0;
        let width = 0.07 + 0.05 * depth;
        let house = (x / width + layer as f32 * 0.37).floor();
        let tall = lattice(seed ^ layer, house as i32, 1);
        let top = 0.42 + 0.16 * depth + 0.3 * (1.0 - tall) * (1.0 - 0.3 * depth);
        if y < top {
            continue;
        }
        let wall = blend([0.4, 0.36, 0.44], [0.08, 0.08, 0.12], depth);
        let shade = 0.75 + 0.5 * lattice(seed ^ layer, house as i32, 2);
        colour = scaled(wall, shade - 0.15 * fractal(seed ^ 3, x * 70.0, y * 70.0, 3));
        let (across, down) = (x / width * 6.0, (y - top) * 34.0);
        let in_frame =
            (0.25..0.75).contains(&across.rem_euclid(1.0)) && (0.2..0.75).contains(&down.rem_euclid(1.0));
        let lit = lattice(seed ^ 11 ^ layer, across.floor() as i32, down.floor() as i32 + house as i32 * 97);
        if in_frame && lit > 0.58 {
            colour = blend(colour, [1.0, 0.83, 0.5], 0.35 + 0.65 * depth * lit);
        }
    }
    colour
}

fn forest(seed: u64, x: f32, y: f32, _aspect: f32) -> Rgb {
    let light = pick(seed, 1, 0.62, 0.85);
    let mut colour = blend([light, light * 0.99, light * 0.9], [0.4, 0.46, 0.36], y * 1.1);
    for layer in 0..4u64 {
        let depth = layer as f32 / 3.0;
        let spacing = 0.09 + 0.08 * depth;
        let column = (x / spacing).floor();
        let centre = (column + 0.2 + 0.6 * lattice(seed ^ layer, column as i32, 0)) * spacing;
        let lean = (smooth(seed ^ 2 ^ layer, column, y * 3.0) - 0.5) * 0.02;
        let radius = (0.006 + 0.018 * depth) * (0.6 + lattice(seed ^ layer, column as i32, 1));
        if (x - centre - lean).abs() < radius {
            let bark = fractal(seed ^ 3, x * 160.0, y * 24.0, 4);
            let trunk = scaled([0.2, 0.16, 0.12], 0.5 + bark);
            colour = blend([light, light, light * 0.93], trunk, 0.25 + 0.75 * depth);
        }
        let leaves = fractal(seed ^ 6 ^ layer, x * (18.0 + 10.0 * depth), y * (18.0 + 10.0 * depth), 4);
        if leaves - y * 0.55 - 0.12 * (1.0 - depth) > 0.42 {
            colour = blend(colour, scaled([0.24, 0.42, 0.13], 0.4 + leaves), 0.3 + 0.6 * depth);
        }
    }
    let floor = ridge(seed, 9, x, 0.92, 0.12, 3.0);
    if y > floor {
        scaled([0.3, 0.27, 0.14], 0.4 + fractal(seed ^ 10, x * 50.0, y * 70.0, 4))
    } else {
        colour
    }
}
