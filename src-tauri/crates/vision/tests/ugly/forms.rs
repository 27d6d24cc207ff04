//! Ugly forms: JSON that is not quite JSON, things around it, things instead of it.

use super::{Row, row};

pub const ROWS: &[Row] = &[
    // Strict.
    row(
        "tg",
        r#"{"title":"Boats at dusk","tags":["boat","harbour"]}"#,
        "title: Boats at dusk / tag: boat, harbour",
    ),
    row(
        "tg",
        "\u{feff} {\"title\":\"Boats at dusk\",\"tags\":[\"boat\"]}\n",
        "title: Boats at dusk / tag: boat",
    ),
    // Fences and prose around.
    row(
        "tg",
        "```json\n{\"title\":\"Boats at dusk\",\"tags\":[\"boat\"]}\n```",
        "title: Boats at dusk / tag: boat",
    ),
    row(
        "tg",
        "```\n{\"title\":\"Boats at dusk\",\"tags\":[\"boat\"]}\n```\nHope this helps!",
        "title: Boats at dusk / tag: boat",
    ),
    row(
        "tg",
        "Sure! Here it is:\n\n{\"title\":\"Boats at dusk\",\"tags\":[\"boat\"]}\n\nLet me know {if} you need more.",
        "title: Boats at dusk / tag: boat",
    ),
    row(
        "tg",
        "I used the format {title, tags} as asked. {\"title\":\"Boats at dusk\",\"tags\":[\"boat\"]}",
        "title: Boats at dusk / tag: boat",
    ),
    row("t", "~~~json\n{\"title\": \"Boats at dusk\"}\n~~~", "title: Boats at dusk"),
    // Truncated.
    row("tg|", r#"{"title":"Boats at dusk","tags":["boat","harb"#, "title: Boats at dusk / tag: boat"),
    row(
        "tg|",
        r#"{"title":"Boats at dusk","tags":["boat","harbour""#,
        "title: Boats at dusk / tag: boat, harbour",
    ),
    row("tg|", r#"{"title":"Boats at dusk","tags":["#, "title: Boats at dusk / no tags"),
    row(
        "td|",
        r#"{"title":"Boats at dusk","description":"Two boats lie in the harbour. A man in a teal"#,
        "title: Boats at dusk / description: Two boats lie in the harbour.",
    ),
    row(
        "td|",
        r#"{"title":"Boats at dusk","description":"A person in a teal"#,
        "title: Boats at dusk / no description",
    ),
    row("tg|", r#"{"title":"Boats at du"#, "no title / no tags"),
    row("tg|", r#"{"title"#, "no title / no tags"),
    row("tg|", r#"{"tags":["boat"],"title":"Boats at dusk"#, "tag: boat / no title"),
    row(
        "tg",
        "```json\n{\"title\":\"Boats at dusk\",\"tags\":[\"boat\",\"har",
        "title: Boats at dusk / tag: boat",
    ),
    // Commas, quotes, braces.
    row(
        "tg",
        r#"{"title":"Boats at dusk","tags":["boat","harbour",],}"#,
        "title: Boats at dusk / tag: boat, harbour",
    ),
    row(
        "tg",
        "{\"title\":\"Boats at dusk\"\n\"tags\":[\"boat\" \"harbour\"]}",
        "title: Boats at dusk / tag: boat, harbour",
    ),
    row(
        "tg",
        "{'title': 'Boats at dusk', 'tags': ['boat', 'harbour']}",
        "title: Boats at dusk / tag: boat, harbour",
    ),
    row(
        "tg",
        "{'title': 'The fisherman's boat', 'tags': ['boat']}",
        "title: The fisherman's boat / tag: boat",
    ),
    row(
        "tg",
        "{“title”: “Boats at dusk”, “tags”: [“boat”, “harbour”]}",
        "title: Boats at dusk / tag: boat, harbour",
    ),
    row("tg", "{title: Boats at dusk, tags: [boat, harbour]}", "title: Boats at dusk / tag: boat, harbour"),
    row("tg", r#"{{"title":"Boats at dusk","tags":["boat"]}}"#, "title: Boats at dusk / tag: boat"),
    row(
        "tg",
        r#"{"title":"A boat named "Maria" at dusk","tags":["boat"]}"#,
        "title: A boat named \"Maria\" at dusk / tag: boat",
    ),
    row(
        "td",
        "{\"title\":\"Boats at dusk\",\"description\":\"Two boats lie\nin the calm harbour.\"}",
        "title: Boats at dusk / description: Two boats lie in the calm harbour.",
    ),
    row(
        "tg",
        "{\"title\":\"Boats at dusk\", // the title\n \"tags\":[\"boat\"] /* done */}",
        "title: Boats at dusk / tag: boat",
    ),
    row(
        "tg",
        r#"{"title":"Boats at dusk","tags":["boat","harbour",...]}"#,
        "title: Boats at dusk / tag: boat, harbour",
    ),
    row(
        "tg",
        r#"{"title"："Boats at dusk"，"tags"：["boat"，"harbour"]}"#,
        "title: Boats at dusk / tag: boat, harbour",
    ),
    row(
        "tg",
        r#"{"title":"Boats at dusk","tags":["boat","harbour"}"#,
        "title: Boats at dusk / tag: boat, harbour",
    ),
    row("tg", r#"{"title":None,"tags":["boat"]}"#, "tag: boat / no title"),
    row(
        "tg",
        r#""title":"Boats at dusk","tags":["boat","harbour"]"#,
        "title: Boats at dusk / tag: boat, harbour",
    ),
    row("t", r#"{"title":"Caf\u00e9 by the sea"}"#, "title: Café by the sea"),
    row("t", r#"{"title":"Cafe\u0301 by the sea"}"#, "title: Café by the sea"),
    row("t", "{\"title\":\"Cafe\u{301} by\u{200b} the\u{1} sea\"}", "title: Café by the sea"),
    row(
        "tg",
        r#"{"title":"Boats \ud83d\udea4 at dusk","tags":["boat \ud83d"]}"#,
        "title: Boats 🚤 at dusk / tag: boat",
    ),
    row("tg", r#"{"title":"Boats at \dusk","tags":["boat"]}"#, "title: Boats at dusk / tag: boat"),
    // Wrong shapes.
    row("tg", r#"[{"title":"Boats at dusk","tags":["boat"]}]"#, "title: Boats at dusk / tag: boat"),
    row("tg", r#"[{"title":"Boats at dusk"},{"tags":["boat"]}]"#, "title: Boats at dusk / tag: boat"),
    row("tg", r#"{"photo":{"title":"Boats at dusk","tags":["boat"]}}"#, "title: Boats at dusk / tag: boat"),
    row(
        "tg",
        r#"{"result":{"data":{"Title":"Boats at dusk","Keywords":["boat"]}}}"#,
        "title: Boats at dusk / tag: boat",
    ),
    row(
        "tg",
        r#"{"title":["Boats at dusk"],"tags":"boat, harbour; sea"}"#,
        "title: Boats at dusk / tag: boat, harbour, sea",
    ),
    row("g", r#"{"tags":["boat, harbour, sea"]}"#, "tag: boat, harbour, sea"),
    row("g", r#"{"tags":[["boat"],["harbour",["sea"]]]}"#, "tag: boat, harbour, sea"),
    row(
        "g",
        r#"{"tags":{"subject":["boat"],"setting":["harbour"],"colour":"blue"}}"#,
        "tag: boat, harbour, blue",
    ),
    row("g", r#"{"tags":[{"tag":"boat","confidence":0.9},{"name":"harbour"}]}"#, "tag: boat, harbour"),
    row("g", r#"{"tags":{"boat":0.93,"harbour":0.8}}"#, "tag: boat, harbour"),
    row("g", r#"{"tags":"[\"boat\",\"harbour\"]"}"#, "tag: boat, harbour"),
    row("tg", r#""{\"title\":\"Boats at dusk\",\"tags\":[\"boat\"]}""#, "title: Boats at dusk / tag: boat"),
    row("t", r#"{"title":{"text":"Boats at dusk","language":"en"}}"#, "title: Boats at dusk"),
    row(
        "d",
        r#"{"description":["Two boats lie in the harbour.","The sky is red."]}"#,
        "description: Two boats lie in the harbour. The sky is red.",
    ),
    row(
        "d",
        r#"{"description":{"objects":"Two boats lie in the harbour.","light":"The light is low and red."}}"#,
        "description: Two boats lie in the harbour. The light is low and red.",
    ),
    row(
        "tg",
        r#"{"type":"object","properties":{"title":{"type":"string","maxLength":80},"tags":{"type":"array","items":{"type":"string"}}}} {"title":"Boats at dusk","tags":["boat"]}"#,
        "title: Boats at dusk / tag: boat",
    ),
    row(
        "tg",
        r#"{"$schema":"x","type":"object","properties":{"title":"Boats at dusk","tags":["boat"]}}"#,
        "title: Boats at dusk / tag: boat",
    ),
    row(
        "tg",
        r#"{"title":"draft","tags":["draft"]} No, better: {"title":"Boats at dusk","tags":["boat"]}"#,
        "title: Boats at dusk / tag: boat",
    ),
    row(
        "td",
        r#"{"caption":"Boats at dusk","description":"Two boats lie in the calm harbour."}"#,
        "title: Boats at dusk / description: Two boats lie in the calm harbour.",
    ),
    row(
        "td",
        r#"{"title":"Boats at dusk","caption":"Two boats lie in the calm harbour."}"#,
        "title: Boats at dusk / description: Two boats lie in the calm harbour.",
    ),
    row("g", r#"["boat","harbour","sea"]"#, "tag: boat, harbour, sea"),
    row("tg", r#"["boat","harbour","sea"]"#, "tag: boat, harbour, sea / no title"),
    row("c", r#"["sea","city"]"#, "category: sea, city"),
    // Thoughts and control tokens.
    row(
        "tg",
        "<think>The user wants {\"title\":\"draft\"} …</think>{\"title\":\"Boats at dusk\",\"tags\":[\"boat\"]}",
        "title: Boats at dusk / tag: boat",
    ),
    row(
        "tg",
        "I see boats.</think>\n{\"title\":\"Boats at dusk\",\"tags\":[\"boat\"]}",
        "title: Boats at dusk / tag: boat",
    ),
    row(
        "tg",
        "<think>I see boats {\"title\":\"Boats at dusk\",\"tags\":[\"boat\"]}",
        "title: Boats at dusk / tag: boat",
    ),
    row("tg", "<think>I see boats and nothing else", "no title / no tags"),
    row(
        "tg",
        "◁think▷hm◁/think▷{\"title\":\"Boats at dusk\",\"tags\":[\"boat\"]}",
        "title: Boats at dusk / tag: boat",
    ),
    row(
        "tg",
        "<|channel|>analysis<|message|>boats<|end|><|start|>assistant<|channel|>final<|message|>{\"title\":\"Boats at dusk\",\"tags\":[\"boat\"]}<|return|>",
        "title: Boats at dusk / tag: boat",
    ),
    row("t", "<|begin_of_box|>{\"title\":\"Boats at dusk\"}<|end_of_box|>", "title: Boats at dusk"),
    row("t", "Boats at dusk<|im_end|>", "title: Boats at dusk"),
    row(
        "tg",
        "⟪thoughts⟫The picture has boats. {\"title\":\"Boats at dusk\",\"tags\":[\"boat\"]}",
        "title: Boats at dusk / tag: boat",
    ),
    row("tg", "⟪thoughts⟫The picture has boats.", "no title / no tags"),
    row("t", "The boats are small and it is evening.\nFinal answer: Boats at dusk", "title: Boats at dusk"),
    row("t", "**Final Answer:** **Boats at dusk**", "title: Boats at dusk"),
    // Labels.
    row(
        "tg",
        "Title: Boats at dusk\nTags: boat, harbour, sea",
        "title: Boats at dusk / tag: boat, harbour, sea",
    ),
    row(
        "tg",
        "**Title:** Boats at dusk\n\n**Tags:**\n- boat\n- harbour\n",
        "title: Boats at dusk / tag: boat, harbour",
    ),
    row(
        "tdg",
        "## Title\nBoats at dusk\n\n## Description\nTwo boats lie in the calm harbour.\n\n## Tags\n1. boat\n2. harbour",
        "title: Boats at dusk / description: Two boats lie in the calm harbour. / tag: boat, harbour",
    ),
    row(
        "tdg",
        "Title: Boats at dusk. Description: Two boats lie in the calm harbour. Tags: boat, harbour.",
        "title: Boats at dusk / description: Two boats lie in the calm harbour. / tag: boat, harbour",
    ),
    row(
        "tg",
        "1. **Title**: Boats at dusk\n2. **Tags**: boat; harbour",
        "title: Boats at dusk / tag: boat, harbour",
    ),
    row(
        "tg",
        "title: Boats at dusk\ntags:\n  - boat\n  - harbour",
        "title: Boats at dusk / tag: boat, harbour",
    ),
    row(
        "tg",
        "<title>Boats at dusk</title>\n<tags>boat, harbour</tags>",
        "title: Boats at dusk / tag: boat, harbour",
    ),
    row(
        "tg",
        "| Title | Boats at dusk |\n| --- | --- |\n| Tags | boat, harbour |",
        "title: Boats at dusk / tag: boat, harbour",
    ),
    row(
        "tg",
        "Photo Title - Boats at dusk\nKeywords - boat, harbour",
        "title: Boats at dusk / tag: boat, harbour",
    ),
    row(
        "tg",
        "Title: Boats at dusk\nTags: boat, harbour\n\nNote: the location is unknown.",
        "title: Boats at dusk / tag: boat, harbour",
    ),
    row(
        "tg",
        "Title: Boats at dusk\nTags: [\"boat\", \"harbour\"]",
        "title: Boats at dusk / tag: boat, harbour",
    ),
    row(
        "tg",
        "Title: \"Boats at dusk\"\nHashtags: #boat #harbour #calmsea",
        "title: Boats at dusk / tag: boat, harbour, calmsea",
    ),
    row("tg|", "Title: Boats at dusk\nTags: boat, harbour, se", "title: Boats at dusk / tag: boat, harbour"),
    // Bare text.
    row("t", "Boats at dusk", "title: Boats at dusk"),
    row("t", "Sure! Here is a title for your photo:\n\n\"Boats at dusk\"", "title: Boats at dusk"),
    row("t", "Here's a title: Boats at dusk", "title: Boats at dusk"),
    row(
        "d",
        "Two boats lie in the calm harbour while the sun sets.",
        "description: Two boats lie in the calm harbour while the sun sets.",
    ),
    row("g", "boat, harbour, sea", "tag: boat, harbour, sea"),
    row("g", "- boat\n- harbour\n* sea\n• sky", "tag: boat, harbour, sea, sky"),
    row("g", "1. boat 2. harbour 3. sea", "tag: boat, harbour, sea"),
    row("g", "Here are the tags:\n1) boat\n2) harbour", "tag: boat, harbour"),
    row("g", "boat\nharbour\nsea", "tag: boat, harbour, sea"),
    row("g", "Boat. Harbour. Sea.", "tag: Boat, Harbour, Sea"),
    row(
        "tdg",
        "Two boats lie in the calm harbour while the sun sets behind the hills.",
        "description: Two boats lie in the calm harbour while the sun sets behind the hills. / no title / no tags",
    ),
    row("tg", "boat, harbour, sea, sky, evening", "tag: boat, harbour, sea, sky, evening / no title"),
    row("tg", "", "no title / no tags"),
    row("tg", "   \n\n  ", "no title / no tags"),
    row("tg", "{}", "no title / no tags"),
    row("tg", "null", "no title / no tags"),
    row("tg", "[]", "no title / no tags"),
    row("tg", "{{{{{{{{", "no title / no tags"),
    row("tg", r#"{"error":"I could not"}"#, "no title / no tags"),
];
