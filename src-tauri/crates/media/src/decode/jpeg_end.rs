//! Where a JPEG stops: whether its end is there, and if not, how much of the picture is.

use crate::bytes::be16;

/// How a JPEG's data ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// With an end marker after the last scan.
    Whole,
    /// In the middle of the only pass over the picture, or before it.
    CutBaseline,
    /// In the last pass of a progressive picture: only some fine detail is missing.
    CutInLastScan,
    /// Before the last pass of a progressive picture.
    CutBeforeLastScan,
}

/// Walks all segments and scans.
pub(super) fn ending(data: &[u8]) -> Ending {
    let mut at = 2;
    let mut progressive = false;
    let mut components = 0usize;
    // For each component and each of the 64 coefficients, whether its last bit has come.
    let mut refined = vec![[false; 64]; 4];
    let cut = |progressive: bool, refined: &[[bool; 64]], components: usize| {
        let complete = refined.iter().take(components).all(|c| c.iter().all(|done| *done));
        match (progressive, complete && components > 0) {
            (false, _) => Ending::CutBaseline,
            (true, true) => Ending::CutInLastScan,
            (true, false) => Ending::CutBeforeLastScan,
        }
    };
    let mut ids: Vec<u8> = Vec::new();
    loop {
        let Some(marker) = next_marker(data, &mut at) else { return cut(progressive, &refined, components) };
        match marker {
            0xD9 => return Ending::Whole,
            0x01 | 0xD0..=0xD8 => {}
            _ => {
                let Some(length) = be16(data, at).map(usize::from) else {
                    return cut(progressive, &refined, components);
                };
                let body = data.get(at + 2..(at + length.max(2)).min(data.len())).unwrap_or_default();
                match marker {
                    0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                        progressive = matches!(marker, 0xC2 | 0xC6 | 0xCA | 0xCE);
                        ids =
                            body.get(6..).unwrap_or_default().chunks_exact(3).map(|c| c[0]).take(4).collect();
                        components = ids.len();
                    }
                    0xDA => note_scan(body, &ids, &mut refined),
                    _ => {}
                }
                at += length.max(2);
            }
        }
    }
}

/// Moves to the next marker, over stray bytes, stuffed zeros and entropy-coded data.
fn next_marker(data: &[u8], at: &mut usize) -> Option<u8> {
    loop {
        *at += data.get(*at..)?.iter().position(|&b| b == 0xFF)? + 1;
        while data.get(*at) == Some(&0xFF) {
            *at += 1;
        }
        let marker = *data.get(*at)?;
        *at += 1;
        if marker != 0 && !(0xD0..=0xD7).contains(&marker) {
            return Some(marker);
        }
    }
}

fn note_scan(body: &[u8], ids: &[u8], refined: &mut [[bool; 64]]) {
    let Some((&count, rest)) = body.split_first() else { return };
    let count = usize::from(count);
    let Some(&[first, last, bits]) = rest.get(count * 2..count * 2 + 3) else { return };
    if bits & 0x0F != 0 {
        return;
    }
    for component in rest.chunks_exact(2).take(count) {
        let Some(index) = ids.iter().position(|id| *id == component[0]) else { continue };
        let range = usize::from(first.min(63))..=usize::from(last.min(63));
        if let Some(coefficients) = refined.get_mut(index).and_then(|c| c.get_mut(range)) {
            coefficients.fill(true);
        }
    }
}

/// How many rows at the bottom are the flat mid grey with which libjpeg fills what it never saw.
pub(super) fn grey_rows(pixels: &[u8], pitch: usize) -> usize {
    if pitch == 0 {
        return 0;
    }
    pixels.chunks_exact(pitch).rev().take_while(|row| row.iter().all(|&b| (126..=130).contains(&b))).count()
}
