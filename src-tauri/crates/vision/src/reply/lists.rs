//! Cuts a text into entries, and tells a word list from prose. Both scripts.

use super::draft::Repairs;

/// Entries taken from one text; limits are far below.
const MAX_ENTRIES: usize = 200;

/// Marks between entries, besides line breaks.
const MARKS: [char; 11] = [',', ';', '，', '；', '、', '|', '｜', '•', '·', '\t', '﹑'];

/// The entries of `text`, trimmed, without bullets and numbering; never empty ones.
pub(crate) fn split(text: &str, repairs: &mut Repairs) -> Vec<String> {
    let text =
        text.trim().trim_start_matches(['[', '(', '（', '【']).trim_end_matches([']', ')', '）', '】']);
    let mut entries = Vec::new();
    for line in text.lines() {
        let bare = strip_bullet(line, repairs);
        for piece in pieces_of_line(bare, repairs) {
            let piece = strip_bullet(piece, repairs).trim();
            let piece = strip_and(piece, !entries.is_empty());
            if !piece.is_empty() && entries.len() < MAX_ENTRIES {
                entries.push(piece.to_owned());
            }
        }
    }
    entries
}

/// Whether a list's entry holds several.
pub(crate) fn holds_several(text: &str) -> bool {
    text.contains(MARKS) || text.contains('\n') || text.matches('#').count() > 1
}

fn pieces_of_line<'t>(line: &'t str, repairs: &mut Repairs) -> Vec<&'t str> {
    if line.contains(MARKS) {
        return line.split(MARKS).collect();
    }
    if line.matches('#').count() > 1 {
        repairs.add("hashtags");
        return line.split('#').collect();
    }
    if line.contains(" / ") {
        return line.split(" / ").collect();
    }
    let numbered = inline_numbers(line);
    if numbered.len() > 2 {
        repairs.add("numbering");
        return numbered;
    }
    let sentences: Vec<&str> = line.split(". ").collect();
    if sentences.len() > 2 && sentences.iter().all(|part| part.split_whitespace().count() <= 4) {
        return sentences.into_iter().map(|part| part.trim_end_matches('.')).collect();
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    if words.len() > 1 && words.iter().all(|word| word.chars().count() <= 8 && word.chars().all(is_han)) {
        return words;
    }
    vec![line]
}

/// `1. sunset 2. beach 3. palm` on one line.
fn inline_numbers(line: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        if c.is_ascii_digit() && before.is_whitespace() {
            let rest = line.get(at..).unwrap_or_default();
            let digits = rest.chars().take_while(char::is_ascii_digit).count();
            let mark = rest.get(digits..).and_then(|tail| tail.chars().next());
            let gap = rest.get(digits + 1..).is_some_and(|tail| tail.starts_with(' '));
            if digits <= 2 && matches!(mark, Some('.' | ')')) && gap && at > 0 {
                cuts.push(at);
            }
        }
        before = c;
    }
    cuts.push(line.len());
    cuts.windows(2)
        .filter_map(|pair| match pair {
            [from, to] => line.get(*from..*to),
            _ => None,
        })
        .collect()
}

fn strip_and(piece: &str, later: bool) -> &str {
    if !later {
        return piece;
    }
    let lower = piece.get(..4).map(str::to_ascii_lowercase);
    if lower.as_deref() == Some("and ") {
        return piece.get(4..).unwrap_or(piece).trim_start();
    }
    piece.strip_prefix("以及").unwrap_or(piece)
}

/// A line without its bullet or number. `35mm film`, `3D print` and `1920s` keep their digits, `2-storey house`
/// too: a number needs a mark and no letter glued to a dash.
pub(crate) fn strip_bullet<'t>(line: &'t str, repairs: &mut Repairs) -> &'t str {
    let mut rest = line.trim();
    for _ in 0..3 {
        let next = strip_one(rest);
        if next.len() == rest.len() {
            break;
        }
        repairs.add("numbering");
        rest = next;
    }
    rest
}

fn strip_one(text: &str) -> &str {
    if let Some(rest) =
        text.strip_prefix(['•', '·', '●', '○', '▪', '■', '◦', '‣', '※', '→', '✓', '✔', '★', '☆'])
    {
        return rest.trim_start();
    }
    if let Some(rest) = text.strip_prefix(['-', '*', '+', '–', '—', '>'])
        && (rest.starts_with(char::is_whitespace) || rest.chars().next().is_some_and(is_han))
    {
        return rest.trim_start();
    }
    if let Some(rest) = text.strip_prefix(|c: char| matches!(u32::from(c), 0x2460..=0x249B | 0x2776..=0x277F))
    {
        return rest.trim_start_matches(['.', '、', ' ']);
    }
    let (open, inner) = match text.strip_prefix(['(', '（', '[', '【']) {
        Some(inner) => (true, inner),
        None => (false, text),
    };
    let is_digit: fn(char) -> bool = if inner.starts_with(|c: char| c.is_ascii_digit()) {
        |c| c.is_ascii_digit()
    } else {
        is_chinese_digit
    };
    let digits: usize = inner.chars().take_while(|c| is_digit(*c)).map(char::len_utf8).sum();
    if digits == 0 || inner.chars().take_while(|c| is_digit(*c)).count() > 3 {
        return text;
    }
    let tail = inner.get(digits..).unwrap_or_default();
    let Some(mark) = tail.chars().next() else { return text };
    let after = tail.get(mark.len_utf8()..).unwrap_or_default();
    let strips = match mark {
        ')' | '）' | ']' | '】' => true,
        '、' | '．' if !open => true,
        // Chinese numerals are words too: 三, 一
        '.' | ':' | '：' => !after.starts_with(|c: char| c.is_ascii_digit()),
        '_' => inner.starts_with(|c: char| c.is_ascii_digit()),
        '-' | '–' => after.starts_with(' '),
        _ => false,
    };
    let useful = after.chars().any(char::is_alphanumeric);
    if strips && useful { after.trim_start() } else { text }
}

fn is_chinese_digit(c: char) -> bool {
    matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
}

/// Han characters, the only script of Chinese words.
pub(crate) fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF | 0x3005 | 0x3007)
}

/// How many words a text has: words between spaces, and one for each three Han characters begun.
pub(crate) fn word_count(text: &str) -> usize {
    let han = text.chars().filter(|c| is_han(*c)).count();
    let spaced: String = text.chars().map(|c| if is_han(c) { ' ' } else { c }).collect();
    let latin = spaced.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    latin + han.div_ceil(3)
}

/// The entries of a title that is really a word list; `None` for a title with a comma in it.
pub(crate) fn title_as_list(title: &str) -> Option<Vec<String>> {
    let parts: Vec<&str> = title.split([',', ';', '，', '；', '、', '|', '\n']).map(str::trim).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if parts.len() < 3 || parts.iter().any(|part| word_count(part) > 3 || is_phrase(part)) {
        return None;
    }
    Some(parts.into_iter().map(|part| part.trim_end_matches(['.', '。']).to_owned()).collect())
}

/// Whether a text that should be prose is a word list: four or more short parts without a sentence among them.
pub(crate) fn is_word_list(text: &str) -> bool {
    let body = text.trim().trim_end_matches(['.', '。', '!', '！']);
    if body.contains(['。', '！', '？', '!', '?']) || body.contains(". ") {
        return false;
    }
    let mut repairs = Repairs::default();
    let parts = split(body, &mut repairs);
    if parts.len() < 4 {
        return false;
    }
    let short = parts.iter().filter(|part| word_count(part) <= 3).count();
    let phrases = parts.iter().filter(|part| is_phrase(part)).count();
    let han_verbs = parts.iter().filter(|part| part.contains(['的', '着', '了', '在', '是', '有'])).count();
    short * 10 >= parts.len() * 9 && phrases * 3 <= parts.len() && han_verbs * 3 <= parts.len()
}

/// Parts of prose begin with an article, a preposition or a conjunction.
fn is_phrase(part: &str) -> bool {
    let first = part.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    part.split_whitespace().count() > 1
        && matches!(
            first.as_str(),
            "a" | "an"
                | "the"
                | "and"
                | "or"
                | "with"
                | "in"
                | "on"
                | "under"
                | "at"
                | "by"
                | "near"
                | "over"
                | "behind"
                | "its"
                | "his"
                | "her"
                | "their"
                | "while"
                | "as"
                | "to"
                | "of"
                | "from"
                | "beside"
        )
}
