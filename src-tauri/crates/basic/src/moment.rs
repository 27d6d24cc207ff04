//! What a capture time says: the season where there are seasons, the part of the day by the local clock, and
//! where the sun stood if the position is known.

use jiff::SignedDuration;
use jiff::civil::DateTime;
use pothos_model::{Gps, LocalTime};

use crate::sky::{Sky, fits};
use crate::term::{DayPart, Season};

/// The tropics of Cancer and Capricorn: between them a year has no four seasons.
const TROPIC: f64 = 23.44;

/// Days at which a camera's calendar starts: a time on one of them was never set (the epochs of HFS, Unix and FAT).
const NEVER_SET: [(i16, i8, i8); 3] = [(1904, 1, 1), (1970, 1, 1), (1980, 1, 1)];

/// A capture time, read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Moment {
    /// What the clock showed.
    pub clock: DateTime,
    /// Where the year has four.
    pub season: Option<Season>,
    /// `None` when the file has a date only, or when the clock cannot be that of the place.
    pub part: Option<DayPart>,
    /// `None` without position or time of day.
    pub sky: Option<Sky>,
}

impl Moment {
    /// Reads a capture time; the position decides hemisphere and sun.
    pub fn of(taken: LocalTime, gps: Option<Gps>) -> Option<Self> {
        let dated = Self::date_of(taken)?;
        // Midnight to the millisecond is how a date without a time is stored.
        let timed = taken.local_ms.rem_euclid(86_400_000) != 0;
        let gps = gps.filter(|gps| gps.latitude.abs() <= 90.0 && gps.longitude.abs() <= 180.0);
        // A clock that is not local time at the position says neither what time of day it was there nor, surely, when.
        let foreign = gps.zip(taken.offset_minutes).is_some_and(|(gps, offset)| !fits(offset, gps));
        let readable = timed && !foreign;
        let sky = gps.filter(|_| readable).map(|gps| match taken.offset_minutes {
            Some(offset) => Sky::at(taken.local_ms - i64::from(offset) * 60_000, gps),
            None => Sky::somewhere(taken.local_ms, gps),
        });
        let dark = sky.as_ref().and_then(Sky::is_dark);
        Some(Self {
            season: gps.and_then(|gps| season(dated.clock.month(), gps.latitude)),
            part: if readable { day_part(dated.clock.hour(), dark) } else { None },
            sky,
            ..dated
        })
    }

    /// The date alone: for a scan or a screenshot, whose hour says nothing about the picture.
    pub fn date_of(taken: LocalTime) -> Option<Self> {
        let epoch = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);
        let clock = epoch.checked_add(SignedDuration::from_millis(taken.local_ms)).ok()?;
        let set = !NEVER_SET.contains(&(clock.year(), clock.month(), clock.day()));
        set.then_some(Self { clock, season: None, part: None, sky: None })
    }
}

fn season(month: i8, latitude: f64) -> Option<Season> {
    if latitude.abs() < TROPIC {
        return None;
    }
    let month = if latitude < 0.0 { month + 6 } else { month };
    Some(match month % 12 {
        3..=5 => Season::Spring,
        6..=8 => Season::Summer,
        9..=11 => Season::Autumn,
        _ => Season::Winter,
    })
}

/// By the clock; a sky known to be dark or light decides what the hours around midnight are called.
fn day_part(hour: i8, dark: Option<bool>) -> Option<DayPart> {
    match (hour, dark) {
        (22..=23, Some(true)) => Some(DayPart::Night),
        (22..=23, _) => Some(DayPart::LateEvening),
        (0..=1, Some(false)) => None,
        (2..=4, Some(false)) => Some(DayPart::EarlyMorning),
        (0..=4, _) => Some(DayPart::Night),
        (5..=6, _) => Some(DayPart::EarlyMorning),
        (7..=10, _) => Some(DayPart::Morning),
        (11..=13, _) => Some(DayPart::Midday),
        (14..=17, _) => Some(DayPart::Afternoon),
        (18..=19, Some(true)) => Some(DayPart::Evening),
        (18..=19, _) => Some(DayPart::EarlyEvening),
        _ => Some(DayPart::Evening),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::SunWord;

    fn check(
        clock: &str,
        offset: Option<i16>,
        at: Option<(f64, f64)>,
        expected: (Option<Season>, Option<DayPart>, &[SunWord]),
    ) {
        let time: DateTime = clock.parse().unwrap();
        let local_ms =
            time.duration_since(jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0)).as_millis().try_into().unwrap();
        let gps = at.map(|(latitude, longitude)| Gps { latitude, longitude, altitude_m: None });
        let moment = Moment::of(LocalTime { local_ms, offset_minutes: offset }, gps).unwrap();
        let words = moment.sky.as_ref().map_or(&[][..], |sky| &sky.words);
        assert_eq!((moment.season, moment.part, words), expected, "{clock} {offset:?} {at:?}");
    }

    #[test]
    fn a_moment_says_only_what_is_known() {
        const BERGEN: Option<(f64, f64)> = Some((60.39, 5.32));
        const SYDNEY: Option<(f64, f64)> = Some((-33.87, 151.21));
        const SINGAPORE: Option<(f64, f64)> = Some((1.29, 103.85));
        use {DayPart as D, Season as S, SunWord as W};
        check("2026-06-18T14:00:00", Some(120), BERGEN, (Some(S::Summer), Some(D::Afternoon), &[]));
        check("2026-06-18T14:00:00", Some(600), SYDNEY, (Some(S::Winter), Some(D::Afternoon), &[]));
        check("2026-06-18T14:00:00", Some(480), SINGAPORE, (None, Some(D::Afternoon), &[W::MiddaySun]));
        check("2026-06-18T14:00:00", None, None, (None, Some(D::Afternoon), &[]));
        check(
            "2026-06-18T22:41:00",
            Some(120),
            BERGEN,
            (Some(S::Summer), Some(D::LateEvening), &[W::GoldenHour, W::AroundSunset]),
        );
        // Without the offset the sun may have been up or down; in December it was down in every zone.
        check("2026-06-18T22:41:00", None, BERGEN, (Some(S::Summer), Some(D::LateEvening), &[]));
        check("2026-12-18T23:41:00", None, BERGEN, (Some(S::Winter), Some(D::Night), &[]));
        check("2026-12-18T22:41:00", Some(60), BERGEN, (Some(S::Winter), Some(D::Night), &[W::AfterDark]));
        check("2026-01-05T00:00:00", None, None, (None, None, &[]));
        check("2026-01-05T03:00:00", None, None, (None, Some(D::Night), &[]));
        // A clock of home, far from home.
        check("2026-06-18T14:00:00", Some(120), SYDNEY, (Some(S::Winter), None, &[]));
    }

    #[test]
    fn a_clock_that_was_never_set_is_no_time() {
        for day in ["1904-01-01T00:10:00", "1970-01-01T00:00:40", "1980-01-01T12:00:00"] {
            let time: DateTime = day.parse().unwrap();
            let since = time.duration_since(jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0));
            let local_ms = since.as_millis().try_into().unwrap();
            assert_eq!(Moment::of(LocalTime { local_ms, offset_minutes: None }, None), None, "{day}");
        }
    }
}
