//! Local times as text and back, without a time zone: what a camera's clock showed.

use jiff::civil::{Date, DateTime};
use pothos_model::LocalTime;

/// `YYYY-MM-DDTHH:MM:SS`, with `+HH:MM` where the offset is known.
pub(crate) fn local_date_time(time: LocalTime) -> Option<String> {
    let civil = civil(time.local_ms)?;
    let mut text = civil.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    if let Some(offset) = time.offset_minutes {
        let sign = if offset < 0 { '-' } else { '+' };
        let minutes = offset.unsigned_abs();
        text.push_str(&format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60));
    }
    Some(text)
}

/// `YYYY-MM-DD`.
pub(crate) fn local_date(local_ms: i64) -> Option<String> {
    Some(civil(local_ms)?.date().to_string())
}

/// The first instant of that day, as [`LocalTime::local_ms`]; `days` later.
pub(crate) fn day_start(day: &str, days: i32) -> Option<i64> {
    let date: Date = day.parse().ok()?;
    let date = date.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
    let stamp = date.to_datetime(jiff::civil::Time::midnight()).to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(stamp.timestamp().as_millisecond())
}

fn civil(local_ms: i64) -> Option<DateTime> {
    let stamp = jiff::Timestamp::from_millisecond(local_ms).ok()?;
    Some(stamp.to_zoned(jiff::tz::TimeZone::UTC).datetime())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_time_reads_as_the_cameras_clock_with_its_offset() {
        let time = LocalTime { local_ms: 1_720_000_000_000, offset_minutes: Some(-210) };
        assert_eq!(local_date_time(time).as_deref(), Some("2024-07-03T09:46:40-03:30"));
    }

    #[test]
    fn a_day_begins_at_midnight_and_ends_where_the_next_begins() {
        assert_eq!(day_start("1970-01-02", 0), Some(86_400_000));
        assert_eq!(day_start("1970-01-02", 1), Some(2 * 86_400_000));
        assert_eq!(day_start("no day", 0), None);
    }
}
