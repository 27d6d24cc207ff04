//! Names in what a model wrote: found by their capitals in English and from a list of places in both languages. Pure.
//! It would rather miss a name than call a common word one: what it finds, a human has to look at.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

use super::places::PLACES;

/// Capitalised words that name no one and no place: styles, peoples as adjectives, feasts, breeds, days, months.
const COMMON: &str = "i a an the mr mrs ms dr monday tuesday wednesday thursday friday saturday sunday january february march \
april may june july august september october november december christmas easter halloween thanksgiving hanukkah ramadan \
diwali carnival santa claus valentine xmas earth moon sun milky way north south east west northern southern eastern western \
english french german italian spanish portuguese dutch swiss austrian greek roman latin russian polish czech hungarian \
turkish arabic persian indian chinese japanese korean thai vietnamese asian african european american mexican cuban \
brazilian canadian australian british scottish irish welsh scandinavian nordic norwegian swedish danish finnish icelandic \
mediterranean oriental moroccan egyptian tibetan middle eastern gothic baroque rococo renaissance romanesque victorian \
georgian edwardian tudor colonial art deco nouveau bauhaus impressionist christian catholic orthodox protestant buddhist \
hindu muslim islamic jewish taoist shinto bible polaroid lego velcro jeep vespa tv suv led dslr ufo bbq dj diy labrador \
retriever golden shepherd border collie dalmatian siamese bernese husky chihuahua poodle terrier bulldog beagle corgi \
dachshund internet wi-fi usb pc god internet-cafe ferris wheel jack-o'-lantern t-shirt caucasian hispanic";

/// Words between the parts of one name.
const LINKS: [&str; 14] =
    ["of", "the", "de", "da", "di", "do", "du", "del", "della", "la", "le", "von", "van", "and"];
/// Short forms whose dot ends no sentence.
const SHORT_FORMS: [&str; 8] = ["st", "mt", "mr", "mrs", "ms", "dr", "ft", "no"];
/// Words that stand in lower case in a title whose other words are capitalised.
const SMALL: [&str; 24] = [
    "a", "an", "and", "the", "of", "in", "on", "at", "by", "to", "with", "from", "for", "or", "over",
    "under", "near", "as", "into", "de", "la", "between", "behind", "through",
];
/// What makes another word of a Chinese place name before it: dishes, breeds, beliefs, styles, longer names.
const OTHER_WORDS: [char; 40] = [
    '面', '包', '牧', '柱', '教', '尼', '梧', '肠', '斗', '猪', '鼠', '字', '数', '瓜', '豆', '红', '蓝',
    '绿', '菜', '餐', '料', '式', '风', '语', '文', '人', '犬', '猫', '马', '羊', '草', '茶', '酒', '烤',
    '鸡', '鸭', '饭', '布', '画', '裔',
];
/// Names told of one text.
const MOST: usize = 8;

/// What is known of a photo, as words: a name that is in it was given, not made up.
#[derive(Debug, Clone, Default)]
pub struct Given {
    words: HashSet<String>,
    text: String,
}

impl Given {
    /// From the texts that were told with the photo.
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut given = Self::default();
        for text in texts {
            let folded = fold(text);
            given.words.extend(folded.split(|c: char| !c.is_alphanumeric()).map(str::to_owned));
            given.text.push_str(&folded);
            given.text.push('\n');
        }
        given
    }

    /// Whether every word of the name that says something was told.
    fn has(&self, name: &str) -> bool {
        let folded = fold(name);
        self.text.contains(&folded)
            || folded
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty() && !LINKS.contains(word))
                .all(|word| self.words.contains(word))
    }
}

/// Lower case without accents, so that `Malmo` is found in `Malmö`.
fn fold(text: &str) -> String {
    text.nfd().filter(|c| !matches!(u32::from(*c), 0x0300..=0x036F)).flat_map(char::to_lowercase).collect()
}

/// The names in `text` that were not given. `prose`: whole sentences, where a capital inside one means something. `other`:
/// prose of the same answer, which tells names from capitals in a title that has them everywhere.
pub(super) fn strange_names(text: &str, other: Option<&str>, given: &Given) -> Vec<String> {
    let mut names = capitalised(text, other);
    names.extend(places(text, given));
    let mut seen = HashSet::new();
    names.retain(|name| !given.has(name) && seen.insert(fold(name)));
    // "Paris" inside "Paris Opera" is told once.
    let all = names.clone();
    names.retain(|name| {
        !all.iter().any(|other| other.len() > name.len() && fold(other).contains(&fold(name)))
    });
    names.truncate(MOST);
    names
}

/// Whether a tag or category is a name that was not given.
pub(super) fn is_strange_entry(text: &str, styled: bool, prose: &str, given: &Given) -> bool {
    if !places(text, given).is_empty() {
        return true;
    }
    let names = entry_names(text);
    // With capitals on every entry they say nothing; what the description writes as a name is one.
    !names.is_empty()
        && !given.has(text)
        && (!styled || capitalised(prose, None).iter().any(|name| fold(name).contains(&fold(text))))
}

/// Whether an answer's tags have capitals as a style.
pub(super) fn is_styled<'a>(entries: impl Iterator<Item = &'a str>) -> bool {
    let (mut all, mut high) = (0_usize, 0_usize);
    for entry in entries.filter(|entry| entry.chars().any(|c| c.is_ascii_alphabetic())) {
        all += 1;
        high += usize::from(entry.chars().next().is_some_and(char::is_uppercase));
    }
    high * 2 > all
}

fn entry_names(text: &str) -> Vec<&str> {
    text.split_whitespace().filter(|word| is_name_word(word)).collect()
}

/// A capital, small letters after it, and no common word.
fn is_name_word(word: &str) -> bool {
    let word = bare(word);
    let mut letters = word.chars();
    let first = letters.next().is_some_and(char::is_uppercase);
    let small = letters.clone().filter(|c| c.is_lowercase()).count();
    first && small >= 2 && !is_common(word)
}

fn is_common(word: &str) -> bool {
    let folded = fold(word);
    let folded = folded.strip_suffix("'s").or_else(|| folded.strip_suffix("’s")).unwrap_or(&folded);
    let stem = folded.strip_suffix('s').unwrap_or(folded);
    COMMON.split_whitespace().any(|common| common == folded || common == stem)
        || folded.split('-').next().is_some_and(|part| part.chars().count() == 1)
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Names by their capitals, in English prose or a title.
fn capitalised(text: &str, other: Option<&str>) -> Vec<String> {
    let text = unquoted(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    if in_title_case(&words) {
        // Nothing can be told from capitals here: only what the other text writes as a name in a sentence is one.
        let known = other.map(|other| capitalised(other, None)).unwrap_or_default();
        let folded = fold(&text);
        return known.into_iter().filter(|name| folded.contains(&fold(name))).collect();
    }
    let mut names: Vec<String> = Vec::new();
    let mut run: Vec<&str> = Vec::new();
    // Whether the run has a word whose capital is not that of a sentence's beginning.
    let mut sure = false;
    let mut starts = true;
    for word in words {
        let name = is_name_word(word);
        let link = LINKS.contains(&word) && !run.is_empty();
        if name {
            // A capital at a sentence's beginning says nothing by itself; before another name it belongs to it.
            sure |= !starts;
            run.push(bare(word));
        } else if link {
            run.push(word);
        }
        let ended = ends_sentence(word);
        if !(name || link) || ended || word.ends_with([',', ';', ':', ')', '!', '?']) {
            close(&mut run, &mut sure, &mut names);
        }
        starts = ended;
    }
    close(&mut run, &mut sure, &mut names);
    names
}

fn close(run: &mut Vec<&str>, sure: &mut bool, names: &mut Vec<String>) {
    while run.last().is_some_and(|word| LINKS.contains(word)) {
        run.pop();
    }
    let name = run.join(" ");
    let name = name.strip_suffix("'s").or_else(|| name.strip_suffix("’s")).unwrap_or(&name);
    if *sure && !name.is_empty() {
        names.push(name.to_owned());
    }
    run.clear();
    *sure = false;
}

fn ends_sentence(word: &str) -> bool {
    let end = word.trim_end_matches(['"', '”', '’', ')', '\'']);
    match end.strip_suffix('.') {
        Some(before) => !SHORT_FORMS.contains(&fold(bare(before)).as_str()),
        None => end.ends_with(['!', '?', ':', '。', '！', '？']),
    }
}

/// All words that could be small are capitalised; at least three, or two with nothing small beside them.
fn in_title_case(words: &[&str]) -> bool {
    let telling: Vec<&str> = words
        .iter()
        .map(|word| bare(word))
        .filter(|word| !word.is_empty() && !SMALL.contains(word))
        .collect();
    telling.len() >= 2
        && telling.iter().all(|word| word.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric()))
}

/// Without what stands between double quotation marks: writing that is seen in the picture.
fn unquoted(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        match c {
            '"' => inside = !inside,
            '“' | '「' | '《' => inside = true,
            '”' | '」' | '》' => inside = false,
            c if !inside => {
                kept.push(c);
                continue;
            }
            _ => continue,
        }
        kept.push(' ');
    }
    kept
}

/// Well-known places in the text, however they are written.
fn places(text: &str, given: &Given) -> Vec<String> {
    let text = unquoted(text);
    let folded = format!(" {} ", fold(&text).replace(|c: char| !c.is_alphanumeric(), " "));
    let mut found = Vec::new();
    for (english, chinese) in PLACES {
        let written = if whole_word(&folded, english) {
            as_written(&text, english)
        } else if names_chinese(&text, chinese) {
            (*chinese).to_owned()
        } else {
            continue;
        };
        // Known by its name in either language, it was given.
        if !given.has(english) && !given.has(chinese) {
            found.push(written);
        }
    }
    found
}

/// Whether the place stands between spaces.
fn whole_word(folded: &str, place: &str) -> bool {
    folded.match_indices(place).any(|(at, _)| {
        folded.get(..at).is_some_and(|before| before.ends_with(' '))
            && folded.get(at + place.len()..).is_some_and(|after| after.starts_with(' '))
    })
}

/// Whether the place stands in the text by itself, and not as the beginning of another word: spaghetti is 意大利面.
fn names_chinese(text: &str, place: &str) -> bool {
    text.match_indices(place)
        .any(|(at, _)| !text.get(at + place.len()..).is_some_and(|rest| rest.starts_with(OTHER_WORDS)))
}

/// The place as the text has it; as the list has it where the text differs in more than case.
fn as_written(text: &str, english: &str) -> String {
    let lower = text.to_lowercase();
    let written = lower.find(english).filter(|_| lower.len() == text.len());
    written.and_then(|at| text.get(at..at + english.len())).unwrap_or(english).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, given: &[&str], expected: &[&str]) {
        let given = Given::new(given.iter().copied());
        assert_eq!(strange_names(text, None, &given), expected, "{text:?}");
    }

    #[test]
    fn a_name_inside_a_sentence_is_found() {
        check("Two boats lie in the harbour of Bergen at dusk.", &[], &["Bergen"]);
        check("Boats lie in the harbour of Bergen.", &["Bergen, Vestland, Norway"], &[]);
        check("A woman named Anna Larsen smiles.", &[], &["Anna Larsen"]);
        check("A woman named Anna Larsen smiles.", &["Anna Larsen", "Ola"], &[]);
        check("Eiffel Tower at dusk", &[], &["Eiffel Tower"]);
        check("The Statue of Liberty rises behind a ferry.", &[], &["Statue of Liberty"]);
        check("Mount Fuji rises behind the lake.", &[], &["Mount Fuji"]);
        check("A view of St. Peter's Basilica. People walk.", &[], &["Peter's Basilica"]);
        check("The streets of Malmö are wet.", &["Malmo"], &[]);
    }

    #[test]
    fn common_words_with_capitals_are_no_names() {
        for text in [
            "A Christmas tree stands in the room.",
            "An old Japanese garden in October.",
            "A Golden Retriever runs. It is wet.",
            "Red boats in a harbour. Gulls fly over the quay. Clouds gather.",
            "An Art Deco lamp and a TV on a Victorian sideboard.",
            "I see a T-shirt with a print.",
            "The Milky Way over a ridge",
        ] {
            check(text, &[], &[]);
        }
    }

    #[test]
    fn writing_in_the_picture_is_no_claim() {
        check("A sign reads \"Hotel Bristol\" above the door.", &[], &[]);
        check("门上写着“北京饭店”。", &[], &[]);
    }

    #[test]
    fn capitals_everywhere_say_nothing_but_the_description_may() {
        check("Red Boats in the Harbour", &[], &[]);
        let given = Given::default();
        let told = strange_names(
            "Morning in Lofoten Harbour",
            Some("Boats lie in Lofoten under a grey sky."),
            &given,
        );
        assert_eq!(told, ["Lofoten"]);
    }

    #[test]
    fn well_known_places_are_found_in_any_case_and_in_chinese() {
        check("the eiffel tower in paris", &[], &["paris", "eiffel tower"]);
        check("远处是埃菲尔铁塔。", &[], &["埃菲尔铁塔"]);
        check("挪威的峡湾", &["卑尔根, 挪威"], &[]);
        check("京都的寺庙", &["Kyoto, Kyoto, Japan"], &[]);
        check("Kyoto at dusk", &["京都"], &[]);
        check("一盘意大利面，旁边有德国牧羊犬和蒙古包。", &[], &[]);
        check("comparison of two boats", &[], &[]);
    }

    #[test]
    fn a_tag_is_a_name_by_its_capitals_unless_all_have_them() {
        let given = Given::new(["Bergen, Norway"]);
        let strange =
            |tag: &str, styled| is_strange_entry(tag, styled, "Boats at Alesund in the rain.", &given);
        assert!(strange("Lofoten", false));
        assert!(!strange("Bergen", false), "it was given");
        assert!(!strange("red boat", false));
        assert!(!strange("Red Boat", true), "a style");
        assert!(strange("Alesund", true), "the description writes it as a name");
        assert!(strange("Paris", true), "a known place");
        assert!(!strange("LED", false) && !strange("Christmas", false));
        assert!(is_styled(["Boat", "Red Sky", "sea"].into_iter()));
        assert!(!is_styled(["boat", "Lofoten"].into_iter()));
    }
}
