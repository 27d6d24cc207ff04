//! Settings and what is known of a model server, on the wire.

use pothos_model::{NotAPrice, Price};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How to speak to a model server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Protocol {
    /// Found out by asking.
    #[default]
    Auto,
    /// Ollama's own API.
    Ollama,
    /// OpenAI-compatible chat completions.
    Openai,
}

/// The model server in Settings. Its key is never here: it is set by its own command, kept outside the database.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(default, rename_all = "camelCase")]
#[ts(export)]
pub struct ServerSettings {
    /// Base address, e.g. `http://127.0.0.1:11434`; empty for none.
    pub url: String,
    /// How to speak to it.
    pub protocol: Protocol,
    /// The model.
    pub model: String,
    /// Requests at once, 1 to 64; null for 1 when local, 4 otherwise.
    pub concurrency: Option<u8>,
    /// What it asks for its work; null for a server that costs nothing.
    pub price: Option<PriceView>,
    /// Switched off: nothing is sent to it, and no batch is offered it.
    pub off: bool,
    /// Whether a model that answers from the cloud behind a local address may be used: then pictures leave the network.
    pub allow_cloud: bool,
    /// Whether its key is in the system's keychain. The key itself is nowhere on the wire.
    pub key_kept: bool,
}

/// Where a key went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct KeyKept {
    /// `keychain`, `session` (in memory until the program ends) or `forgotten`.
    pub place: String,
    /// Why it is not in the keychain; in English, for details.
    pub reason: Option<String>,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            url: String::new(),
            protocol: Protocol::Auto,
            model: String::new(),
            concurrency: None,
            price: None,
            off: false,
            allow_cloud: false,
            key_kept: false,
        }
    }
}

/// A model server that was found on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FoundServer {
    /// Its address.
    pub url: String,
    /// What it says it is.
    pub product: String,
    /// How to speak to it.
    pub protocol: Protocol,
    /// What it offers.
    pub models: Vec<ModelView>,
}

/// Another word for one of a model's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AliasView {
    /// What the model says.
    pub from: String,
    /// What is stored.
    pub to: String,
}

/// What a server asks for a million tokens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PriceView {
    /// Of what is sent to it.
    pub asked: f64,
    /// Of what it answers.
    pub answered: f64,
    /// A sign or a code, `$` or `EUR`.
    pub currency: String,
}

impl TryFrom<&PriceView> for Price {
    type Error = NotAPrice;

    fn try_from(view: &PriceView) -> Result<Self, NotAPrice> {
        Self::new(view.asked, view.answered, &view.currency)
    }
}

impl std::str::FromStr for PriceView {
    type Err = NotAPrice;

    /// `0.15/0.60`, or with a currency behind it.
    fn from_str(text: &str) -> Result<Self, NotAPrice> {
        text.parse().map(|price: Price| Self::from(&price))
    }
}

impl From<&Price> for PriceView {
    fn from(price: &Price) -> Self {
        Self { asked: price.asked(), answered: price.answered(), currency: price.currency().to_owned() }
    }
}

/// Which colours the window has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Theme {
    /// As the system.
    #[default]
    System,
    /// Dark.
    Dark,
    /// Light.
    Light,
}

/// Who makes the vectors for the search by meaning. The words of photos go there, never pictures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, rename_all = "camelCase")]
#[ts(export)]
pub struct MeaningSettings {
    /// The server's base address; empty for no search by meaning.
    pub url: String,
    /// An embedding model there, e.g. `nomic-embed-text`.
    pub model: String,
}

/// Everything the user can set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(default, rename_all = "camelCase")]
#[ts(export)]
pub struct Settings {
    /// Colours.
    pub theme: Theme,
    /// Around the photo in the loupe: `black`, `dark`, `middle`, `light`, `white`.
    pub surround: String,
    /// The interface's language: `en`, `zh-CN`, or empty for the system's.
    pub interface_language: String,
    /// The language of basic and vision words: `en` or `zh-CN`.
    pub word_language: String,
    /// The model server.
    pub server: ServerSettings,
    /// Further servers that a batch may use beside it, at most 16.
    pub more_servers: Vec<ServerSettings>,
    /// How long a connection to a server may take, in seconds, 1 to 60.
    pub connect_seconds: u16,
    /// How long the first word of an answer may take, in seconds, 5 to 3600: a model may have to be loaded.
    pub first_word_seconds: u16,
    /// How long a whole answer may take, in seconds, 10 to 7200.
    pub answer_seconds: u16,
    /// Task names that run when nothing else is chosen.
    pub tasks: Vec<String>,
    /// 1 to 20.
    pub max_tags: u8,
    /// 1 to 10.
    pub max_categories: u8,
    /// The prompt preset's name; empty for the built-in one.
    pub preset: String,
    /// The user's standing instruction.
    pub instruction: String,
    /// Write a model's tags and categories as the user and the files do, when they have them.
    pub own_words: bool,
    /// What a model says, and what is stored instead.
    pub aliases: Vec<AliasView>,
    /// Tags and categories that a model's answer never adds.
    pub blocked_words: Vec<String>,
    /// Names in a model's words that nothing known of the photo gives are shown to the user before they count.
    pub check_names: bool,
    /// Tags and categories that are new to the library wait for the user's review.
    pub review_new: bool,
    /// The search by meaning.
    pub meaning: MeaningSettings,
    /// Longest side of the picture that is sent, 256 to 2048.
    pub image_side: u32,
    /// Give the model the capture date.
    pub send_date: bool,
    /// Give the model the place name.
    pub send_place: bool,
    /// Give the model the folder's name.
    pub send_folder: bool,
    /// Give the model the keywords in the file.
    pub send_keywords: bool,
    /// Give the model the names of the people in the file.
    pub send_people: bool,
    /// Look for new photos in the folders by itself.
    pub watch_folders: bool,
    /// Finished batches leave the list after this many days, their results stay; 0 keeps them for ever.
    pub history_days: u32,
}

impl Settings {
    /// The servers that may be asked, the preferred one first.
    pub fn servers(&self) -> impl Iterator<Item = &ServerSettings> {
        std::iter::once(&self.server)
            .chain(&self.more_servers)
            .filter(|server| !server.off && !server.url.is_empty())
    }

    /// The server that a batch asks when nothing else is said.
    #[must_use]
    pub fn preferred(&self) -> ServerSettings {
        self.servers().next().cloned().unwrap_or_default()
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            surround: "dark".to_owned(),
            interface_language: String::new(),
            word_language: "en".to_owned(),
            server: ServerSettings::default(),
            more_servers: Vec::new(),
            connect_seconds: 5,
            first_word_seconds: 120,
            answer_seconds: 300,
            tasks: ["title", "description", "tags"].map(str::to_owned).to_vec(),
            max_tags: 10,
            max_categories: 5,
            preset: String::new(),
            instruction: String::new(),
            own_words: true,
            meaning: MeaningSettings::default(),
            check_names: true,
            review_new: false,
            aliases: Vec::new(),
            blocked_words: Vec::new(),
            image_side: 1024,
            send_date: true,
            send_place: true,
            send_folder: false,
            send_keywords: true,
            send_people: false,
            watch_folders: true,
            history_days: 30,
        }
    }
}

/// A model a server offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ModelView {
    /// Its name.
    pub name: String,
    /// Whether it sees pictures; null when the server does not tell.
    pub vision: Option<bool>,
    /// Whether it answers from the cloud behind a local address.
    pub cloud: bool,
    /// Whether it thinks before it answers; null when the server does not tell.
    pub thinks: Option<bool>,
    /// Whether it is in memory now; null when the server does not tell.
    pub loaded: Option<bool>,
    /// Size in bytes, if told.
    #[ts(type = "number | null")]
    pub bytes: Option<u64>,
}

/// The test button's and the doctor's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ServerReport {
    /// Whether photos can be analysed with it as it is set.
    pub ok: bool,
    /// What it is: `Ollama 0.12`, `llama.cpp`, `LM Studio`, `vLLM`, `OpenAI-compatible`; empty when unknown.
    pub product: String,
    /// The protocol found.
    pub protocol: Protocol,
    /// Where pictures would go: `this_machine`, `your_network`, `the_internet`.
    pub privacy: String,
    /// Its models.
    pub models: Vec<ModelView>,
    /// One line a check: what was found, and what to do.
    pub lines: Vec<ReportLine>,
}

/// One check of the doctor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReportLine {
    /// `address`, `server`, `key`, `model`, `vision`, `schema`.
    pub check: String,
    /// `ok`, `warning` or `failed`.
    pub verdict: String,
    /// A failure code's name, if it failed.
    pub code: Option<String>,
    /// A sentence: what was found, and what to do.
    pub text: String,
}
