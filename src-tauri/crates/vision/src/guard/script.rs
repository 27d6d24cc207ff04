//! Tells whether a text is in the language that was asked for, as far as its script and its smallest words show.

use pothos_model::Language;

use crate::reply::is_han;

/// Characters that only Traditional Chinese writes, among the commonest in captions.
const TRADITIONAL: &str = "個們這來說時會對開關於與為發樣經點門見長車馬鳥魚風飛龍書畫圖樹葉陽雲電話聲聽學習實應該認識讓請謝謝\
    紅綠藍黃銀鐵鋼橋樓廳廣場邊灣島國園區縣鎮術藝館裡裏後從過還進遠運動靜當當張條塊雙頭臉頸體壯麗華燈籠煙霧熱鬧觀賞";

/// The commonest words of languages that share English's letters.
const FOREIGN: [&str; 46] = [
    "der", "die", "das", "und", "ein", "eine", "einem", "einer", "mit", "auf", "im", "ist", "le", "la",
    "les", "et", "une", "un", "des", "avec", "dans", "sur", "est", "el", "los", "las", "y", "con", "una",
    "del", "en", "il", "che", "di", "e", "della", "nel", "em", "uma", "com", "os", "het", "een", "van", "op",
    "w",
];

const ENGLISH: [&str; 22] = [
    "the", "a", "an", "of", "and", "in", "with", "is", "on", "are", "to", "at", "by", "from", "its", "near",
    "under", "over", "for", "as", "against", "behind",
];

#[derive(Debug, Default)]
struct Letters {
    latin: usize,
    han: usize,
    kana: usize,
    other: usize,
    traditional: usize,
}

fn letters(text: &str) -> Letters {
    let mut letters = Letters::default();
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        match u32::from(c) {
            _ if is_han(c) => {
                letters.han += 1;
                letters.traditional += usize::from(TRADITIONAL.contains(c));
            }
            0x0041..=0x024F | 0x1E00..=0x1EFF => letters.latin += 1,
            0x3040..=0x30FF => letters.kana += 1,
            _ => letters.other += 1,
        }
    }
    letters
}

/// Whether a title or description is written in another script or, where it can be told, another language.
pub(crate) fn is_foreign(text: &str, language: Language) -> bool {
    let letters = letters(text);
    let all = letters.latin + letters.han + letters.kana + letters.other;
    if all == 0 {
        return false;
    }
    match language {
        Language::English => letters.latin * 2 < all || is_other_latin(text),
        Language::Chinese => {
            let chinese = letters.han > 0 && letters.han * 3 >= letters.latin;
            let simplified = letters.traditional < 3 || letters.traditional * 6 < letters.han;
            !chinese || letters.kana * 5 > letters.han || letters.other > letters.han || !simplified
        }
    }
}

/// Whether a tag or category is in another script. A Chinese list may hold names in Latin letters, which show by
/// a capital or a digit: `LEGO`, `iPhone`, `4K`.
pub(crate) fn is_foreign_entry(text: &str, language: Language) -> bool {
    let letters = letters(text);
    match language {
        Language::English => letters.latin < letters.han + letters.kana + letters.other,
        Language::Chinese => {
            let name = letters.latin > 0
                && letters.other == 0
                && text
                    .split_whitespace()
                    .all(|word| word.chars().any(|c| c.is_uppercase() || c.is_ascii_digit()));
            (letters.han == 0 && !name) || letters.kana > 0 || letters.other > letters.han
        }
    }
}

/// A text of a dozen words without one of English's commonest, and with several of another language's.
fn is_other_latin(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    if words.len() < 8 {
        return false;
    }
    let count = |list: &[&str]| words.iter().filter(|word| list.contains(word)).count();
    let (english, foreign) = (count(&ENGLISH), count(&FOREIGN));
    foreign >= 2 && foreign > english * 2
}
