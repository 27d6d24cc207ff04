//! Repeatable randomness for drawn pictures: smooth noise for shapes, grain for sensors.

/// A well-mixed 64-bit value of any input (SplitMix64's finaliser).
pub(super) fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// A value in 0..1 that belongs to a lattice point.
pub(super) fn lattice(seed: u64, x: i32, y: i32) -> f32 {
    let key = u64::from(x.cast_unsigned()) << 32 | u64::from(y.cast_unsigned());
    (mix(seed ^ mix(key)) >> 40) as f32 / (1u64 << 24) as f32
}

/// Value noise in 0..1, smooth between lattice points.
pub(super) fn smooth(seed: u64, x: f32, y: f32) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (u, v) = (ease(x - left), ease(y - top));
    let (column, row) = (left as i32, top as i32);
    let at = |dx: i32, dy: i32| lattice(seed, column + dx, row + dy);
    let above = at(0, 0) + (at(1, 0) - at(0, 0)) * u;
    let below = at(0, 1) + (at(1, 1) - at(0, 1)) * u;
    above + (below - above) * v
}

/// Several octaves of [`smooth`], in 0..1.
pub(super) fn fractal(seed: u64, x: f32, y: f32, octaves: u32) -> f32 {
    let (mut sum, mut weight, mut total, mut scale) = (0.0, 1.0, 0.0, 1.0);
    for octave in 0..octaves {
        sum += weight * smooth(seed ^ u64::from(octave), x * scale, y * scale);
        total += weight;
        weight *= 0.5;
        scale *= 2.03;
    }
    sum / total
}

/// Adds sensor-like grain of up to `strength` steps each way to every byte.
pub(super) fn grain(bytes: &mut [u8], seed: u64, strength: i16) {
    let mut state = mix(seed) | 1;
    for chunk in bytes.chunks_mut(8) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        for (byte, random) in chunk.iter_mut().zip(state.to_le_bytes()) {
            let step = ((i16::from(random) * (2 * strength + 1)) >> 8) - strength;
            *byte = (i16::from(*byte) + step).clamp(0, 255) as u8;
        }
    }
}
