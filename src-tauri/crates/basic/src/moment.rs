//! What a capture time says: the season where there are seasons, the part of the day by the local clock, and
//! the light where the sun's height can be computed.

use jiff::SignedDuration;
use jiff::civil::DateTime;
use pothos_model::{Gps, LocalTime};

use crate::sun;

/// Between these latitudes a year has no four seasons.
const TROPICS: f64 = 15.0;

/// A season of the temperate zones, by the meteorological calendar: whole months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

/// A part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DayPart {
    EarlyMorning,
    Morning,
    Midday,
    Afternoon,
    Evening,
    LateEvening,
    Night,
}

/// Light that has a name among photographers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Light {
    GoldenHour,
    BlueHour,
}

/// A capture time, read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Moment {
    pub clock: DateTime,
    pub offset_minutes: Option<i16>,
    pub season: Option<Season>,
    /// `None` when the file has a date only.
    pub part: Option<DayPart>,
    pub light: Option<Light>,
}

impl Moment {
    /// Reads a capture time; the position decides hemisphere and light.
    pub fn of(taken: LocalTime, gps: Option<Gps>) -> Option<Self> {
        let epoch = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);
        let clock = epoch.checked_add(SignedDuration::from_millis(taken.local_ms)).ok()?;
        // Midnight to the millisecond is how a date without a time is stored.
        let timed = taken.local_ms.rem_euclid(86_400_000) != 0;
        let sun = gps
            .zip(taken.offset_minutes)
            .filter(|_| timed)
            .map(|(gps, offset)| sun::elevation(taken.local_ms - i64::from(offset) * 60_000, gps));
        Some(Self {
            clock,
            offset_minutes: taken.offset_minutes,
            season: gps.and_then(|gps| season(clock.month(), gps.latitude)),
            part: timed.then(|| day_part(clock.hour(), sun)),
            light: sun.and_then(light),
        })
    }
}

fn season(month: i8, latitude: f64) -> Option<Season> {
    if latitude.abs() < TROPICS {
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

/// By the clock; a sun that is still up turns the first and last hours of "night" into evening and morning.
fn day_part(hour: i8, sun: Option<f64>) -> DayPart {
    let light = sun.is_some_and(|degrees| degrees > -6.0);
    match hour {
        5..=6 => DayPart::EarlyMorning,
        7..=10 => DayPart::Morning,
        11..=13 => DayPart::Midday,
        14..=17 => DayPart::Afternoon,
        18..=21 => DayPart::Evening,
        22..=23 if light => DayPart::LateEvening,
        2..=4 if light => DayPart::EarlyMorning,
        _ => DayPart::Night,
    }
}

/// The usual bounds: golden from 6 degrees above to 4 below the horizon, blue from 4 to 6 below.
fn light(degrees: f64) -> Option<Light> {
    if (-4.0..=6.0).contains(&degrees) {
        Some(Light::GoldenHour)
    } else if (-6.0..-4.0).contains(&degrees) {
        Some(Light::BlueHour)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        clock: &str,
        offset: Option<i16>,
        at: Option<(f64, f64)>,
        expected: (Option<Season>, Option<DayPart>, Option<Light>),
    ) {
        let time: DateTime = clock.parse().unwrap();
        let local_ms =
            time.duration_since(jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0)).as_millis().try_into().unwrap();
        let gps = at.map(|(latitude, longitude)| Gps { latitude, longitude, altitude_m: None });
        let moment = Moment::of(LocalTime { local_ms, offset_minutes: offset }, gps).unwrap();
        assert_eq!((moment.season, moment.part, moment.light), expected, "{clock} {offset:?} {at:?}");
    }

    #[test]
    fn a_moment_says_only_what_is_known() {
        const BERGEN: Option<(f64, f64)> = Some((60.39, 5.32));
        const SYDNEY: Option<(f64, f64)> = Some((-33.87, 151.21));
        const SINGAPORE: Option<(f64, f64)> = Some((1.29, 103.85));
        use {DayPart as D, Light as L, Season as S};
        check("2026-06-18T14:00:00", Some(120), BERGEN, (Some(S::Summer), Some(D::Afternoon), None));
        check("2026-06-18T14:00:00", Some(600), SYDNEY, (Some(S::Winter), Some(D::Afternoon), None));
        check("2026-06-18T14:00:00", Some(480), SINGAPORE, (None, Some(D::Afternoon), None));
        check("2026-06-18T14:00:00", None, None, (None, Some(D::Afternoon), None));
        check(
            "2026-06-18T22:41:00",
            Some(120),
            BERGEN,
            (Some(S::Summer), Some(D::LateEvening), Some(L::GoldenHour)),
        );
        check("2026-06-18T22:41:00", None, BERGEN, (Some(S::Summer), Some(D::Night), None));
        check("2026-12-18T22:41:00", Some(60), BERGEN, (Some(S::Winter), Some(D::Night), None));
        check("2026-01-05T00:00:00", None, None, (None, None, None));
        check("2026-01-05T03:00:00", None, None, (None, Some(D::Night), None));
    }
}
