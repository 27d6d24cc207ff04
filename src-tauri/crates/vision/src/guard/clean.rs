//! Brings a word into its stored form: NFC, one line, no control or invisible characters, no quotes or markup
//! around it.

use unicode_normalization::UnicodeNormalization;

/// Quotes and marks that models put around a word, by pairs.
const PAIRS: [(char, char); 12] = [
    ('"', '"'),
    ('\'', '\''),
    ('“', '”'),
    ('‘', '’'),
    ('「', '」'),
    ('『', '』'),
    ('《', '》'),
    ('«', '»'),
    ('`', '`'),
    ('*', '*'),
    ('_', '_'),
    ('【', '】'),
];

/// `text` as one clean line.
pub(crate) fn line(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.nfc() {
        if c.is_whitespace() || c.is_control() {
            if !clean.ends_with(' ') {
                clean.push(' ');
            }
        } else if !is_invisible(c) {
            clean.push(c);
        }
    }
    unquoted(clean.trim()).to_owned()
}

/// Zero-width signs, direction overrides, tags, private use and the mark of a broken character.
fn is_invisible(c: char) -> bool {
    matches!(
        u32::from(c),
        0x00AD | 0x061C | 0x180E | 0x200B..=0x200C | 0x200E..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFEFF
            | 0xFFF0..=0xFFFF | 0xE000..=0xF8FF | 0xE0000..=0xE0FFF | 0xF0000..=0x10FFFF
    )
}

/// `text` without the quotes and emphasis around the whole of it, and without half a pair at one end.
fn unquoted(text: &str) -> &str {
    let mut text = text;
    for _ in 0..4 {
        let before = text.len();
        for (open, close) in PAIRS {
            let Some(inner) = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) else {
                continue;
            };
            // “A” and “B” are two quotations, not one around the whole.
            if !inner.contains(open) && !inner.contains(close) {
                text = inner.trim();
            }
        }
        let lone = |c: char| matches!(c, '"' | '“' | '”' | '`');
        if text.chars().filter(|c| lone(*c)).count() == 1 {
            text = text.trim_matches(lone).trim();
        }
        text = text.trim_start_matches("**").trim_end_matches("**").trim();
        if text.len() == before {
            break;
        }
    }
    text
}

/// A tag or category: a clean line without hash signs, brackets and punctuation around it.
pub(crate) fn entry(text: &str) -> String {
    let line = line(text);
    let edges = |c: char| {
        matches!(
            c,
            '#' | '.'
                | ','
                | ';'
                | ':'
                | '!'
                | '?'
                | '。'
                | '，'
                | '、'
                | '；'
                | '：'
                | '！'
                | '？'
                | '['
                | ']'
                | '{'
                | '}'
                | '<'
                | '>'
                | '|'
                | '\\'
                | '/'
                | '…'
                | '~'
                | '='
                | '"'
                | '“'
                | '”'
                | '*'
                | '`'
                | '_'
        )
    };
    let mut entry = line.trim_matches(|c: char| edges(c) || c.is_whitespace());
    // A bracket belongs to the word only with its partner.
    if entry.starts_with('(') != entry.ends_with(')') || (entry.starts_with('(') && entry.ends_with(')')) {
        let open = entry.matches('(').count();
        let close = entry.matches(')').count();
        if open != close || entry.starts_with('(') {
            entry = entry.trim_matches(['(', ')', ' ']);
        }
    }
    // Snake case is a model's habit, not a word: `palm_tree`.
    if entry.contains('_') && !entry.contains(' ') {
        return entry.replace('_', " ").trim().to_owned();
    }
    entry.to_owned()
}

/// The longest beginning of `text` that ends with a sentence, or else with a word, in `max` characters.
pub(crate) fn shortened(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let head: String = text.chars().take(max).collect();
    if let Some(whole) = crate::reply::whole_sentences(&head)
        && whole.chars().count() * 3 >= max
    {
        return whole;
    }
    let head: String = head.chars().take(max.saturating_sub(1)).collect();
    let cut = head.rfind([' ', '，', '、', ',']).filter(|at| *at * 2 > head.len()).unwrap_or(head.len());
    format!("{}…", head.get(..cut).unwrap_or(&head).trim_end_matches([' ', ',', '，', '、']))
}
