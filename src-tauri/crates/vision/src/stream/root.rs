//! Notices when the JSON object that was asked for is closed, so that the rest need not be waited for.

/// Follows a text as it grows. Objects inside `<think>` are drafts and do not count.
#[derive(Debug)]
pub(crate) struct RootWatch {
    wanted: Vec<&'static str>,
    depth: u32,
    in_string: bool,
    escaped: bool,
    object: String,
    thinking: bool,
    tail: String,
    closed: bool,
}

impl RootWatch {
    /// Waits for an object with one of these keys; none wanted means no object is expected.
    pub(crate) fn new(wanted: Vec<&'static str>) -> Self {
        Self {
            wanted,
            depth: 0,
            in_string: false,
            escaped: false,
            object: String::new(),
            thinking: false,
            tail: String::new(),
            closed: false,
        }
    }

    /// Whether the object is complete.
    pub(crate) fn closed(&self) -> bool {
        self.closed
    }

    /// Whether the text is inside a string of an object.
    pub(crate) fn in_string(&self) -> bool {
        self.in_string
    }

    /// Takes the next characters.
    pub(crate) fn feed(&mut self, text: &str) {
        if self.closed || self.wanted.is_empty() {
            return;
        }
        for c in text.chars() {
            self.step(c);
            if self.closed {
                return;
            }
        }
    }

    fn step(&mut self, c: char) {
        if self.depth == 0 {
            self.tail.push(c);
            // Long enough for any of the marks below.
            if self.tail.chars().count() > 12 {
                self.tail = self.tail.chars().skip(1).collect();
            }
            if self.tail.ends_with("<think>") || self.tail.ends_with("<thinking>") {
                self.thinking = true;
            } else if self.tail.ends_with("</think>") || self.tail.ends_with("</thinking>") {
                self.thinking = false;
            }
            if self.thinking || c != '{' {
                return;
            }
            self.object.clear();
        }
        self.object.push(c);
        if self.in_string {
            match c {
                _ if self.escaped => self.escaped = false,
                '\\' => self.escaped = true,
                '"' => self.in_string = false,
                _ => (),
            }
            return;
        }
        match c {
            '"' => self.in_string = true,
            '{' => self.depth += 1,
            '}' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.closed = self.is_wanted();
                    self.object.clear();
                    self.tail.clear();
                }
            }
            _ => (),
        }
    }

    fn is_wanted(&self) -> bool {
        serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&self.object)
            .is_ok_and(|object| self.wanted.iter().any(|key| object.contains_key(*key)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closes_at(text: &str) -> Option<usize> {
        let mut watch = RootWatch::new(vec!["title", "tags"]);
        for (at, c) in text.char_indices() {
            watch.feed(&text[at..at + c.len_utf8()]);
            if watch.closed() {
                return Some(at + c.len_utf8());
            }
        }
        None
    }

    #[test]
    fn the_wanted_object_closes_the_answer_at_its_last_brace() {
        let object = r#"{"title":"a } in \" text","tags":["x",{"y":1}]}"#;
        assert_eq!(closes_at(object), Some(object.len()));
        assert_eq!(closes_at(&format!("```json\n{object}\n``` and more")), Some(8 + object.len()));
    }

    #[test]
    fn drafts_and_other_objects_do_not_close_it() {
        assert_eq!(closes_at(r#"<think>{"title":"draft"}</think>"#), None, "a thought is no answer");
        assert_eq!(closes_at(r#"{"type":"object"} hm"#), None, "an echoed schema is no answer");
        assert_eq!(closes_at(r#"{"title":"cut"#), None);
    }
}
