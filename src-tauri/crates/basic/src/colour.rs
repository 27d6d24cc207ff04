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

/// A colour that is seen before all others: its saturation and value at least.
const VIVID: (f32, f32) = (0.55, 0.6);

/// The names of the dominant colours that cover at least `least` per cent, or half of it vividly, with their shares, the largest
/// first, each once.
pub(crate) fn shares(colours: &[Colour], least: u8, language: Language) -> Vec<(&'static str, u32)> {
    let mut shares: Vec<(&'static str, u32, u32)> = Vec::new();
    for colour in colours {
        let (name, share) = (name(*colour, language), u32::from(colour.percent));
        let vivid = if is_vivid(*colour) { share } else { 0 };
        match shares.iter_mut().find(|(known, ..)| *known == name) {
            Some((_, all, most)) => (*all, *most) = (*all + share, *most + vivid),
            None => shares.push((name, share, vivid)),
        }
    }
    let least = u32::from(least);
    shares.retain(|(_, share, vivid)| *share >= least || vivid * 2 >= least);
    shares.sort_by_key(|(_, share, _)| std::cmp::Reverse(*share));
    shares.into_iter().map(|(name, share, _)| (name, share)).collect()
}

fn is_vivid(colour: Colour) -> bool {
    let [_, saturation, value] = hsv(colour);
    saturation >= VIVID.0 && value >= VIVID.1
}

fn name(colour: Colour, language: Language) -> &'static str {
    let term = term(colour);
    let (_, chinese) = NAMES.iter().find(|(english, _)| *english == term).unwrap_or(&NAMES[2]);
    match language {
        Language::English => term,
        Language::Chinese => chinese,
    }
}

/// By hue, saturation and value (Smith 1978); brown and beige are dark and pale orange and yellow.
fn term(colour: Colour) -> &'static str {
    let [hue, saturation, high] = hsv(colour);
    let chroma = saturation * high;
    let low = high - chroma;
    if high < 0.16 || (high < 0.22 && chroma < 0.06) {
        return "black";
    }
    if saturation < 0.13 || chroma < 0.05 {
        return if low > 0.86 { "white" } else { "grey" };
    }
    let dark = high < 0.62;
    match hue {
        // The shaded side of something yellow.
        45.0..54.0 if saturation > 0.7 && high > 0.35 => "yellow",
        15.0..54.0 if dark => "brown",
        // Dark yellow is olive: nobody calls a forest or a shaded lawn yellow.
        54.0..68.0 if dark && saturation < 0.25 => "grey",
        54.0..68.0 if dark => "green",
        20.0..68.0 if saturation < 0.38 => "beige",
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

/// Hue in degrees, saturation and value from 0 to 1.
fn hsv(colour: Colour) -> [f32; 3] {
    let [r, g, b] = [colour.r, colour.g, colour.b].map(|c| f32::from(c) / 255.0);
    let high = r.max(g).max(b);
    let chroma = high - r.min(g).min(b);
    if chroma <= 0.0 {
        return [0.0, 0.0, high];
    }
    let sector = if high == r {
        (g - b) / chroma
    } else if high == g {
        2.0 + (b - r) / chroma
    } else {
        4.0 + (r - g) / chroma
    };
    [(sector * 60.0).rem_euclid(360.0), chroma / high, high]
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
            ([200, 165, 40], "yellow"),
            ([140, 115, 10], "yellow"),
            ([86, 86, 57], "green"),
            ([120, 130, 50], "green"),
            ([51, 51, 20], "green"),
            ([111, 100, 60], "brown"),
            ([138, 138, 112], "grey"),
            ([190, 188, 150], "beige"),
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

    #[test]
    fn a_vivid_colour_counts_from_half_the_share() {
        let colour = |r, g, b, percent| Colour { r, g, b, percent };
        let street =
            |percent| [colour(128, 128, 128, 60), colour(202, 165, 31, percent), colour(100, 90, 84, 8)];
        assert_eq!(shares(&street(7), 12, Language::English), [("grey", 60), ("yellow", 7)], "a motorbike");
        assert_eq!(shares(&street(5), 12, Language::English), [("grey", 60)]);
    }
}
