//! The Simplified Chinese preset. A change of its words raises `PRESET_VERSION`.

use super::preset::Preset;

pub(crate) static PRESET: Preset = Preset {
    system: "你为照片的主人整理照片目录。所有内容一律用简体中文书写。只写画面中看得见的，或作为已知事实给出的内容。\
             不要编造姓名、年龄、地点、日期、人物关系或心情。不要用“图片显示”“这张照片”之类的话开头。不要重复。",
    opening: "请看这张照片，用简体中文填写：",
    title: "一行 5 到 20 个字的标题，点明主要对象、场景或事件；不要用“照片”“图片”这类笼统的词；句末不加标点。",
    description: "50 到 300 字的客观描述，用完整的句子：有哪些物体、位置、颜色、光线、质感、动作、衣着、环境，以及画面中看得出的气氛。",
    categories: |limits| {
        format!(
            "最多 {} 个宽泛、可重复使用的分类，例如 风景、城市、建筑、海洋、山、人像、合影、活动、美食、动物、植物、\
             交通工具、科技、艺术、室内、室外、工作、休闲、运动；最合适的放在最前；不要重复。",
            limits.max_categories
        )
    },
    tags: |limits| {
        format!(
            "最多 {} 个具体的关键词，每个 2 到 6 个字，从多个方面选取：主体、环境、动作、颜色、看得出的气氛、风格、\
             拍摄手法（如特写、广角、黑白）；不要重复，不要编号。",
            limits.max_tags
        )
    },
    facts: "关于这张照片的已知事实，请视为真实，只在合适处使用：",
    date: "拍摄时间",
    place: "地点",
    folder: "文件夹名",
    keywords: "主人写的关键词",
    people: "照片中的人物（主人标注）",
    examples: "主人希望这样回答其他照片；学其写法，不要照抄文字：",
    wish: "主人对上述各项写法的要求（只作补充，不取代任何一项）：",
    object: "只回答一个 JSON 对象，不要写别的。",
    keys: "键名用英文，title 和 description 为文字，categories 和 tags 为文字列表，这次只需要",
    insist: "你上次的回答不是简体中文。每一项的内容都必须用简体中文书写。",
};
