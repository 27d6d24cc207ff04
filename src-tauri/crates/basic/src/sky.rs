//! Names for where the sun stood, only where they hold: for a known moment, or for every moment that an unknown
//! time zone leaves open. Knows no language.
//!
//! Bounds in degrees of the sun's centre: golden hour -4 to 6 and blue hour -6 to -4 (PhotoPills, "Golden Hour and
//! Blue Hour"); nautical twilight ends at -12, and the sun's upper limb is on the horizon at -0.833 (US Naval
//! Observatory, "Rise, Set, and Twilight Definitions").

use pothos_model::Gps;

use crate::sun::Sun;
use crate::term::SunWord;

const LIMB: f64 = -0.833;
const BLUE: f64 = -6.0;
const GOLDEN: f64 = -4.0;
const GOLDEN_END: f64 = 6.0;
/// Below, the sky is dark to the eye.
pub(crate) const DARK: f64 = -12.0;
/// From here on shadows are shorter than two thirds of what throws them.
const HIGH: f64 = 55.0;

/// How far clocks run ahead of the mean sun, in minutes: the east of Queensland, Maine and Hokkaido are half an hour to
/// an hour behind, the west of China is three hours ahead.
const AHEAD: std::ops::RangeInclusive<i64> = -90..=210;
/// Step between the moments tried when the zone is unknown; the sun moves 2.5 degrees in it.
const STEP_MINUTES: usize = 10;

/// Where the sun stood.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sky {
    /// What may be said of it, the most telling first.
    pub words: Vec<SunWord>,
    /// The lowest it can have stood.
    pub low: f64,
    /// The highest it can have stood; as `low` when the moment is known.
    pub high: f64,
    /// Whether the time zone is known, and so the moment.
    pub certain: bool,
}

/// Whether a clock with that offset could be local time at that longitude.
pub(crate) fn fits(offset_minutes: i16, gps: Gps) -> bool {
    let ahead = (f64::from(offset_minutes) - gps.longitude * 4.0 + 720.0).rem_euclid(1440.0) - 720.0;
    (*AHEAD.start() as f64..=*AHEAD.end() as f64).contains(&ahead)
}

impl Sky {
    /// At a moment that is known.
    pub fn at(utc_ms: i64, gps: Gps) -> Self {
        let sun = Sun::at(utc_ms, gps);
        Self { words: words(sun), low: sun.elevation, high: sun.elevation, certain: true }
    }

    /// By a clock whose zone is unknown: what holds in every zone that the longitude allows.
    pub fn somewhere(local_ms: i64, gps: Gps) -> Self {
        let mean_sun = local_ms - (gps.longitude * 240_000.0) as i64;
        let suns: Vec<Sun> =
            AHEAD.step_by(STEP_MINUTES).map(|ahead| Sun::at(mean_sun - ahead * 60_000, gps)).collect();
        let common = suns
            .iter()
            .map(|sun| words(*sun))
            .reduce(|held, new| held.into_iter().filter(|word| new.contains(word)).collect());
        let bound = |pick: fn(f64, f64) -> f64, from: f64| suns.iter().map(|s| s.elevation).fold(from, pick);
        Self {
            words: common.unwrap_or_default(),
            low: bound(f64::min, 90.0),
            high: bound(f64::max, -90.0),
            certain: false,
        }
    }

    /// Whether it was dark; `None` where the zone would have to be known.
    pub fn is_dark(&self) -> Option<bool> {
        if self.high < DARK {
            Some(true)
        } else if self.low >= DARK {
            Some(false)
        } else {
            None
        }
    }
}

fn words(sun: Sun) -> Vec<SunWord> {
    let height = sun.elevation;
    // In polar night and midnight sun there is no rising and no setting to speak of.
    let never_up = sun.highest() < LIMB;
    let never_down = sun.lowest() > LIMB;
    let daily = !never_up && !never_down;
    let rises = sun.rises();
    [
        (SunWord::PolarNight, never_up),
        (SunWord::MidnightSun, never_down && sun.hour_angle.abs() >= 135.0),
        (SunWord::GoldenHour, (GOLDEN..=GOLDEN_END).contains(&height) && !never_up),
        (SunWord::BlueHour, (BLUE..GOLDEN).contains(&height)),
        (SunWord::AroundSunrise, daily && rises && (-2.0..=1.5).contains(&height)),
        (SunWord::AroundSunset, daily && !rises && (-2.0..=1.5).contains(&height)),
        (SunWord::Dawn, daily && rises && (DARK..GOLDEN).contains(&height)),
        (SunWord::Dusk, daily && !rises && (DARK..GOLDEN).contains(&height)),
        (SunWord::BeforeDawn, daily && rises && height < DARK),
        (SunWord::AfterDark, daily && !rises && height < DARK),
        (SunWord::MiddaySun, height >= HIGH && sun.hour_angle.abs() <= 22.5),
    ]
    .into_iter()
    .filter_map(|(word, holds)| holds.then_some(word))
    .collect()
}
