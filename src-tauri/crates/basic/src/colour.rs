//! Names for colours, in the eleven basic terms of Berlin and Kay plus turquoise and beige.

use pothos_model::{Colour, Language};

/// English and Simplified Chinese.
const NAMES: [(&str, &str); 13] = [
    ("black", "黑色"),
    ("white", "白色"),
    ("grey", "灰色"),
    ("red", "红色"),
    ("orange", "橙色"),
    ("brown", "棕色"),
    ("beige", "米色"),
    ("yellow", "黄色"),
    ("green", "绿色"),
    ("turquoise", "青绿色"),
    ("blue", "蓝色"),
    ("purple", "紫色"),
    ("pink", "粉色"),
];

/// The names of the dominant colours that cover at least `least` per cent with their shares, the largest first, each once.
pub(crate) fn shares(colours: &[Colour], least: u8, language: Language) -> Vec<(&'static str, u32)> {
    let mut shares: Vec<(&'static str, u32)> = Vec::new();
    for colour in colours {
        let name = name(*colour, language);
        match shares.iter_mut().find(|(known, _)| *known == name) {
            Some((_, share)) => *share += u32::from(colour.percent),
            None => shares.push((name, u32::from(colour.percent))),
        }
    }
    shares.retain(|(_, share)| *share >= u32::from(least));
    shares.sort_by_key(|(_, share)| std::cmp::Reverse(*share));
    shares
}

fn name(colour: Colour, language: Language) -> &'static str {
    let term = term(colour);
    let (_, chinese) = NAMES.iter().find(|(english, _)| *english == term).unwrap_or(&NAMES[2]);
    match language {
        Language::English => term,
        Language::Chinese => chinese,
    }
}

/// By hue, saturation and value (Smith 1978); brown and beige are dark and pale orange.
fn term(colour: Colour) -> &'static str {
    let [r, g, b] = [colour.r, colour.g, colour.b].map(|c| f32::from(c) / 255.0);
    let (high, low) = (r.max(g).max(b), r.min(g).min(b));
    let chroma = high - low;
    let saturation = if high > 0.0 { chroma / high } else { 0.0 };
    if high < 0.16 || (high < 0.22 && chroma < 0.06) {
        return "black";
    }
    if saturation < 0.13 || chroma < 0.05 {
        return if low > 0.86 { "white" } else { "grey" };
    }
    let sector = if high == r {
        (g - b) / chroma
    } else if high == g {
        2.0 + (b - r) / chroma
    } else {
        4.0 + (r - g) / chroma
    };
    let hue = (sector * 60.0).rem_euclid(360.0);
    match hue {
        15.0..45.0 if high < 0.62 => "brown",
        20.0..58.0 if saturation < 0.38 => {
            if high > 0.6 {
                "beige"
            } else {
                "brown"
            }
        }
        0.0..15.0 | 345.0..=360.0 if saturation < 0.5 && high > 0.7 => "pink",
        0.0..15.0 | 345.0..=360.0 => "red",
        15.0..43.0 => "orange",
        43.0..68.0 => "yellow",
        68.0..160.0 => "green",
        160.0..195.0 => "turquoise",
        195.0..255.0 => "blue",
        255.0..300.0 => "purple",
        _ => {
            if high > 0.6 {
                "pink"
            } else {
                "purple"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_have_the_names_people_give_them() {
        for (rgb, expected) in [
            ([5, 5, 8], "black"),
            ([250, 250, 250], "white"),
            ([128, 128, 130], "grey"),
            ([200, 20, 30], "red"),
            ([240, 140, 30], "orange"),
            ([110, 70, 35], "brown"),
            ([225, 205, 170], "beige"),
            ([240, 220, 60], "yellow"),
            ([60, 140, 50], "green"),
            ([60, 190, 180], "turquoise"),
            ([60, 110, 200], "blue"),
            ([120, 60, 170], "purple"),
            ([240, 150, 190], "pink"),
        ] {
            let colour = Colour { r: rgb[0], g: rgb[1], b: rgb[2], percent: 50 };
            assert_eq!(name(colour, Language::English), expected, "{rgb:?}");
        }
    }

    #[test]
    fn shades_of_one_colour_count_together() {
        let colour = |r, g, b, percent| Colour { r, g, b, percent };
        let colours = [
            colour(128, 128, 128, 30),
            colour(60, 110, 200, 25),
            colour(40, 80, 160, 20),
            colour(5, 5, 5, 4),
        ];
        assert_eq!(shares(&colours, 10, Language::English), [("blue", 45), ("grey", 30)]);
        assert_eq!(shares(&colours, 10, Language::Chinese), [("蓝色", 45), ("灰色", 30)]);
    }
}
