//! Words in a file's name, when a person wrote it. A camera's counter says nothing.

/// What cameras, phones, scanners and programs put into names, in the languages they are sold in.
#[rustfmt::skip]
const NOT_WORDS: [&str; 102] = [
    "dsc", "dscn", "dscf", "dsci", "img", "imgp", "image", "pict", "picture", "photo", "pic", "foto", "pxl",
    "mvimg", "vid", "mov", "gopr", "gopro", "dji", "sam", "pano", "panorama", "hdr", "burst", "cover",
    "raw", "jpeg", "jpg", "png", "tiff", "tif", "heic", "screenshot", "screen", "shot", "whatsapp",
    "signal", "telegram", "snapchat", "instagram", "facebook", "received", "untitled", "unnamed", "noname",
    "copy", "edit", "edited", "final", "scan", "scanned", "export", "exported", "original", "resized",
    "large", "small", "thumb", "thumbnail", "file", "download", "test", "mmexport", "wechat", "wx",
    "camera", "kopie", "kopia", "copie", "copia", "kopi", "bild", "bilder", "imagen", "immagine",
    "bearbeitet", "lightroom", "photoshop", "imgur", "unsplash", "pexels", "shutterstock", "bildschirmfoto",
    "capture", "微信图片", "图片", "图像", "照片", "相片", "副本", "截图", "截屏", "屏幕截图", "屏幕快照", "未命名", "无标题", "扫描", "扫描件",
    "画像", "写真", "スクリーンショット", "名称未設定",
];

/// A title out of the file's name, or `None` when the name holds no real word.
pub(crate) fn title(display_name: &str) -> Option<String> {
    let stem = display_name.rsplit_once('.').map_or(display_name, |(stem, _)| stem);
    let words: Vec<String> = stem
        .split(|c: char| !c.is_alphabetic() && c != '\'' && c != '’')
        .filter(|word| is_word(word))
        .take(12)
        .map(str::to_owned)
        .collect();
    let letters: usize = words.iter().map(|word| word.chars().count()).sum();
    let meaningful = words.iter().any(|w| !w.is_ascii()) || letters >= 4;
    if !meaningful {
        return None;
    }
    let joined = words.join(" ");
    let mut chars = joined.chars();
    let first = chars.next()?;
    Some(first.to_uppercase().chain(chars).collect())
}

fn is_word(word: &str) -> bool {
    if word.is_empty() {
        return false;
    }
    let lower = word.to_lowercase();
    if NOT_WORDS.contains(&lower.as_str()) {
        return false;
    }
    if !word.is_ascii() {
        // Other alphabets: cameras never write them, and programs only the words above.
        return true;
    }
    let vowels = lower.bytes().filter(|b| b"aeiouy".contains(b)).count();
    let length = lower.len();
    // Short function words may stand between others: "by the sea".
    let short = matches!(lower.as_str(), "a" | "at" | "by" | "in" | "of" | "on" | "to" | "we" | "my");
    let pronounceable = vowels > 0 && vowels < length && longest_consonants(&lower) <= 4;
    short || (length >= 3 && pronounceable)
}

fn longest_consonants(word: &str) -> usize {
    word.split(|c: char| "aeiouy".contains(c)).map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: Option<&str>) {
        assert_eq!(title(name).as_deref(), expected, "{name}");
    }

    #[test]
    fn a_counter_is_no_title_and_a_name_is_one() {
        check("DSC_0412.JPG", None);
        check("IMG_20260618_224107.jpg", None);
        check("PXL_20260618_224107123.MP.jpg", None);
        check("P1020304.RW2", None);
        check("3f2a9c1e-77b0.jpg", None);
        check("untitled-1-copy.tif", None);
        check("WhatsApp Image 2026-01-05 at 10.00.00.jpeg", None);
        check("grandma's garden 2.jpg", Some("Grandma's garden"));
        check("black-forest.jpg", Some("Black forest"));
        check("Walk_by_the_sea-001.png", Some("Walk by the sea"));
        check("台北夜市.jpg", Some("台北夜市"));
        check("über den Wolken.webp", Some("Über den Wolken"));
        check("xkcdqrst.jpg", None);
        check("mmexport1690123456789.jpg", None);
        check("微信图片_20240105101010.jpg", None);
        check("IMG_1234 Kopie.jpg", None);
        check("照片 (3).jpg", None);
        check("", None);
    }
}
