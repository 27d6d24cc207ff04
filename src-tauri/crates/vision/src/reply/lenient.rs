//! A JSON reader for what models write: trailing and missing commas, raw line breaks, single and curly quotes,
//! quotes inside strings, bare keys and words, full-width colons and commas, comments, and ends that never
//! came. Linear in the text, bounded in depth.

use super::draft::Repairs;
use super::value::Val;

/// Deeper nesting is no answer to our questions.
const MAX_DEPTH: u32 = 24;
/// How far the reader looks to tell a closing quote from one inside a string.
const LOOKAHEAD: usize = 64;
/// How often a string that never ended is closed at its first quote after all; each costs one reading to the end.
const MAX_SECOND_THOUGHTS: u32 = 16;

/// Reads the value at the start of `text`. Gives it with the characters taken; `None` when no value starts here.
pub(crate) fn read(text: &[char], repairs: &mut Repairs) -> Option<(Val, usize)> {
    let mut reader = Reader { text, at: 0, repairs, second_thoughts: 0 };
    let value = reader.value(0)?;
    Some((value, reader.at))
}

struct Reader<'a, 'r> {
    text: &'a [char],
    at: usize,
    repairs: &'r mut Repairs,
    second_thoughts: u32,
}

impl Reader<'_, '_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn ahead(&self, by: usize) -> Option<char> {
        self.text.get(self.at + by).copied()
    }

    fn skip_blank(&mut self) {
        while let Some(c) = self.peek() {
            if c.is_whitespace() || c == '\u{feff}' {
                self.at += 1;
            } else if c == '/' && matches!(self.ahead(1), Some('/' | '*')) {
                self.skip_comment();
            } else {
                return;
            }
        }
    }

    fn skip_comment(&mut self) {
        self.repairs.add("comments");
        let block = self.ahead(1) == Some('*');
        self.at += 2;
        while let Some(c) = self.peek() {
            self.at += 1;
            if block && c == '*' && self.peek() == Some('/') {
                self.at += 1;
                return;
            }
            if !block && c == '\n' {
                return;
            }
        }
    }

    fn value(&mut self, depth: u32) -> Option<Val> {
        self.skip_blank();
        if depth > MAX_DEPTH {
            return None;
        }
        match self.peek()? {
            '{' => Some(self.map(depth)),
            '[' => Some(self.list(depth)),
            c if closing_of(c).is_some() => Some(self.string()),
            '}' | ']' | ',' | '，' | ':' | '：' => None,
            _ => Some(self.bare()),
        }
    }

    fn map(&mut self, depth: u32) -> Val {
        self.at += 1;
        let mut entries = Vec::new();
        loop {
            self.skip_separators();
            match self.peek() {
                None => {
                    self.repairs.add("closed_truncated");
                    return Val::Map(entries);
                }
                Some('}') => {
                    self.at += 1;
                    return Val::Map(entries);
                }
                // `{{"title": …}}`, as templates leave it behind.
                Some('{') if entries.is_empty() => {
                    self.repairs.add("double_braces");
                    let inner = self.value(depth + 1);
                    self.skip_blank();
                    if self.peek() == Some('}') {
                        self.at += 1;
                    }
                    return inner.unwrap_or(Val::Map(entries));
                }
                // The object was not closed before its list was.
                Some(']') => {
                    self.repairs.add("unbalanced");
                    return Val::Map(entries);
                }
                Some(_) => {
                    let Some(key) = self.key() else { return Val::Map(entries) };
                    self.skip_blank();
                    if !matches!(self.peek(), Some(':' | '：' | '=')) {
                        if self.peek().is_none() {
                            self.repairs.add("closed_truncated");
                            return Val::Map(entries);
                        }
                        // A word without a value.
                        continue;
                    }
                    self.at += 1;
                    match self.value(depth + 1) {
                        Some(value) => entries.push((key, value)),
                        None if self.peek().is_none() => self.repairs.add("closed_truncated"),
                        None if depth >= MAX_DEPTH => return Val::Map(entries),
                        None => (),
                    }
                }
            }
        }
    }

    fn list(&mut self, depth: u32) -> Val {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_separators();
            match self.peek() {
                None => {
                    self.repairs.add("closed_truncated");
                    return Val::List(items);
                }
                Some(']') => {
                    self.at += 1;
                    return Val::List(items);
                }
                Some('}') => {
                    self.repairs.add("unbalanced");
                    return Val::List(items);
                }
                // `["a", "b", "description": …`: the list was never closed.
                Some(':' | '：') => {
                    self.at += 1;
                    self.repairs.add("unbalanced");
                }
                Some(_) => {
                    let before = self.at;
                    match self.value(depth + 1) {
                        Some(value) => items.push(value),
                        None => return Val::List(items),
                    }
                    // No step forward would be a loop.
                    if self.at == before {
                        self.at += 1;
                    }
                }
            }
        }
    }

    fn skip_separators(&mut self) {
        let mut commas = 0;
        loop {
            self.skip_blank();
            match self.peek() {
                Some(',') => commas += 1,
                Some('，' | '、' | ';' | '；') => self.repairs.add("separators"),
                Some('.') if self.ahead(1) == Some('.') => self.repairs.add("ellipsis"),
                Some('…') => self.repairs.add("ellipsis"),
                _ => break,
            }
            self.at += 1;
        }
        if commas > 0 && matches!(self.peek(), Some('}' | ']')) {
            self.repairs.add("trailing_comma");
        }
    }

    fn key(&mut self) -> Option<String> {
        if self.peek().and_then(closing_of).is_some() {
            return match self.string() {
                Val::Text { text, .. } => Some(text),
                Val::Nothing | Val::Number(_) | Val::List(_) | Val::Map(_) => None,
            };
        }
        let start = self.at;
        while let Some(c) = self.peek() {
            if matches!(c, ':' | '：' | '=' | '{' | '}' | '[' | ']' | ',' | '，' | '\n') {
                break;
            }
            self.at += 1;
        }
        // A sign that can start neither key nor value is stepped over.
        if self.at == start {
            self.at += 1;
            return Some(String::new());
        }
        self.repairs.add("bare_keys");
        let key: String = self.text.get(start..self.at)?.iter().collect();
        Some(key.trim().to_owned())
    }

    fn bare(&mut self) -> Val {
        let start = self.at;
        while let Some(c) = self.peek() {
            if matches!(c, ',' | '，' | '}' | ']' | '\n') {
                break;
            }
            self.at += 1;
        }
        let word: String = self.text.get(start..self.at).unwrap_or_default().iter().collect();
        let word = word.trim();
        match word {
            "" | "null" | "None" | "true" | "false" | "True" | "False" | "undefined" | "NaN" => Val::Nothing,
            number if number.parse::<f64>().is_ok() => Val::Number(number.to_owned()),
            _ => {
                self.repairs.add("bare_words");
                Val::Text { text: word.to_owned(), cut: self.peek().is_none() }
            }
        }
    }

    fn string(&mut self) -> Val {
        let open = self.peek().unwrap_or('"');
        let close = closing_of(open).unwrap_or('"');
        if open != '"' {
            self.repairs.add("quotes");
        }
        self.at += 1;
        let mut text = String::new();
        let mut first_quote: Option<(usize, usize)> = None;
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                '\\' => self.escape(&mut text),
                // A curly quote is often closed by a straight one.
                _ if c == close || (close == '”' && c == '"') => {
                    if self.closes(c) {
                        return Val::Text { text, cut: false };
                    }
                    first_quote = first_quote.or(Some((self.at, text.len())));
                    self.repairs.add("inner_quotes");
                    text.push(c);
                }
                '\n' | '\r' => {
                    self.repairs.add("raw_newlines");
                    text.push('\n');
                }
                _ => text.push(c),
            }
        }
        if let Some((at, length)) = first_quote
            && self.second_thoughts < MAX_SECOND_THOUGHTS
        {
            self.second_thoughts += 1;
            self.at = at;
            text.truncate(length);
            return Val::Text { text, cut: false };
        }
        self.repairs.add("closed_truncated");
        Val::Text { text, cut: true }
    }

    fn escape(&mut self, text: &mut String) {
        let Some(c) = self.peek() else { return };
        self.at += 1;
        match c {
            'n' | 'r' => text.push('\n'),
            't' => text.push('\t'),
            'b' | 'f' => (),
            'u' => text.push(self.unicode()),
            other => text.push(other),
        }
    }

    fn unicode(&mut self) -> char {
        let unit = |from: usize| {
            let digits: String = self.text.get(from..from + 4)?.iter().collect();
            u32::from_str_radix(&digits, 16).ok()
        };
        let Some(high) = unit(self.at) else { return '\u{fffd}' };
        let pair =
            (0xD800..0xDC00).contains(&high) && self.text.get(self.at + 4..self.at + 6) == Some(&['\\', 'u']);
        if pair
            && let Some(low) = unit(self.at + 6)
            && (0xDC00..0xE000).contains(&low)
        {
            self.at += 10;
            return char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)).unwrap_or('\u{fffd}');
        }
        self.at += 4;
        char::from_u32(high).unwrap_or('\u{fffd}')
    }

    /// Whether the quote just taken ends its string, judged by what follows.
    fn closes(&self, quote: char) -> bool {
        let mut at = self.at;
        let end = at + LOOKAHEAD;
        let mut newline = false;
        while at < end && self.text.get(at).is_some_and(|c| c.is_whitespace()) {
            newline |= self.text.get(at) == Some(&'\n');
            at += 1;
        }
        match self.text.get(at) {
            None | Some('}' | ']' | ':' | '：') => true,
            Some(',' | '，' | '、' | ';' | '；') => self.continues_after(at + 1),
            // A missing comma: the next line starts a key or an entry.
            Some(c) if newline => closing_of(*c).is_some() || *c == '`',
            Some('/') => matches!(self.text.get(at + 1), Some('/' | '*')),
            Some(c) => quote == '"' && *c == '"' && at > self.at,
        }
    }

    /// Whether something that can follow a comma in JSON stands at `at`.
    fn continues_after(&self, mut at: usize) -> bool {
        let end = at + LOOKAHEAD;
        while at < end && self.text.get(at).is_some_and(|c| c.is_whitespace()) {
            at += 1;
        }
        match self.text.get(at) {
            None | Some('}' | ']' | '{' | '[' | ',' | '…' | '.' | '/') => true,
            Some(c) if closing_of(*c).is_some() || c.is_ascii_digit() => true,
            // A bare key, or null and its kin.
            Some(_) => {
                let word: String = self
                    .text
                    .iter()
                    .skip(at)
                    .take(24)
                    .take_while(|c| c.is_alphanumeric() || **c == '_')
                    .collect();
                let after = self.text.iter().skip(at + word.chars().count()).find(|c| !c.is_whitespace());
                !word.is_empty() && matches!(after, Some(':' | '：'))
                    || matches!(word.as_str(), "null" | "None" | "true" | "false")
            }
        }
    }
}

/// The quote that closes what `open` opens.
fn closing_of(open: char) -> Option<char> {
    match open {
        '"' => Some('"'),
        '\'' => Some('\''),
        '“' | '”' => Some('”'),
        '‘' => Some('’'),
        '「' => Some('」'),
        '`' => Some('`'),
        _ => None,
    }
}
