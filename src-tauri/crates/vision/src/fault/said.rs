//! Digs the sentence out of an error body: `{"error":"text"}`, `{"error":{"message":…}}`,
//! `{"object":"error","message":…}`, FastAPI's `detail`, JSON inside the text of any of these, HTML, nothing.

use serde_json::Value;

/// A server's words are shown up to this length, in characters.
const MAX_SAID: usize = 240;
/// Ollama hands the engine's error on as JSON text inside its own; proxies add another layer.
const MAX_NESTING: u32 = 4;

/// What a server said, for the classifier and for people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// The sentence, one line, bounded; empty when there is none.
    pub(crate) message: String,
    /// `type`, `code` and `param` of all layers, joined by spaces.
    pub(crate) codes: String,
    /// Whether it is a web page.
    pub(crate) html: bool,
}

/// Reads an error body.
pub(crate) fn said(body: &str) -> Said {
    let body = body.trim();
    let head: String = body.chars().take(200).collect::<String>().to_ascii_lowercase();
    if head.starts_with("<!doctype")
        || head.starts_with("<html")
        || head.starts_with("<head")
        || head.contains("<html")
    {
        return Said { message: title_of(body), codes: String::new(), html: true };
    }
    let mut said = Said::default();
    match serde_json::from_str::<Value>(body) {
        Ok(value) => dig(&value, &mut said, 0),
        // A stream's body may hold the error as its last record.
        Err(_) => match body.lines().rev().find_map(record) {
            Some(value) => dig(&value, &mut said, 0),
            None => said.message = body.to_owned(),
        },
    }
    said.message = one_line(&said.message);
    said
}

fn record(line: &str) -> Option<Value> {
    let line = line.trim();
    let json = line.strip_prefix("data:").or_else(|| line.strip_prefix("error:")).unwrap_or(line).trim();
    serde_json::from_str(json).ok().filter(Value::is_object)
}

fn dig(value: &Value, said: &mut Said, depth: u32) {
    if depth > MAX_NESTING {
        return;
    }
    match value {
        Value::String(text) => {
            let inner =
                text.find('{').and_then(|at| text.get(at..)).and_then(|json| serde_json::from_str(json).ok());
            match inner {
                Some(inner) => dig(&inner, said, depth + 1),
                None => said.message = text.clone(),
            }
        }
        Value::Object(object) => {
            for field in ["type", "code", "param", "status"] {
                match object.get(field) {
                    Some(Value::String(code)) => {
                        said.codes.push_str(&code.to_lowercase());
                        said.codes.push(' ');
                    }
                    Some(Value::Number(code)) => {
                        said.codes.push_str(&code.to_string());
                        said.codes.push(' ');
                    }
                    _ => (),
                }
            }
            if object.contains_key("signin_url") {
                said.codes.push_str("signin_url ");
            }
            let inner = ["error", "message", "detail", "msg", "errors", "error_description", "reason"]
                .iter()
                .find_map(|field| object.get(*field).filter(|value| !value.is_null()));
            if let Some(inner) = inner {
                dig(inner, said, depth + 1);
            }
        }
        Value::Array(items) => {
            if let Some(first) = items.first() {
                dig(first, said, depth + 1);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => (),
    }
}

/// A page's title, because the rest of it is decoration.
fn title_of(html: &str) -> String {
    let lower = html.to_ascii_lowercase();
    let title = lower.find("<title>").and_then(|start| {
        let start = start + "<title>".len();
        let end = lower.get(start..)?.find("</title>")? + start;
        html.get(start..end)
    });
    one_line(title.unwrap_or_default())
}

fn one_line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words: Vec<&str> = clean.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= MAX_SAID {
        return line;
    }
    let mut cut: String = line.chars().take(MAX_SAID).collect();
    cut.push('…');
    cut
}

/// The text without the key, and without anything that looks like one: OpenAI repeats part of a wrong key, and
/// proxies repeat addresses with users in them.
pub(crate) fn redact(text: &str, key: Option<&str>) -> String {
    let text = match key.filter(|key| key.len() >= 4) {
        Some(key) => text.replace(key, "***"),
        None => text.to_owned(),
    };
    text.split(' ').map(redact_word).collect::<Vec<_>>().join(" ")
}

fn redact_word(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    if let Some(at) =
        lower.find("sk-").filter(|at| *at == 0 || !lower.as_bytes()[at - 1].is_ascii_alphanumeric())
    {
        return format!("{}***", word.get(..at).unwrap_or_default());
    }
    if let (Some(scheme), Some(at)) = (word.find("://"), word.find('@'))
        && at > scheme
    {
        let rest = word.get(at + 1..).unwrap_or_default();
        return format!("{}://{rest}", word.get(..scheme).unwrap_or_default());
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_is_found_in_every_shape() {
        let cases = [
            (r#"{"error":"model 'x' not found"}"#, "model 'x' not found"),
            (r#"{"error":{"message":"no","type":"t","code":400}}"#, "no"),
            (r#"{"object":"error","message":"too long","code":400}"#, "too long"),
            (r#"{"detail":"Not Found"}"#, "Not Found"),
            (r#"{"detail":[{"loc":["body"],"msg":"field required"}]}"#, "field required"),
            (
                r#"{"error":"{\"error\":{\"code\":400,\"message\":\"Failed to load image\"}}"}"#,
                "Failed to load image",
            ),
            (r#"{"error":"upstream: {\"message\":\"inner\"}"}"#, "inner"),
            ("{\"done\":false}\n{\"error\":\"late\"}\n", "late"),
            ("data: {\"error\":{\"message\":\"in a stream\"}}\n\n", "in a stream"),
            ("<html><head><title>502 Bad\nGateway</title></head>", "502 Bad Gateway"),
            ("plain  words\n", "plain words"),
            ("", ""),
        ];
        for (body, expected) in cases {
            assert_eq!(said(body).message, expected, "{body}");
        }
    }

    #[test]
    fn keys_and_users_are_wiped() {
        assert_eq!(redact("Incorrect API key provided: sk-abc123.", None), "Incorrect API key provided: ***");
        assert_eq!(redact("key tok-secret refused", Some("tok-secret")), "key *** refused");
        assert_eq!(redact("see http://me:pw@host/x", None), "see http://host/x");
        assert_eq!(redact("a task-force, a disk-drive", None), "a task-force, a disk-drive");
    }
}
