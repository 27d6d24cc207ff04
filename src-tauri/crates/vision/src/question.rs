//! One photo's question and its answer, as the callers see them.

use std::sync::Arc;

use pothos_model::{NewWord, PartialFailure, RequestForm, TaskSet, VisionOptions};

use crate::guard::{Doubts, Given, Vocabulary};
use crate::speak::{Shape, Spoken, spoken};

/// What is known of a photo and may be told to the model as ground truth. A field the user did not allow is
/// left out by the caller or by the option's switch; coordinates have no field on purpose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PromptFacts {
    /// When it was taken, e.g. `2024-05-17 18:20`.
    pub date: Option<String>,
    /// Where, in words, e.g. `Lucca, Tuscany, Italy`.
    pub place: Option<String>,
    /// The folder's name.
    pub folder: Option<String>,
    /// Keywords already in the file.
    pub keywords: Vec<String>,
    /// People whom the file names in the picture.
    pub people: Vec<String>,
    /// What else is true of the photo and is never sent: facts the user keeps back, words a human or the file put on it.
    pub unsent: Vec<String>,
}

/// What is asked about one photo.
#[derive(Debug, Clone)]
pub struct Question {
    /// The prepared picture: baseline sRGB JPEG, upright, no metadata.
    pub jpeg: Arc<[u8]>,
    /// The tasks to ask for now; fewer than the options' when a retry wants the missing ones alone.
    pub tasks: TaskSet,
    /// How to ask.
    pub options: VisionOptions,
    /// What is known already.
    pub facts: PromptFacts,
    /// The user's own words, which win over the model's.
    pub vocabulary: Arc<Vocabulary>,
    /// What the user wants to see before it counts.
    pub doubts: Doubts,
    /// 1 for the first send, 2 and 3 for the next ones: each is asked differently.
    pub attempt: u32,
}

impl Question {
    /// What will be said, one entry a request, exactly as a server that takes schemas gets it. For a preview;
    /// nothing is sent.
    #[must_use]
    pub fn spoken(&self) -> Vec<Spoken> {
        let say = |tasks| spoken(tasks, &self.options, &self.facts, Shape::Bounded, false);
        match self.options.form {
            RequestForm::Combined => vec![say(self.tasks)],
            RequestForm::Separate => self.tasks.iter().map(|task| say(TaskSet::EMPTY.with(task))).collect(),
        }
    }
}

impl Question {
    /// All that is known of the photo or was said beside the tasks: a name in it is none that the model made up.
    pub(crate) fn given(&self) -> Given {
        let facts = &self.facts;
        let options = &self.options;
        let one = [&facts.date, &facts.place, &facts.folder].into_iter().flatten().map(String::as_str);
        let many = facts.keywords.iter().chain(&facts.people).chain(&facts.unsent).map(String::as_str);
        let told = options.prompts.iter().map(|prompt| prompt.text.as_str());
        let own = [options.instruction.as_str(), options.system.as_str()];
        Given::new(one.chain(many).chain(told).chain(own))
    }
}

/// The longest side to send on an attempt: the last one goes out smaller, because some models only fail on
/// large pictures. The caller prepares the picture.
#[must_use]
pub fn side_for_attempt(side: u32, attempt: u32) -> u32 {
    let side = side.clamp(256, 2_048);
    if attempt >= 3 { side.min(512) } else { side }
}

/// What a model said, read and guarded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The words, guarded and limited; never empty.
    pub words: Vec<NewWord>,
    /// Tasks that gave nothing.
    pub missing: Vec<PartialFailure>,
    /// From sending the request to the end of the answer, in ms.
    pub duration_ms: i64,
    /// Prompt tokens, where the server tells.
    pub prompt_tokens: Option<u32>,
    /// Answer tokens, where the server tells.
    pub answer_tokens: Option<u32>,
    /// The raw reply, at most 16 KiB.
    pub raw_reply: String,
    /// Names of the repairs that were needed, e.g. `fences`, each once.
    pub repairs: Vec<String>,
}
