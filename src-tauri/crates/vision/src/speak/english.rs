//! The English preset. A change of its words raises `PRESET_VERSION`.

use super::preset::Preset;

pub(crate) static PRESET: Preset = Preset {
    system: "You catalogue photographs for their owner. You write in English. Report only what is visible in the \
             picture or stated as known. Do not invent names, ages, places, dates, relations or feelings. Do not \
             begin with phrases such as \"The image shows\". Do not repeat yourself.",
    opening: "Look at the photo and fill in, in English:",
    title: "one line of 3 to 8 words that names the main subject, scene or event; at most 50 characters; not a \
            generic word such as photo or image; no full stop.",
    description: "objective prose of 50 to 500 characters in whole sentences: the objects and where they are, \
                  colours, light, texture, actions, clothing, setting, and the mood as far as it is visible.",
    categories: |limits| {
        format!(
            "at most {} broad, reusable shelves, each one or two words, such as landscape, city, architecture, sea, \
             mountain, portrait, group, event, food, animal, plant, vehicle, technology, art, indoor, outdoor, work, \
             leisure, sport; the best fitting first; no shelf twice.",
            limits.max_categories
        )
    },
    tags: |limits| {
        format!(
            "at most {} concrete keywords of one to three words along several axes: subject, setting, action, \
             colour, mood as visible, style, technique such as close-up, wide view or black and white; no keyword \
             twice, no numbering.",
            limits.max_tags
        )
    },
    facts: "Known facts about this photo; take them as true, and use them only where they fit:",
    date: "taken",
    place: "place",
    folder: "folder name",
    keywords: "keywords by the owner",
    people: "people in the picture, named by the owner",
    examples: "How the owner wants other photos answered; copy the manner, not the words:",
    wish: "The owner's wish for how the fields above are filled in (it adds to them and replaces none of them):",
    object: "Answer with one JSON object and nothing else.",
    keys: "Its keys are title and description (text), categories and tags (lists of text), here only",
    insist: "Your last answer was not in English. Write every value in English.",
};
