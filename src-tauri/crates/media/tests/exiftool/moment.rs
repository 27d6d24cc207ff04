//! exiftool's times, which come in EXIF's spelling from every group.

use jiff::civil::DateTime;

/// A moment as text: the clock's reading, three digits of its fraction, and its offset from UTC.
#[derive(Clone)]
pub struct Moment {
    pub clock: String,
    pub thousandths: String,
    pub offset: Option<String>,
}

/// `2008:12:14 23:50:20.25+09:00`, with the fraction and the offset from their own tags where they are.
pub fn parsed(text: &str, fraction: Option<String>, offset: Option<String>) -> Option<Moment> {
    let head = text.get(..10)?;
    let rest = text.get(11..).unwrap_or("00:00:00");
    let at = rest.find(['+', '-', 'Z']).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(at);
    let (clock, inner) = clock.split_once('.').unwrap_or((clock, ""));
    let clock = if clock.len() == 5 { format!("{clock}:00") } else { clock.to_owned() };
    let clock: DateTime = format!("{}T{clock}", head.replace(':', "-")).parse().ok()?;
    let fraction = if inner.is_empty() { fraction.unwrap_or_default() } else { inner.to_owned() };
    let digits = fraction.trim().chars().take_while(char::is_ascii_digit).chain("000".chars());
    let zone =
        if zone.is_empty() { offset.filter(|offset| offset.contains(':')) } else { Some(zone.to_owned()) };
    Some(Moment {
        clock: clock.to_string().split('.').next().unwrap_or_default().to_owned(),
        thousandths: digits.take(3).collect(),
        offset: zone.map(|zone| zone.trim().replace('Z', "+00:00")).filter(|zone| zone.len() == 6),
    })
}
