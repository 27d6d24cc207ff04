//! What a language has to say for a prompt. Knows no language.

use pothos_model::Limits;

/// A language's words.
pub(crate) struct Preset {
    pub(crate) system: &'static str,
    pub(crate) opening: &'static str,
    pub(crate) title: &'static str,
    pub(crate) description: &'static str,
    pub(crate) categories: fn(Limits) -> String,
    pub(crate) tags: fn(Limits) -> String,
    pub(crate) facts: &'static str,
    pub(crate) date: &'static str,
    pub(crate) place: &'static str,
    pub(crate) folder: &'static str,
    pub(crate) keywords: &'static str,
    pub(crate) people: &'static str,
    pub(crate) examples: &'static str,
    pub(crate) wish: &'static str,
    pub(crate) object: &'static str,
    pub(crate) keys: &'static str,
    pub(crate) insist: &'static str,
}
