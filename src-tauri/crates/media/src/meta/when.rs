//! Capture times as text: EXIF's `2026:06:01 21:30:00`, XMP's ISO 8601, IPTC's `20260601` + `213000+0200`.
//! A time that no calendar has, or a date without a day, is no time.

use jiff::civil::DateTime;
use pothos_model::LocalTime;

/// Photography begins in 1826; a camera with a dead clock says 0000, and a damaged file may say 9999.
const YEARS: std::ops::RangeInclusive<i16> = 1826..=2199;

/// A civil reading as ms since 1970, as if it were UTC.
pub(crate) fn civil_ms(time: DateTime) -> i64 {
    let since = time.duration_since(jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0));
    i64::try_from(since.as_millis()).unwrap_or_default()
}

/// EXIF's date and time, its fraction of a second and its offset, each as text.
pub(super) fn parse_exif_time(text: &str, fraction: Option<&str>, offset: Option<&str>) -> Option<LocalTime> {
    let mut time = parse_iso(text)?;
    if let Some(digits) = fraction.map(str::trim)
        && time.local_ms % 1000 == 0
    {
        time.local_ms += fraction_ms(digits);
    }
    if let Some(offset) = offset.and_then(parse_offset) {
        time.offset_minutes = Some(offset);
    }
    Some(time)
}

/// A date with a time of day, in EXIF's or ISO 8601's spelling; the offset where the text has one.
pub(super) fn parse_iso(text: &str) -> Option<LocalTime> {
    let text = text.trim().trim_end_matches('\0').trim();
    let (date, rest) = text.split_at_checked(10)?;
    let mut parts = date.split(['-', ':', '/', '.']);
    let year: i16 = number(parts.next()?)?;
    let month: i8 = number(parts.next()?)?;
    let day: i8 = number(parts.next()?)?;
    if parts.next().is_some() || !YEARS.contains(&year) {
        return None;
    }
    let date = jiff::civil::Date::new(year, month, day).ok()?;
    let rest = rest.trim_start_matches(['T', ' ', 't', ':']);
    let (clock, offset) = split_offset(rest);
    let (clock, fraction) = clock.split_once(['.', ',']).unwrap_or((clock, ""));
    let mut parts = clock.trim().split(':');
    let (hour, minute, second) = match (parts.next().unwrap_or_default(), parts.next()) {
        ("", _) => (0, 0, 0),
        (hour, minute) => {
            (number(hour)?, number(minute?)?, parts.next().map_or(Some(0), number::<i8>)?.min(59))
        }
    };
    let time = jiff::civil::Time::new(hour, minute, second, 0).ok()?;
    Some(LocalTime {
        local_ms: civil_ms(date.to_datetime(time)) + fraction_ms(fraction),
        offset_minutes: parse_offset(offset),
    })
}

/// IPTC's `CCYYMMDD` and `HHMMSS±HHMM`.
pub(super) fn parse_iptc(date: &str, time: Option<&str>) -> Option<LocalTime> {
    let date = date.trim();
    if date.len() != 8 || !date.is_ascii() {
        return None;
    }
    let time = time.unwrap_or_default().trim();
    let time = if time.len() >= 6 && time.is_ascii() {
        format!("T{}:{}:{}{}", &time[..2], &time[2..4], &time[4..6], &time[6..])
    } else {
        String::new()
    };
    parse_iso(&format!("{}-{}-{}{time}", &date[..4], &date[4..6], &date[6..8]))
}

/// `+02:00`, `-0330`, `Z`: minutes east of UTC.
pub(super) fn parse_offset(text: &str) -> Option<i16> {
    let text = text.trim().trim_end_matches('\0').trim();
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() > 2 => digits.split_at_checked(2)?,
        None => (digits, "0"),
    };
    let minutes = number::<i16>(hours)?.checked_mul(60)?.checked_add(number(minutes)?)?;
    // The widest offsets on earth are -12:00 and +14:00.
    (minutes <= 14 * 60).then_some(sign * minutes)
}

fn split_offset(text: &str) -> (&str, &str) {
    match text.find(['Z', 'z', '+', '-']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    }
}

fn fraction_ms(digits: &str) -> i64 {
    let ms: String = digits.chars().take_while(char::is_ascii_digit).chain("000".chars()).take(3).collect();
    ms.parse().unwrap_or_default()
}

fn number<N: std::str::FromStr>(text: &str) -> Option<N> {
    let text = text.trim();
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(&str, Option<i16>)>) {
        let found = parse_iso(text);
        let expected = expected.map(|(time, offset_minutes)| LocalTime {
            local_ms: civil_ms(time.parse().unwrap()),
            offset_minutes,
        });
        assert_eq!(found, expected, "reading {text:?}");
    }

    #[test]
    fn times_are_read_in_every_spelling_that_cameras_and_editors_use() {
        check("2007:12:06 14:33:18", Some(("2007-12-06T14:33:18", None)));
        check("2008-12-14T23:50:20+09:00", Some(("2008-12-14T23:50:20", Some(540))));
        check("2008-12-14T23:50:20.25Z", Some(("2008-12-14T23:50:20.25", Some(0))));
        check("2008-12-14T23:50-0330", Some(("2008-12-14T23:50:00", Some(-210))));
        check("2021/05/04 03:02:01", Some(("2021-05-04T03:02:01", None)));
        check("2021:05:04", Some(("2021-05-04T00:00:00", None)));
        check("2016:12:31 23:59:60", Some(("2016-12-31T23:59:59", None)));
    }

    #[test]
    fn a_time_that_no_calendar_has_is_no_time() {
        for nonsense in [
            "0000:00:00 00:00:00",
            "    :  :     :  :  ",
            "2021:13:01 00:00:00",
            "2021:02:30 12:00:00",
            "2021:02:03 25:00:00",
            "2021-05",
            "2021",
            "9999:12:31 23:59:59",
            "",
            "not a date at all",
            "二〇二一年五月四日",
        ] {
            check(nonsense, None);
        }
    }

    #[test]
    fn exif_takes_fraction_and_offset_from_their_own_tags() {
        let time = parse_exif_time("2026:06:01 21:30:05", Some("07"), Some("+02:00")).unwrap();
        assert_eq!(time.local_ms % 60_000, 5_070, "07 is seven hundredths");
        assert_eq!(time.offset_minutes, Some(120));
        let time = parse_exif_time("2026:06:01 21:30:05", None, Some("   :  ")).unwrap();
        assert_eq!(time.offset_minutes, None, "an unset offset is no offset");
    }

    #[test]
    fn iptc_dates_are_read() {
        let time = parse_iptc("20071206", Some("143318-0500")).unwrap();
        assert_eq!(
            time,
            LocalTime {
                local_ms: civil_ms("2007-12-06T14:33:18".parse().unwrap()),
                offset_minutes: Some(-300)
            }
        );
        assert_eq!(parse_iptc("00000000", None), None);
    }
}
