//! Bursts: of the same scene, shaken, defocused and noisy by chance, the sharpest frame wins.

use super::paint::Dice;
use super::*;

const SMALL: (usize, usize) = (360, 240);
const FRAMES: usize = 8;

#[test]
fn the_sharpest_frame_of_a_hundred_bursts_wins_each() {
    let scenes: Vec<Light> = (0..10)
        .map(|seed| match seed % 3 {
            0 => Light::leaves(seed, SMALL.0, SMALL.1),
            1 => portrait(seed, SMALL, (0.5, 0.55)),
            _ => portrait(seed, SMALL, (0.35, 0.55)),
        })
        .collect();
    let mut lost = Vec::new();
    for burst in 0..100u64 {
        let mut dice = Dice::new(burst + 1);
        let scene = &scenes[(burst / 10) as usize];
        let best = (dice.next() * FRAMES as f32) as usize % FRAMES;
        let figures: Vec<(u8, u8)> = (0..FRAMES)
            .map(|frame| {
                // The best is all but still and in focus; every other misses by at least a pixel or so.
                let (sigma, length) = match (frame == best, dice.next() < 0.5) {
                    (true, _) => (dice.between(0.0, 0.3), dice.between(0.0, 0.8)),
                    (false, true) => (dice.between(0.9, 4.0), dice.between(0.0, 2.0)),
                    (false, false) => (dice.between(0.0, 0.5), dice.between(3.0, 15.0)),
                };
                let moved = scene.blurred(sigma).moved(length, dice.between(0.0, 180.0));
                let q = measured(&moved.shot(dice.between(0.0, 4.0), burst * 100 + frame as u64));
                (q.sharpness, q.score)
            })
            .collect();
        let winner = (0..FRAMES).max_by_key(|&frame| figures[frame]).unwrap();
        let ties = figures.iter().filter(|(sharpness, _)| *sharpness == figures[best].0).count();
        if winner != best || ties != 1 {
            lost.push(format!("burst {burst}: frame {best} should win: {figures:?}"));
        }
    }
    assert!(lost.is_empty(), "{} of 100 lost:\n{}", lost.len(), lost.join("\n"));
}
