//! Which request gets which treatment. Pure: it decides from counts, and touches no socket.

use std::str::FromStr;
use std::time::Duration;

/// How one chat request is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Behaviour {
    /// A good answer at once.
    Answer,
    /// Nothing, not even headers, for that long; then a good answer. What a queue looks like.
    Delay(Duration),
    /// Headers at once, the first byte of the body after that long; then a good answer.
    SlowFirstByte(Duration),
    /// Half an answer, then silence until the client leaves.
    Stall,
    /// Spaces and line breaks without end, inside a legal object.
    Whitespace,
    /// The same words without end.
    Repeat,
    /// The stream ends politely without its final mark.
    DoneFalse,
    /// The object arrives in the thinking field, the content stays empty.
    ThinkingOnly,
    /// Thinking used up the budget: no content and no object anywhere.
    ThinkingExhausted,
    /// The thinking text leaks into the content, between `<think>` marks, before the object.
    ThinkLeak,
    /// The object inside a Markdown fence.
    Fences,
    /// Prose before and after the object.
    Prose,
    /// Labels and lists instead of an object.
    Labels,
    /// Good shape, other language than asked.
    WrongLanguage,
    /// An object without any usable word.
    Empty,
    /// Text that is no answer at all.
    Nonsense,
    /// The object is cut by the token limit, and the server says so.
    CutByLength,
    /// 429 with `Retry-After` in seconds.
    RateLimited(u64),
    /// 429 for an account without credit.
    Quota,
    /// 503 while the model is loading.
    Loading,
    /// 503 because the queue is full.
    Busy,
    /// 500 without a reason that the client could act on.
    ServerError,
    /// 401.
    Unauthorized,
    /// 404: the model is gone.
    ModelMissing,
    /// The engine's answer to a picture when the model has no eyes.
    CannotSee,
    /// 400: the picture and the prompt do not fit the context.
    ContextTooSmall,
    /// 400: the picture cannot be decoded.
    PictureRejected,
    /// 500: the model does not fit the memory.
    OutOfMemory,
    /// A content filter's refusal.
    Refusal,
    /// 502 with a proxy's HTML page.
    Html,
    /// The connection breaks in the middle of the answer.
    Cut,
    /// The connection breaks before any byte.
    Reset,
    /// An error line after a good beginning, the status being 200 already.
    ErrorMidway,
}

/// Which requests a rule is about. Counts start at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Every request.
    Always,
    /// The first so many chat requests.
    First(u64),
    /// That chat request alone.
    Nth(u64),
    /// Every so-manyth chat request.
    Every(u64),
    /// The first so many requests about the same picture.
    Try(u64),
    /// That share of the pictures in percent, chosen by the picture's bytes: the same ones at each run and try.
    Share(u8),
}

/// One line of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// What is done.
    pub behaviour: Behaviour,
    /// To which requests.
    pub when: When,
}

/// Rules in order; the first that matches decides, and a good answer is given when none does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The rules in order.
    pub rules: Vec<Rule>,
}

impl Plan {
    /// A plan that treats every request alike.
    #[must_use]
    pub fn always(behaviour: Behaviour) -> Self {
        Self { rules: vec![Rule { behaviour, when: When::Always }] }
    }

    /// The treatment of chat request number `nth`, the `attempt`th about a picture whose hash starts with `first_byte`.
    #[must_use]
    pub fn treatment(&self, nth: u64, attempt: u64, first_byte: u8) -> Behaviour {
        let hit = |rule: &&Rule| match rule.when {
            When::Always => true,
            When::First(count) => nth <= count,
            When::Nth(number) => nth == number,
            When::Every(step) => nth.is_multiple_of(step),
            When::Try(count) => attempt <= count,
            When::Share(percent) => u32::from(first_byte) * 100 < u32::from(percent) * 256,
        };
        self.rules.iter().find(hit).map_or(Behaviour::Answer, |rule| rule.behaviour)
    }
}

/// A plan's text that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanError(String);

impl std::fmt::Display for PlanError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot read \"{}\" as BEHAVIOUR[:NUMBER][@first|nth|every|try|share=NUMBER]", self.0)
    }
}

impl std::error::Error for PlanError {}

impl FromStr for Plan {
    type Err = PlanError;

    /// Rules divided by commas: `429:2@first=3, stall@nth=5, delay:200`. Times are milliseconds, `Retry-After` seconds.
    fn from_str(text: &str) -> Result<Self, PlanError> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        Ok(Self { rules: parts.map(Rule::from_str).collect::<Result<_, _>>()? })
    }
}

impl FromStr for Rule {
    type Err = PlanError;

    fn from_str(text: &str) -> Result<Self, PlanError> {
        let wrong = || PlanError(text.to_owned());
        let (what, when) = text.split_once('@').unwrap_or((text, ""));
        let (name, number) = what.split_once(':').unwrap_or((what, "0"));
        let number: u64 = number.parse().map_err(|_| wrong())?;
        let behaviour = Behaviour::from_name(name, number).ok_or_else(wrong)?;
        let when = match when.split_once('=') {
            None if when.is_empty() => When::Always,
            None => return Err(wrong()),
            Some((kind, count)) => {
                let count: u64 = count.parse().map_err(|_| wrong())?;
                match kind {
                    "first" => When::First(count),
                    "nth" => When::Nth(count),
                    "every" => When::Every(count),
                    "try" => When::Try(count),
                    "share" => When::Share(u8::try_from(count).map_err(|_| wrong())?),
                    _ => return Err(wrong()),
                }
            }
        };
        Ok(Rule { behaviour, when })
    }
}

impl Behaviour {
    /// The behaviour with that name; `number` is its milliseconds or seconds where it has one.
    #[must_use]
    pub fn from_name(name: &str, number: u64) -> Option<Self> {
        Some(match name {
            "answer" => Behaviour::Answer,
            "delay" => Behaviour::Delay(Duration::from_millis(number)),
            "slow" => Behaviour::SlowFirstByte(Duration::from_millis(number)),
            "stall" => Behaviour::Stall,
            "whitespace" => Behaviour::Whitespace,
            "repeat" => Behaviour::Repeat,
            "done-false" => Behaviour::DoneFalse,
            "thinking-only" => Behaviour::ThinkingOnly,
            "thinking-exhausted" => Behaviour::ThinkingExhausted,
            "think-leak" => Behaviour::ThinkLeak,
            "fences" => Behaviour::Fences,
            "prose" => Behaviour::Prose,
            "labels" => Behaviour::Labels,
            "wrong-language" => Behaviour::WrongLanguage,
            "empty" => Behaviour::Empty,
            "nonsense" => Behaviour::Nonsense,
            "length" => Behaviour::CutByLength,
            "429" => Behaviour::RateLimited(number),
            "quota" => Behaviour::Quota,
            "loading" => Behaviour::Loading,
            "busy" => Behaviour::Busy,
            "500" => Behaviour::ServerError,
            "401" => Behaviour::Unauthorized,
            "404" => Behaviour::ModelMissing,
            "blind" => Behaviour::CannotSee,
            "context" => Behaviour::ContextTooSmall,
            "bad-picture" => Behaviour::PictureRejected,
            "memory" => Behaviour::OutOfMemory,
            "refusal" => Behaviour::Refusal,
            "html" => Behaviour::Html,
            "cut" => Behaviour::Cut,
            "reset" => Behaviour::Reset,
            "error-midway" => Behaviour::ErrorMidway,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_matching_rule_decides_and_a_good_answer_is_the_rest() {
        let plan: Plan = "429:2@first=3, stall@nth=5, cut@every=4".parse().unwrap();
        let seen: Vec<_> = (1..=8).map(|nth| plan.treatment(nth, 1, 0)).collect();
        let slow = Behaviour::RateLimited(2);
        let good = Behaviour::Answer;
        assert_eq!(seen, [slow, slow, slow, Behaviour::Cut, Behaviour::Stall, good, good, Behaviour::Cut]);
    }

    #[test]
    fn a_rule_about_tries_follows_the_picture_and_a_share_follows_its_bytes() {
        let plan: Plan = "busy@try=1, html@share=25".parse().unwrap();
        assert_eq!(plan.treatment(9, 1, 0), Behaviour::Busy);
        assert_eq!(plan.treatment(9, 2, 63), Behaviour::Html);
        assert_eq!(plan.treatment(9, 2, 64), Behaviour::Answer);
    }

    #[test]
    fn a_plan_that_cannot_be_read_is_named() {
        let error = "sulk@first=3".parse::<Plan>().unwrap_err();
        assert!(error.to_string().contains("sulk@first=3"), "{error}");
    }
}
