//! Composes good answers: valid against the schema that was asked for, in the language that was asked for, and
//! depending on the picture's bytes. Knows no protocol and no misbehaviour.

use serde_json::{Map, Value, json};

/// The languages that answers are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    English,
    Chinese,
}

impl Tongue {
    pub(super) fn other(self) -> Self {
        match self {
            Tongue::English => Tongue::Chinese,
            Tongue::Chinese => Tongue::English,
        }
    }
}

struct Words {
    looks: [&'static str; 8],
    things: [&'static str; 8],
    places: [&'static str; 8],
    shelves: [&'static str; 8],
    tags: [&'static str; 16],
}

const ENGLISH: Words = Words {
    looks: ["Red", "Old", "Quiet", "Bright", "Wooden", "Painted", "Narrow", "Distant"],
    things: ["boat", "bridge", "bicycle", "lantern", "house", "bench", "tower", "garden"],
    places: [
        "in the harbour",
        "above the river",
        "under tall trees",
        "beside the road",
        "on a hill",
        "near the shore",
        "behind the station",
        "at the market",
    ],
    shelves: ["landscape", "city", "architecture", "sea", "mountain", "plant", "vehicle", "outdoor"],
    tags: [
        "harbour",
        "water",
        "stone wall",
        "morning light",
        "reflection",
        "rope",
        "window",
        "green leaves",
        "blue sky",
        "wide view",
        "close-up",
        "shadow",
        "path",
        "clouds",
        "calm",
        "warm colours",
    ],
};

const CHINESE: Words = Words {
    looks: ["红色的", "古老的", "安静的", "明亮的", "木制的", "彩绘的", "狭窄的", "远处的"],
    things: ["小船", "石桥", "自行车", "灯笼", "房屋", "长椅", "高塔", "花园"],
    places: ["停在港湾", "跨过河流", "在大树下", "在道路旁", "在山丘上", "靠近海岸", "在车站后", "在市场里"],
    shelves: ["风景", "城市", "建筑", "海洋", "山脉", "植物", "交通工具", "户外"],
    tags: [
        "港湾",
        "水面",
        "石墙",
        "晨光",
        "倒影",
        "绳索",
        "窗户",
        "绿叶",
        "蓝天",
        "广角",
        "特写",
        "阴影",
        "小路",
        "云朵",
        "宁静",
        "暖色调",
    ],
};

/// A source of choices that depends on the picture alone.
struct Dice([u8; 32], usize);

impl Dice {
    fn new(image: Option<&[u8]>) -> Self {
        Self(*blake3::hash(image.unwrap_or_default()).as_bytes(), 0)
    }

    fn roll(&mut self, sides: usize) -> usize {
        let byte = self.0[self.1 % 32];
        self.1 += 1;
        usize::from(byte) % sides.max(1)
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len())]
    }

    /// `count` different entries.
    fn several<T: Copy>(&mut self, of: &[T], count: usize) -> Vec<T> {
        let start = self.roll(of.len());
        (0..count.min(of.len())).map(|step| of[(start + step) % of.len()]).collect()
    }
}

/// The four tasks' answers for a picture: what a good model would say.
pub(super) fn words(image: Option<&[u8]>, tongue: Tongue) -> Map<String, Value> {
    let source = match tongue {
        Tongue::English => &ENGLISH,
        Tongue::Chinese => &CHINESE,
    };
    let mut dice = Dice::new(image);
    let (look, thing, place) =
        (dice.pick(&source.looks), dice.pick(&source.things), dice.pick(&source.places));
    let tags = dice.several(&source.tags, 6);
    let (title, description) = match tongue {
        Tongue::English => (
            format!("{look} {thing} {place}"),
            format!(
                "A {} {thing} stands {place}. The light comes from the left and falls on {} and {}; the colours are soft \
                 and the background is slightly out of focus.",
                look.to_lowercase(),
                tags[0],
                tags[1]
            ),
        ),
        Tongue::Chinese => (
            format!("{look}{thing}{place}"),
            format!(
                "画面中央是一个{look}{thing}，它{place}。光线从左侧照来，落在{}和{}上，色彩柔和，背景略微虚化。",
                tags[0], tags[1]
            ),
        ),
    };
    let shelves = dice.several(&source.shelves, 3);
    let Value::Object(words) =
        json!({ "title": title, "description": description, "categories": shelves, "tags": tags })
    else {
        return Map::new();
    };
    words
}

/// The object as a model writes it: the tasks in the order they are asked, so that a cut answer has its title.
pub(super) fn written(object: &Value) -> String {
    let Some(fields) = object.as_object() else { return object.to_string() };
    let rank = |name: &str| TASKS.iter().position(|task| *task == name).unwrap_or(TASKS.len());
    let mut ordered: Vec<(&String, &Value)> = fields.iter().collect();
    ordered.sort_by_key(|(name, _)| rank(name));
    let written: Vec<String> =
        ordered.iter().map(|(name, value)| format!("{}: {value}", Value::from(name.as_str()))).collect();
    format!("{{{}}}", written.join(", "))
}

const TASKS: [&str; 4] = ["title", "description", "categories", "tags"];

/// The object that answers `schema`; without one, the tasks that the prompt names.
pub(super) fn object(schema: Option<&Value>, prompt: &str, image: Option<&[u8]>, tongue: Tongue) -> Value {
    let mut words = words(image, tongue);
    let Some(schema) = schema else {
        let prompt = prompt.to_lowercase();
        let named =
            |task: &str| prompt.contains(task) || (task == "categories" && prompt.contains("category"));
        if TASKS.iter().any(|task| named(task)) {
            words.retain(|task, _| named(task));
        }
        return Value::Object(words);
    };
    let mut dice = Dice::new(image);
    fill(schema, "", &words, &mut dice)
}

fn fill(schema: &Value, name: &str, words: &Map<String, Value>, dice: &mut Dice) -> Value {
    if let Some(choices) = schema["enum"].as_array().filter(|choices| !choices.is_empty()) {
        return choices[dice.roll(choices.len())].clone();
    }
    let known = words.get(name);
    match schema["type"].as_str().unwrap_or("object") {
        "string" => {
            let text = known.and_then(Value::as_str).map_or_else(|| "plain".to_owned(), str::to_owned);
            let limit = schema["maxLength"].as_u64().unwrap_or(500);
            Value::String(text.chars().take(usize::try_from(limit).unwrap_or(500)).collect())
        }
        "array" => {
            let limit = usize::try_from(schema["maxItems"].as_u64().unwrap_or(6)).unwrap_or(6);
            if let Some(choices) = schema["items"]["enum"].as_array() {
                return Value::Array(
                    dice.several(&choices.iter().collect::<Vec<_>>(), limit.min(3))
                        .into_iter()
                        .cloned()
                        .collect(),
                );
            }
            let list = known.and_then(Value::as_array).cloned().unwrap_or_else(|| vec![json!("plain")]);
            Value::Array(list.into_iter().take(limit).collect())
        }
        "integer" | "number" => json!(dice.roll(100)),
        "boolean" => json!(dice.roll(2) == 1),
        _ => {
            let fields = schema["properties"].as_object();
            let filled = fields
                .into_iter()
                .flatten()
                .map(|(field, inner)| (field.clone(), fill(inner, field, words, dice)));
            Value::Object(filled.collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_obeys_the_schema_and_depends_on_the_picture() {
        let schema = json!({"type": "object", "properties": {
            "title": {"type": "string", "maxLength": 12},
            "tags": {"type": "array", "maxItems": 2, "items": {"type": "string"}},
            "colour": {"enum": ["red", "green"]},
        }});
        let first = object(Some(&schema), "", Some(b"one"), Tongue::English);
        let second = object(Some(&schema), "", Some(b"two"), Tongue::English);
        assert_ne!(first, second, "the answer must follow the picture");
        assert_eq!(first["tags"].as_array().map(Vec::len), Some(2));
        assert!(first["title"].as_str().is_some_and(|title| title.chars().count() <= 12));
        assert!(["red", "green"].contains(&first["colour"].as_str().unwrap()));
        assert!(first.get("description").is_none(), "nothing that was not asked");
    }

    #[test]
    fn an_answer_is_written_with_its_title_first() {
        let text = written(&object(None, "", Some(b"one"), Tongue::English));
        assert!(text.starts_with("{\"title\": "), "{text}");
        assert!(serde_json::from_str::<Value>(&text).is_ok_and(|read| read["tags"].is_array()), "{text}");
    }

    #[test]
    fn chinese_is_answered_in_chinese() {
        let answer = words(Some(b"one"), Tongue::Chinese);
        assert!(answer["title"].as_str().unwrap().chars().all(|letter| !letter.is_ascii()));
    }
}
