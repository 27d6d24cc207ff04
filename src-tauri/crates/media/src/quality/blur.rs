//! Which blur it is: motion widens edges in one direction only, missed focus in all. Claims neither unless the
//! whole picture agrees; a soft picture may be just that.

use super::sharpness::{Voice, Voices};

/// Thumbnails have too few tiles to agree about anything.
const ENOUGH: usize = 60;

/// Why a picture is soft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blur {
    /// The camera or everything before it moved along one line.
    Motion,
    /// Out of focus.
    Defocus,
}

/// Directional figures, for the judgement.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Directions {
    /// Sharpness along the direction in which the picture is blurred most, 0 to 1.
    pub along: f32,
    /// Sharpness at right angles to it.
    pub across: f32,
    /// Of the tiles that have structure in both directions, the share that are blurred along it and sharper
    /// across.
    pub agreeing: f32,
    /// How many tiles were asked, of all tiles.
    pub asked: f32,
    /// How many tiles there are.
    pub tiles: usize,
}

impl Directions {
    pub fn of(voices: &Voices) -> Self {
        let mut whole = Voice::default();
        for voice in &voices.tiles {
            for (level, more) in whole.levels.iter_mut().zip(&voice.levels) {
                *level = level.plus(more, 1.0);
            }
        }
        let [fine, _, coarse, _] = whole.levels;
        let Some(direction) = fine.least_against(&coarse) else { return Self::default() };
        let normal = (-direction.1, direction.0);
        let (along, across) = (whole.sharpness_along(direction), whole.sharpness_along(normal));
        let between = (along + across) / 2.0;
        let (mut asked, mut agreeing) = (0.0, 0.0);
        for voice in &voices.regions {
            let told = |direction| voice.levels[2].along(direction) > 0.12;
            if told(direction) && told(normal) {
                asked += 1.0;
                let there = voice.sharpness_along(direction);
                if there < between && there < voice.sharpness_along(normal) {
                    agreeing += 1.0;
                }
            }
        }
        Self {
            along,
            across,
            agreeing: if asked > 0.0 { agreeing / asked } else { 0.0 },
            asked: asked / voices.regions.len().max(1) as f32,
            tiles: voices.tiles.len(),
        }
    }

    /// The blur, when it is certain. Of 150 real files one that was not shaken has these figures for motion, a
    /// microscope's with noise in rows; none other comes near. The caller asks noisy pictures nothing.
    pub fn blur(&self) -> Option<Blur> {
        if self.asked < 0.3 || self.tiles < ENOUGH {
            return None;
        }
        let one_way = self.along <= 0.72
            && self.across >= (1.15 * self.along).max(self.along + 0.08)
            && self.agreeing >= 0.93;
        let all_ways = self.across <= 0.36 && self.across <= 1.3 * self.along + 0.03;
        match (one_way, all_ways) {
            (true, _) => Some(Blur::Motion),
            (false, true) => Some(Blur::Defocus),
            (false, false) => None,
        }
    }
}
