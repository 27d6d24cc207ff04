//! Words that say nothing: placeholders, generic titles, boilerplate openings, numbers.

use pothos_model::fold_word;

/// Titles that name no subject.
const GENERIC: [&str; 44] = [
    "photo",
    "photograph",
    "image",
    "picture",
    "photos",
    "a photo",
    "an image",
    "a picture",
    "the photo",
    "the image",
    "the picture",
    "untitled",
    "no title",
    "title",
    "snapshot",
    "scene",
    "a scene",
    "photo title",
    "image title",
    "photo of",
    "image of",
    "untitled photo",
    "untitled image",
    "beautiful photo",
    "nice photo",
    "description",
    "caption",
    "this photo",
    "this image",
    "照片",
    "图片",
    "图像",
    "相片",
    "影像",
    "一张照片",
    "一张图片",
    "这张照片",
    "这张图片",
    "无标题",
    "未命名",
    "标题",
    "照片标题",
    "图片标题",
    "描述",
];

/// Values that stand for "no value", or are the schema's own words.
const PLACEHOLDERS: [&str; 56] = [
    "n/a",
    "na",
    "none",
    "null",
    "nil",
    "undefined",
    "unknown",
    "not available",
    "not applicable",
    "not specified",
    "string",
    "text",
    "tag",
    "tags",
    "tag name",
    "keyword",
    "keywords",
    "category",
    "categories",
    "label",
    "labels",
    "etc",
    "and more",
    "other",
    "others",
    "misc",
    "miscellaneous",
    "example",
    "placeholder",
    "value",
    "item",
    "empty",
    "false",
    "true",
    "json",
    "object",
    "array",
    "no tags",
    "no keywords",
    "lorem ipsum",
    "无",
    "没有",
    "未知",
    "不详",
    "其他",
    "其它",
    "等等",
    "等",
    "暂无",
    "标签",
    "关键词",
    "关键字",
    "分类",
    "类别",
    "示例",
    "文本",
];

/// Tags that are true of every photo.
const EVERY_PHOTO: [&str; 22] = [
    "photo",
    "photograph",
    "image",
    "picture",
    "photos",
    "images",
    "pictures",
    "jpeg",
    "jpg",
    "snapshot",
    "visual",
    "visible",
    "picture of",
    "photo of",
    "image of",
    "照片",
    "图片",
    "图像",
    "相片",
    "影像",
    "画面",
    "图",
];

/// Openings that speak of the picture instead of what is in it. Longest first where one begins another.
const OPENINGS: [&str; 46] = [
    "in this photograph, we can see ",
    "in this photo, we can see ",
    "in this image, we can see ",
    "in this picture, we can see ",
    "in this photo we can see ",
    "in this image we can see ",
    "in the image, we can see ",
    "in the photo, we can see ",
    "in this image, there is ",
    "in this photo, there is ",
    "in the image, there is ",
    "in this image, ",
    "in this photo, ",
    "in this picture, ",
    "in the image, ",
    "in the photo, ",
    "in the picture, ",
    "the photograph ",
    "the image ",
    "the photo ",
    "the picture ",
    "this photograph ",
    "this image ",
    "this photo ",
    "this picture ",
    "a photograph of ",
    "a photo of ",
    "an image of ",
    "a picture of ",
    "photograph of ",
    "photo of ",
    "image of ",
    "picture of ",
    "the scene shows ",
    "the scene depicts ",
    "这张照片中",
    "这张图片中",
    "这张照片",
    "这张图片",
    "这幅图片",
    "这幅图",
    "该照片",
    "该图片",
    "图片中",
    "照片中",
    "画面中",
];

/// What follows "the image" in boilerplate.
const VERBS: [&str; 26] = [
    "showcases ",
    "shows us ",
    "shows ",
    "depicts ",
    "captures ",
    "features ",
    "displays ",
    "presents ",
    "portrays ",
    "contains ",
    "illustrates ",
    "is of ",
    "is a photo of ",
    "is a picture of ",
    "is an image of ",
    "shows, ",
    "展示了",
    "显示了",
    "显示",
    "展示",
    "呈现了",
    "呈现",
    "描绘了",
    "拍摄了",
    "拍的是",
    "可以看到",
];

fn among(list: &[&str], text: &str) -> bool {
    list.contains(&fold_word(text).as_str())
}

/// Whether a title names nothing.
pub(crate) fn is_generic_title(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    let numbered = bare.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == '_');
    among(&GENERIC, bare) || among(&GENERIC, numbered) || is_placeholder(bare)
}

/// Whether a value stands for no value.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let numbered = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == '_');
    among(&PLACEHOLDERS, text)
        || (numbered.len() < text.len() && among(&["tag", "keyword", "category", "标签", "label"], numbered))
}

/// Whether a tag is true of every photo.
pub(crate) fn is_true_of_every_photo(text: &str) -> bool {
    among(&EVERY_PHOTO, text)
}

/// Whether a word has no letter in it.
pub(crate) fn has_no_letter(text: &str) -> bool {
    !text.chars().any(char::is_alphabetic)
}

/// `text` without an opening that speaks of the picture; unchanged when nothing sensible would be left.
pub(crate) fn without_opening(text: &str) -> (String, bool) {
    let lower = text.to_lowercase();
    // Lower-casing may change lengths outside ASCII; then the text is left alone.
    if lower.len() != text.len() {
        return (text.to_owned(), false);
    }
    let Some(opening) = OPENINGS.iter().find(|opening| lower.starts_with(**opening)) else {
        return (text.to_owned(), false);
    };
    let mut rest = text.get(opening.len()..).unwrap_or_default();
    let speaks_of_picture =
        opening.starts_with("the ") || opening.starts_with("this ") || !opening.is_ascii();
    let verb =
        VERBS.iter().find(|verb| lower.get(opening.len()..).is_some_and(|tail| tail.starts_with(**verb)));
    match verb {
        Some(verb) => rest = rest.get(verb.len()..).unwrap_or_default(),
        // "The image quality is poor" is no boilerplate; "画面中一只猫" is.
        None if speaks_of_picture && opening.is_ascii() && !opening.contains(" scene ") => {
            return (text.to_owned(), false);
        }
        None => (),
    }
    let rest = rest.trim_start_matches([' ', ',', '，', ':', '：', '、']);
    if rest.chars().filter(|c| c.is_alphanumeric()).count() < 2 {
        return (text.to_owned(), false);
    }
    let mut letters = rest.chars();
    let first = letters.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    (format!("{first}{}", letters.as_str()), true)
}
