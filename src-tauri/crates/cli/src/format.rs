//! Numbers, times and names as people read them. Pure, but for the system's time zone.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// `1208` as `1,208`.
pub(crate) fn count(number: impl Into<u64>) -> String {
    let digits = number.into().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 photo`, `2 photos`.
pub(crate) fn photos(number: u32) -> String {
    format!("{} photo{}", count(number), if number == 1 { "" } else { "s" })
}

/// A name in quotation marks.
pub(crate) fn quoted(name: &str) -> String {
    format!("\u{201c}{name}\u{201d}")
}

/// A length of time, roughly: `8 s`, `3 min`, `2 h 5 min`.
pub(crate) fn duration(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

/// An instant on the clock of this system: `2026-03-14 09:30`.
pub(crate) fn instant(ms: i64) -> String {
    let Ok(instant) = jiff::Timestamp::from_millisecond(ms) else { return "-".to_owned() };
    instant.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// A size: `14.2 GB`.
pub(crate) fn bytes(size: u64) -> String {
    let mut amount = size as f64;
    for unit in ["B", "kB", "MB", "GB"] {
        if amount < 1000.0 {
            let digits = usize::from(unit != "B" && amount < 100.0);
            return format!("{amount:.digits$} {unit}");
        }
        amount /= 1000.0;
    }
    format!("{amount:.1} TB")
}

/// At most `width` columns, shortened in the middle, so that a path keeps its start and its file name's ending.
pub(crate) fn middle(text: &str, width: usize) -> String {
    if text.width() <= width || width < 5 {
        return text.to_owned();
    }
    let (head, tail) = ((width - 1) / 2, width / 2);
    let front = take_width(text.chars(), head);
    let back: String = take_width(text.chars().rev(), tail).chars().rev().collect();
    format!("{front}…{back}")
}

fn take_width(chars: impl Iterator<Item = char>, width: usize) -> String {
    let mut used = 0;
    chars
        .take_while(|letter| {
            used += letter.width().unwrap_or(0);
            used <= width
        })
        .collect()
}

/// Rows under a heading, columns as wide as their widest cell; columns named in `right` stand to the right. A cell
/// in Chinese is two columns a character wide.
pub(crate) fn table(heading: &[&str], right: &[usize], rows: &[Vec<String>]) -> String {
    let widths: Vec<usize> = heading
        .iter()
        .enumerate()
        .map(|(column, name)| {
            let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width());
            cells.max().unwrap_or(0).max(name.width())
        })
        .collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut out = String::new();
        for (column, (cell, width)) in cells.zip(&widths).enumerate() {
            let gap = " ".repeat(width.saturating_sub(cell.width()));
            let cell = if right.contains(&column) { format!("{gap}{cell}") } else { format!("{cell}{gap}") };
            out.push_str(if column == 0 { "" } else { "  " });
            out.push_str(&cell);
        }
        out.trim_end().to_owned()
    };
    let mut lines = vec![line(&mut heading.iter().copied())];
    lines.extend(rows.iter().map(|row| line(&mut row.iter().map(String::as_str))));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_read_as_people_write_them() {
        assert_eq!(count(7_u32), "7");
        assert_eq!(count(1_208_000_u32), "1,208,000");
        assert_eq!(photos(1), "1 photo");
        assert_eq!(duration(59), "59 s");
        assert_eq!(duration(61), "2 min");
        assert_eq!(duration(7_500), "2 h 5 min");
        assert_eq!(bytes(14_200_000_000), "14.2 GB");
        assert_eq!(bytes(512), "512 B");
    }

    #[test]
    fn a_path_is_shortened_in_the_middle_and_keeps_its_ending() {
        assert_eq!(middle("/photos/2024/12/IMG_0001.jpg", 15), "/photos…001.jpg");
        assert_eq!(middle("照片照片照片照片.jpg", 12), "照片…片.jpg");
        assert_eq!(middle("short.jpg", 15), "short.jpg");
    }

    #[test]
    fn columns_line_up_whatever_the_script() {
        let rows = [vec!["照片".to_owned(), "12".to_owned()], vec!["ab".to_owned(), "3".to_owned()]];
        assert_eq!(table(&["name", "n"], &[1], &rows), "name   n\n照片  12\nab     3");
    }
}
