//! Rust and TypeScript source with comments and strings blanked out, so that a wall sees code only. Keeps every
//! line break, so that line numbers stay true.

/// `source` with comments and the insides of string and character literals replaced by spaces.
pub fn rust(source: &str) -> String {
    let text: Vec<char> = source.chars().collect();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    while let Some(&letter) = text.get(at) {
        let end = match letter {
            '/' if text.get(at + 1) == Some(&'/') => line_end(&text, at),
            '/' if text.get(at + 1) == Some(&'*') => block_end(&text, at, true),
            '"' => quoted_end(&text, at, '"'),
            '\'' => char_end(&text, at),
            'r' | 'b' | 'c' if !continues_a_word(&text, at) => raw_end(&text, at),
            _ => at,
        };
        blank(&text[at..end], &mut out);
        at = end;
        if end == at && text.get(at) == Some(&letter) && !opens(&text, at, letter) {
            out.push(letter);
            at += 1;
        }
    }
    out
}

/// `source` with comments blanked; strings stay, because an import is one.
pub fn typescript(source: &str) -> String {
    let text: Vec<char> = source.chars().collect();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    let mut quote = None;
    while let Some(&letter) = text.get(at) {
        if let Some(open) = quote {
            if letter == '\\' {
                out.extend(text.get(at..(at + 2).min(text.len())).unwrap_or_default());
                at += 2;
                continue;
            }
            // A quote that a line leaves open was an apostrophe in markup.
            if letter == open || (letter == '\n' && open != '`') {
                quote = None;
            }
        } else if letter == '/' && matches!(text.get(at + 1), Some('/' | '*')) {
            let block = text.get(at + 1) == Some(&'*');
            let end = if block { block_end(&text, at, false) } else { line_end(&text, at) };
            blank(&text[at..end], &mut out);
            at = end;
            continue;
        } else if matches!(letter, '"' | '\'' | '`') {
            quote = Some(letter);
        }
        out.push(letter);
        at += 1;
    }
    out
}

fn blank(text: &[char], out: &mut String) {
    out.extend(text.iter().map(|letter| if *letter == '\n' { '\n' } else { ' ' }));
}

fn opens(text: &[char], at: usize, letter: char) -> bool {
    match letter {
        '/' => matches!(text.get(at + 1), Some('/' | '*')),
        '"' => true,
        '\'' => char_end(text, at) > at,
        'r' | 'b' | 'c' => !continues_a_word(text, at) && raw_end(text, at) > at,
        _ => false,
    }
}

fn line_end(text: &[char], at: usize) -> usize {
    text[at..].iter().position(|letter| *letter == '\n').map_or(text.len(), |length| at + length)
}

fn block_end(text: &[char], at: usize, nests: bool) -> usize {
    let (mut depth, mut here) = (0usize, at);
    while here < text.len() {
        match (text[here], text.get(here + 1)) {
            ('/', Some('*')) if nests || depth == 0 => (depth, here) = (depth + 1, here + 2),
            ('*', Some('/')) => {
                (depth, here) = (depth.saturating_sub(1), here + 2);
                if depth == 0 {
                    return here;
                }
            }
            _ => here += 1,
        }
    }
    text.len()
}

fn quoted_end(text: &[char], at: usize, quote: char) -> usize {
    let mut here = at + 1;
    while here < text.len() {
        match text[here] {
            '\\' => here += 2,
            letter if letter == quote => return here + 1,
            _ => here += 1,
        }
    }
    text.len()
}

/// The end of a character literal, or `at` for a lifetime.
fn char_end(text: &[char], at: usize) -> usize {
    match (text.get(at + 1), text.get(at + 2)) {
        (Some('\\'), _) => quoted_end(text, at, '\''),
        (Some(_), Some('\'')) => at + 3,
        _ => at,
    }
}

fn continues_a_word(text: &[char], at: usize) -> bool {
    at > 0 && (text[at - 1].is_alphanumeric() || text[at - 1] == '_')
}

/// The end of `r"…"`, `r#"…"#`, `b"…"`, `b'…'`, `br"…"` or `c"…"`, or `at` when it is none.
fn raw_end(text: &[char], at: usize) -> usize {
    let prefix = text[at..].iter().take(2).take_while(|letter| matches!(letter, 'r' | 'b' | 'c')).count();
    let raw = text[at..at + prefix].contains(&'r');
    let hashes = text[at + prefix..].iter().take_while(|letter| **letter == '#').count();
    match text.get(at + prefix + hashes) {
        Some('"') if raw => {
            let mut here = at + prefix + hashes + 1;
            while here < text.len() {
                let closes = text[here] == '"'
                    && text[here + 1..].iter().take(hashes).filter(|letter| **letter == '#').count()
                        == hashes;
                if closes {
                    return here + 1 + hashes;
                }
                here += 1;
            }
            text.len()
        }
        Some('"') if hashes == 0 => quoted_end(text, at + prefix, '"'),
        Some('\'') if hashes == 0 && text[at] == 'b' => quoted_end(text, at + prefix, '\''),
        _ => at,
    }
}

/// `source`, blanked already, with every item under `#[cfg(test)]` or `#[test]` blanked too.
pub fn without_tests(blanked: &str) -> String {
    let mut out = blanked.to_owned();
    for mark in ["#[cfg(test)]", "#[test]", "#[tokio::test"] {
        while let Some(start) = out.find(mark) {
            let end = item_end(&out, start + mark.len());
            let hole: String =
                out[start..end].chars().map(|letter| if letter == '\n' { '\n' } else { ' ' }).collect();
            out.replace_range(start..end, &hole);
        }
    }
    out
}

/// The end of the item that follows an attribute: its closing brace, or its semicolon.
fn item_end(text: &str, from: usize) -> usize {
    let (mut braces, mut others) = (0usize, 0usize);
    for (offset, letter) in text[from..].char_indices() {
        match letter {
            '{' => braces += 1,
            '}' if braces <= 1 => return from + offset + 1,
            '}' => braces -= 1,
            '(' | '[' => others += 1,
            ')' | ']' => others = others.saturating_sub(1),
            ';' if braces == 0 && others == 0 => return from + offset + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, code: &str) {
        let blanked = rust(source);
        assert_eq!(blanked.split_whitespace().collect::<String>(), code, "{source}");
        assert_eq!(blanked.lines().count(), source.lines().count(), "line numbers must stay true");
    }

    #[test]
    fn comments_and_strings_are_no_code() {
        check("a // tauri\nb", "ab");
        check("a /* x /* y */ z */ b", "ab");
        check("a(\"tauri\\\"\", b)", "a(,b)");
        check("a(r#\"x \" y\"#, br\"z\", b'\\'', 'c', '\\n')", "a(,,,,)");
        check("fn f<'a>(x: &'a str) {}", "fnf<'a>(x:&'astr){}");
        check("var_r\"x\"", "var_r");
        check("//! tauri\nuse b;", "useb;");
    }

    #[test]
    fn tests_are_blanked_and_what_follows_them_is_not() {
        let code = "fn a() { x.unwrap() }\n#[cfg(test)]\nmod tests {\n fn b() { { y.unwrap() } }\n}\nfn c() { z.unwrap() }";
        let left = without_tests(code);
        assert!(
            left.contains("x.unwrap") && !left.contains("y.unwrap") && left.contains("z.unwrap"),
            "{left}"
        );
        assert_eq!(left.lines().count(), code.lines().count());
        assert!(without_tests("#[cfg(test)]\nuse a::b;\nfn c() {}").contains("fn c"));
    }

    #[test]
    fn typescript_keeps_imports_and_loses_comments() {
        let left = typescript(
            "import a from './b'; // import c from './d'\n/* setInterval( */ const url = 'http://x';",
        );
        assert!(left.contains("'./b'") && !left.contains("./d") && !left.contains("setInterval"), "{left}");
        assert!(left.contains("'http://x'"));
        assert!(
            typescript("<p>It's here</p>\n// gone").contains("It's")
                && !typescript("<p>It's</p>\n// gone").contains("gone")
        );
    }
}
