//! The names under which models give the four tasks' words.

use pothos_model::Task;

/// Names in lower case without spaces and marks, both languages.
const NAMES: [(Task, &[&str]); 4] = [
    (
        Task::Title,
        &[
            "title",
            "phototitle",
            "imagetitle",
            "headline",
            "heading",
            "标题",
            "標題",
            "题目",
            "題目",
            "照片标题",
            "图片标题",
            "主标题",
            "名称",
        ],
    ),
    (
        Task::Description,
        &[
            "description",
            "desc",
            "photodescription",
            "imagedescription",
            "detaileddescription",
            "summary",
            "alttext",
            "描述",
            "说明",
            "說明",
            "详细描述",
            "詳細描述",
            "图片描述",
            "照片描述",
            "画面描述",
            "内容描述",
            "简介",
            "简述",
        ],
    ),
    (
        Task::Categories,
        &[
            "categories",
            "category",
            "categorie",
            "shelves",
            "classification",
            "class",
            "genre",
            "分类",
            "分類",
            "类别",
            "類別",
            "类目",
            "照片分类",
            "图片分类",
        ],
    ),
    (
        Task::Tags,
        &[
            "tags",
            "tag",
            "keywords",
            "keyword",
            "labels",
            "label",
            "hashtags",
            "taglist",
            "标签",
            "標籤",
            "关键词",
            "關鍵詞",
            "关键字",
            "關鍵字",
            "标记",
            "照片标签",
            "图片标签",
        ],
    ),
];

/// The task a key or label names; `Title 1`, `**Tags**` and `"title"` are understood.
pub(crate) fn task_of(key: &str) -> Option<Task> {
    let folded: String =
        key.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).take(40).collect();
    if folded.is_empty() {
        return None;
    }
    NAMES.iter().find(|(_, names)| names.contains(&folded.as_str())).map(|(task, _)| *task)
}

/// `caption` is a title beside a description and a description beside a title.
pub(crate) fn is_caption(key: &str) -> bool {
    matches!(key.trim().to_lowercase().as_str(), "caption" | "captions" | "图注" | "字幕")
}
