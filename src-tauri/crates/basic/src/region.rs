//! China's provinces in plain English and in Chinese: the gazetteer spells them three ways (`Hunan`, `Hubei Sheng`).

use pothos_model::Language;

/// The gazetteer's name, English, Chinese.
#[rustfmt::skip]
static PROVINCES: [(&str, &str, &str); 31] = [
    ("Anhui Sheng", "Anhui", "安徽"),
    ("Beijing", "Beijing", "北京"),
    ("Chongqing Shi", "Chongqing", "重庆"),
    ("Fujian", "Fujian", "福建"),
    ("Gansu Sheng", "Gansu", "甘肃"),
    ("Guangdong", "Guangdong", "广东"),
    ("Guangxi Zhuangzu Zizhiqu", "Guangxi", "广西"),
    ("Guizhou Sheng", "Guizhou", "贵州"),
    ("Hainan", "Hainan", "海南"),
    ("Hebei", "Hebei", "河北"),
    ("Heilongjiang Sheng", "Heilongjiang", "黑龙江"),
    ("Henan Sheng", "Henan", "河南"),
    ("Hubei", "Hubei", "湖北"),
    ("Hunan", "Hunan", "湖南"),
    ("Inner Mongolia", "Inner Mongolia", "内蒙古"),
    ("Jiangsu Sheng", "Jiangsu", "江苏"),
    ("Jiangxi Sheng", "Jiangxi", "江西"),
    ("Jilin Sheng", "Jilin", "吉林"),
    ("Liaoning", "Liaoning", "辽宁"),
    ("Ningxia Huizu Zizhiqu", "Ningxia", "宁夏"),
    ("Qinghai Sheng", "Qinghai", "青海"),
    ("Shaanxi", "Shaanxi", "陕西"),
    ("Shandong Sheng", "Shandong", "山东"),
    ("Shanghai Shi", "Shanghai", "上海"),
    ("Shanxi Sheng", "Shanxi", "山西"),
    ("Sichuan", "Sichuan", "四川"),
    ("Tianjin Shi", "Tianjin", "天津"),
    ("Tibet Autonomous Region", "Tibet", "西藏"),
    ("Xinjiang Uygur Zizhiqu", "Xinjiang", "新疆"),
    ("Yunnan", "Yunnan", "云南"),
    ("Zhejiang Sheng", "Zhejiang", "浙江"),
];

/// The region in plain English.
pub(crate) fn plain(code: &str, region: &str) -> String {
    let known = PROVINCES.iter().find(|(gazetteer, _, _)| code == "CN" && *gazetteer == region);
    known.map_or(region, |(_, english, _)| english).to_owned()
}

/// The region in `language`, where its name in it is known; otherwise as it is.
pub(crate) fn region<'a>(code: &str, region: &'a str, language: Language) -> &'a str {
    let known = PROVINCES
        .iter()
        .find(|(gazetteer, english, _)| code == "CN" && (*gazetteer == region || *english == region));
    match (known, language) {
        (Some((_, _, chinese)), Language::Chinese) => chinese,
        (Some((_, english, _)), Language::English) => english,
        (None, _) => region,
    }
}
