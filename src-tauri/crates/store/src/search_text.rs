//! Text for the search index and from the search box. The same shaping on both sides makes them meet: compatibility
//! forms are folded, each CJK character and emoji stands alone, so that any run of characters is found as a phrase.
//! SQLite's unicode61 tokenizer then lowers case, drops accents and splits on everything that is no letter or digit.
//! The index holds no text, so nothing of this is ever shown.

use unicode_normalization::UnicodeNormalization;

/// Stands between two words of a list, so that no phrase reaches from one into the next. A private-use character
/// counts as a letter to the tokenizer, and no search box types it.
const BETWEEN: &str = " \u{E000} ";

/// Running text, shaped.
pub(crate) fn index_text(text: &str) -> String {
    let mut shaped = String::with_capacity(text.len() + 8);
    for c in text.nfkc() {
        if stands_alone(c) {
            shaped.push(' ');
            shaped.push(c);
            shaped.push(' ');
        } else if is_emoji(c) {
            // The tokenizer drops symbols; their number is a word it keeps.
            shaped.push_str(&format!(" u{:x}u ", u32::from(c)));
        } else if c == '\u{E000}' || c.is_control() {
            shaped.push(' ');
        } else {
            shaped.push(c);
        }
    }
    shaped
}

/// Words that do not belong together, shaped.
pub(crate) fn index_list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.map(index_text).collect::<Vec<_>>().join(BETWEEN)
}

/// A file name: whole, without its ending, and in its parts, so that `DSC01234.jpg` is found by `dsc01234`, `dsc`,
/// `01234` and `1234`.
pub(crate) fn index_name(name: &str) -> String {
    let stem = match name.rfind('.') {
        Some(dot) if dot > 0 => &name[..dot],
        _ => name,
    };
    let mut shaped = index_text(name);
    for part in stem.split(['_', '-', '.', ' ']) {
        for piece in letters_and_digits(part) {
            if piece.len() < part.len() {
                shaped.push(' ');
                shaped.push_str(&index_text(piece));
            }
            let short = piece.trim_start_matches('0');
            if !short.is_empty() && short.len() < piece.len() {
                shaped.push(' ');
                shaped.push_str(short);
            }
        }
    }
    shaped
}

/// Runs of digits and of anything else, in order.
fn letters_and_digits(part: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in part.char_indices() {
        let digit = c.is_ascii_digit();
        if last.is_some_and(|last| last != digit) {
            pieces.push(&part[start..at]);
            start = at;
        }
        last = Some(digit);
    }
    if start < part.len() {
        pieces.push(&part[start..]);
    }
    pieces
}

/// The search box's text as an FTS5 expression, or `None` when there is no word in it. Every term becomes a quoted
/// phrase, so nothing the user types is an operator; terms are joined by FTS5's implicit AND; the last is a prefix.
pub(crate) fn fts_query(text: &str) -> Option<String> {
    let terms: Vec<String> = text
        .split_whitespace()
        // After the shaping: compatibility forms of the quotation mark fold into it.
        .map(|term| index_text(term).replace('"', " "))
        .filter(|term| term.chars().any(char::is_alphanumeric))
        .map(|term| format!("\"{}\"", term.trim()))
        .collect();
    (!terms.is_empty()).then(|| format!("{}*", terms.join(" ")))
}

/// Scripts written without spaces: each character is a word of its own.
fn stands_alone(c: char) -> bool {
    matches!(u32::from(c),
        0x2E80..=0x2FDF      // CJK and Kangxi radicals
        | 0x3005..=0x3007    // iteration mark, closing mark, zero
        | 0x3040..=0x30FF    // Hiragana, Katakana
        | 0x3100..=0x312F    // Bopomofo
        | 0x31A0..=0x31BF | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF   // Han
        | 0xAC00..=0xD7A3    // Hangul syllables
        | 0xF900..=0xFAFF    // compatibility Han
        | 0x20000..=0x3FFFF) // Han beyond the first plane
}

/// The blocks that hold nearly all emoji.
fn is_emoji(c: char) -> bool {
    matches!(u32::from(c), 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0x1F300..=0x1FAFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_user_types_becomes_phrases_and_never_an_operator() {
        let check =
            |text: &str, expected: Option<&str>| assert_eq!(fts_query(text).as_deref(), expected, "{text:?}");
        check("", None);
        check(" \t ", None);
        check("\" - *", None);
        check("sea", Some("\"sea\"*"));
        check("red  car", Some("\"red\" \"car\"*"));
        check("NOT a OR b", Some("\"NOT\" \"a\" \"OR\" \"b\"*"));
        check("title:x^2 (y)", Some("\"title:x^2\" \"(y)\"*"));
        check("say \"hi", Some("\"say\" \"hi\"*"));
        check("＂²", Some("\"2\"*"));
        check("海边", Some("\"海  边\"*"));
        check("ＡＢＣ", Some("\"ABC\"*"));
    }

    #[test]
    fn a_file_name_is_found_by_its_parts() {
        let words = |name: &str| {
            let shaped = index_name(name);
            shaped.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(words("DSC01234.jpg"), ["DSC01234.jpg", "DSC", "01234", "1234"]);
        assert_eq!(words("IMG_0007.JPG"), ["IMG_0007.JPG", "7"]);
        assert_eq!(words("0000.png"), ["0000.png"], "nothing is left of zeros");
        assert_eq!(words(".hidden"), [".hidden"]);
        assert_eq!(words("照片.png"), ["照", "片", ".png"]);
    }
}
