//! Takes a model's thoughts, control tokens and answer markers out of its text.

use super::draft::Repairs;

/// Opening and closing marks of thoughts: Qwen, DeepSeek, GLM and others; Kimi; Magistral; Seed.
const THOUGHTS: [(&str, &str); 7] = [
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<reasoning>", "</reasoning>"),
    ("◁think▷", "◁/think▷"),
    ("[THINK]", "[/THINK]"),
    ("<seed:think>", "</seed:think>"),
];

/// Marks of the prompt's own format that some servers let through.
const TOKENS: [&str; 14] = [
    "<|im_end|>",
    "<|im_start|>",
    "<|endoftext|>",
    "<|eot_id|>",
    "<|end|>",
    "<|return|>",
    "<|begin_of_box|>",
    "<|end_of_box|>",
    "<end_of_turn>",
    "<start_of_turn>",
    "<answer>",
    "</answer>",
    "</s>",
    "<pad>",
];

/// What stands before the answer proper.
const MARKERS: [&str; 14] = [
    "final answer",
    "final output",
    "final response",
    "final json",
    "here is the json",
    "here's the json",
    "my answer",
    "最终答案",
    "最終答案",
    "最终回答",
    "最终结果",
    "最终输出",
    "回答如下",
    "答案如下",
];

/// A text without its thoughts, and the thoughts.
pub(crate) struct Parted {
    /// What is left.
    pub(crate) answer: String,
    /// What was taken out.
    pub(crate) thoughts: String,
}

/// Parts thoughts from the answer. An opening mark without its end means that all that follows is thought; a
/// lone closing mark means that all before it was, because templates often write the opening one themselves.
pub(crate) fn part(text: &str, repairs: &mut Repairs) -> Parted {
    let mut answer = text.to_owned();
    let mut thoughts = String::new();
    // gpt-oss: the answer is what stands in the channel "final".
    if let Some(at) = answer.rfind("<|channel|>final") {
        let tail = answer.split_off(at);
        thoughts = answer;
        answer = tail.split_once("<|message|>").map_or(tail.clone(), |(_, said)| said.to_owned());
        repairs.add("thinking");
    }
    for (open, close) in THOUGHTS {
        if !answer.contains(open) && !answer.contains(close) {
            continue;
        }
        repairs.add("thinking");
        let mut kept = String::new();
        let mut rest = answer.as_str();
        while let Some(start) = rest.find(open) {
            // A closing mark before the first opening one ends a thought that began before the text did.
            let before = rest.get(..start).unwrap_or_default();
            match before.rfind(close) {
                Some(end) => {
                    thoughts.push_str(before.get(..end).unwrap_or_default());
                    kept.clear();
                    kept.push_str(before.get(end + close.len()..).unwrap_or_default());
                }
                None => kept.push_str(before),
            }
            let inner = rest.get(start + open.len()..).unwrap_or_default();
            match inner.find(close) {
                Some(end) => {
                    thoughts.push_str(inner.get(..end).unwrap_or_default());
                    rest = inner.get(end + close.len()..).unwrap_or_default();
                }
                None => {
                    thoughts.push_str(inner);
                    rest = "";
                }
            }
        }
        match rest.rfind(close) {
            Some(end) => {
                thoughts.push_str(&kept);
                thoughts.push_str(rest.get(..end).unwrap_or_default());
                kept = rest.get(end + close.len()..).unwrap_or_default().to_owned();
            }
            None => kept.push_str(rest),
        }
        answer = kept;
    }
    for token in TOKENS {
        if answer.contains(token) {
            repairs.add("control_tokens");
            answer = answer.replace(token, "");
        }
    }
    Parted { answer, thoughts }
}

/// What stands after the last answer marker that has something after it; else the whole text.
pub(crate) fn after_marker<'t>(text: &'t str, repairs: &mut Repairs) -> &'t str {
    let mut best = 0;
    for marker in MARKERS {
        for (at, _) in ascii_matches(text, marker) {
            let rest = text.get(at + marker.len()..).unwrap_or_default();
            let trimmed = rest.trim_start_matches(['*', ' ', '_', '#', '"']);
            let Some(tail) = trimmed.strip_prefix([':', '：', '\n', '\r']) else { continue };
            let tail = tail.trim_start_matches(['*', '_', ' ', '\n', '\r', '\t']);
            if !tail.trim().is_empty() {
                best = best.max(text.len() - tail.len());
            }
        }
    }
    if best > 0 {
        repairs.add("answer_marker");
    }
    text.get(best..).unwrap_or(text)
}

/// Places where `needle` stands, without regard to ASCII case.
fn ascii_matches<'t>(text: &'t str, needle: &'t str) -> impl Iterator<Item = (usize, usize)> + 't {
    text.char_indices().filter_map(move |(at, _)| {
        let slice = text.get(at..at + needle.len())?;
        slice.eq_ignore_ascii_case(needle).then_some((at, needle.len()))
    })
}
