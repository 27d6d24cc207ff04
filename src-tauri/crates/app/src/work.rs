//! What the engine's jobs do: joins the store, the decoder, the basic analyser and the model client behind the
//! engine's port. Decides nothing about retries or states.

use std::path::Path;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use pothos_basic::{BasicInput, Gazetteer};
use pothos_engine::{BoxFuture, Work};
use pothos_media::{Look, MediaError};
use pothos_model::{
    BasicRecord, Batch, BatchId, BatchServer, Failure, FailureCode, Language, Meaning, ModelStamp,
    PhotoFacts, PhotoId, Source, TaskSet, VisionOptions, VisionRecord,
};
use pothos_store::{Claimed, Library, PhotoSource, StoreError};
use pothos_vision::{Client, PromptFacts, Purpose, Question};
use pothos_worker::Pool;

use crate::ownwords::OwnWords;
use crate::servers::Endpoints;
use crate::views::local_date;

/// Keywords from the file that are given to a model; a machine-written set can hold hundreds and drown the rest.
const KEYWORDS_SENT: usize = 30;

/// The jobs' work on this library.
pub(crate) struct Jobs {
    pub(crate) library: Arc<Library>,
    pub(crate) client: Client,
    pub(crate) endpoints: Arc<Endpoints>,
    pub(crate) word_language: Arc<RwLock<Language>>,
    gazetteer: OnceLock<Gazetteer>,
    /// The user's vocabulary.
    pub(crate) words: OwnWords,
    /// Decoders that may crash or be missing, in processes of their own.
    pub(crate) decoders: Pool,
}

impl Jobs {
    pub(crate) fn new(
        library: Arc<Library>,
        client: Client,
        endpoints: Arc<Endpoints>,
        word_language: Arc<RwLock<Language>>,
    ) -> Self {
        Self {
            library,
            client,
            endpoints,
            word_language,
            gazetteer: OnceLock::new(),
            words: OwnWords::default(),
            decoders: Pool::default(),
        }
    }

    /// Looks at the file and keeps its thumbnail and preview under the version the record will get.
    fn look(&self, photo: PhotoId, source: &PhotoSource) -> Result<Look, (Failure, Option<Box<PhotoFacts>>)> {
        let look = pothos_media::look_with(&source.path, &self.decoders).map_err(media_failure)?;
        self.library
            .put_renditions(photo, source.version.saturating_add(1), &look.thumb, &look.preview)
            .map_err(|error| (store_failure(&error), None))?;
        Ok(look)
    }

    fn basic_record(&self, photo: PhotoId) -> Result<Box<BasicRecord>, (Failure, Option<Box<PhotoFacts>>)> {
        let source = self.library.photo_source(photo).map_err(|error| (store_failure(&error), None))?;
        let look = self.look(photo, &source)?;
        let place = look.facts.gps.and_then(|gps| self.gazetteer.get_or_init(Gazetteer::load).place(gps));
        let language = *self.word_language.read().unwrap_or_else(PoisonError::into_inner);
        let words = pothos_basic::words(&BasicInput {
            facts: &look.facts,
            place: place.as_ref(),
            quality: &look.quality,
            colours: &look.colours,
            width: look.width,
            height: look.height,
            display_name: &source.display,
            language,
        });
        Ok(Box::new(BasicRecord {
            width: look.width,
            height: look.height,
            content_hash: look.content_hash,
            perceptual_hash: look.perceptual_hash,
            facts: look.facts,
            place,
            quality: look.quality,
            colours: look.colours,
            words,
        }))
    }

    /// The picture for the model: from the stored preview, so that the original is not read again; from the
    /// original when more pixels are asked for, or when the preview was deleted.
    pub(crate) fn model_picture(&self, photo: PhotoId, side: u32) -> Result<Vec<u8>, Failure> {
        let preview = self.library.preview(photo).map_err(|error| store_failure(&error))?;
        let made = match preview {
            Some((_, jpeg)) if side <= pothos_media::PREVIEW_LEAST => pothos_media::model_jpeg(&jpeg, side),
            _ => {
                let source = self.library.photo_source(photo).map_err(|error| store_failure(&error))?;
                pothos_media::model_jpeg_from_file(&source.path, side, &self.decoders)
            }
        };
        made.map_err(|error| media_failure(error).0)
    }

    pub(crate) fn prompt_facts(
        &self,
        photo: PhotoId,
        options: &VisionOptions,
    ) -> Result<PromptFacts, Failure> {
        let row = self.library.photo(photo).map_err(|error| store_failure(&error))?;
        let folder = Path::new(&row.path).parent().and_then(Path::file_name);
        let by_people = row.words.iter().filter(|word| matches!(word.source, Source::Human | Source::File));
        let mut unsent: Vec<String> = by_people.map(|word| word.text.clone()).collect();
        let mut told = |allowed: bool, fact: Option<String>| {
            let (told, kept) = if allowed { (fact, None) } else { (None, fact) };
            unsent.extend(kept);
            told
        };
        let facts = PromptFacts {
            date: told(options.send_date, row.facts.taken.and_then(|taken| local_date(taken.local_ms))),
            place: told(options.send_place, row.place_text),
            folder: told(options.send_folder, folder.map(|name| name.to_string_lossy().into_owned())),
            ..PromptFacts::default()
        };
        let mut some = |allowed: bool, list: Vec<String>| {
            let list: Vec<String> = list.into_iter().take(KEYWORDS_SENT).collect();
            let (told, kept) = if allowed { (list, Vec::new()) } else { (Vec::new(), list) };
            unsent.extend(kept);
            told
        };
        let keywords = some(options.send_keywords, row.facts.keywords);
        let people = some(options.send_people, row.facts.people);
        Ok(PromptFacts { keywords, people, unsent, ..facts })
    }

    /// The vector of what is said of a photo.
    async fn vector(
        &self,
        server: &BatchServer,
        photo: PhotoId,
        stamp: ModelStamp,
        options: VisionOptions,
    ) -> Result<Box<VisionRecord>, Failure> {
        let began = std::time::Instant::now();
        let library = self.library.clone();
        let text = tokio::task::spawn_blocking(move || library.meaning_text(photo, &options)).await;
        let text = text.unwrap_or_else(|error| Err(StoreError::Database(error.to_string())));
        let text = text.map_err(|error| store_failure(&error))?;
        let endpoint = self.endpoints.of(server).await?;
        let embedded = self.client.embed(&endpoint, &server.model, Purpose::Kept, &text).await?;
        Ok(Box::new(VisionRecord {
            stamp,
            words: Vec::new(),
            missing: Vec::new(),
            duration_ms: began.elapsed().as_millis().try_into().unwrap_or(i64::MAX),
            prompt_tokens: embedded.tokens,
            answer_tokens: None,
            raw_reply: String::new(),
            repairs: Vec::new(),
            meaning: Meaning::new(&embedded.vector),
        }))
    }

    async fn see(
        self: Arc<Self>,
        batch: Arc<Batch>,
        claimed: Claimed,
        server: BatchServer,
    ) -> Result<Box<VisionRecord>, Failure> {
        let mut options = batch.options.clone().unwrap_or_default();
        if options.tasks == TaskSet::MEANING {
            let stamp = stamp(&server.model, server.url.clone(), &options, batch.id);
            return self.vector(&server, claimed.photo, stamp, options).await;
        }
        let side = pothos_vision::side_for_attempt(options.image_side, claimed.attempt);
        let (endpoint, model) = (self.endpoints.of(&server).await?, server.model);
        let photo = claimed.photo;
        let jobs = self.clone();
        let for_facts = options.clone();
        let batch_id = batch.id;
        let (jpeg, facts, (vocabulary, doubts)) = tokio::task::spawn_blocking(move || {
            let facts = jobs.prompt_facts(photo, &for_facts)?;
            let jpeg = jobs.model_picture(photo, side)?;
            if claimed.suspect {
                // Preparing it did not end the process; what follows happens elsewhere.
                jobs.library.acquit(claimed.fence).map_err(|error| store_failure(&error))?;
            }
            Ok((jpeg, facts, jobs.words.of(&jobs.library, batch_id)))
        })
        .await
        .map_err(|_| {
            Failure::new(FailureCode::Damaged, "The picture could not be prepared for the model.")
        })??;
        if batch.separate {
            options.form = pothos_model::RequestForm::Separate;
        }
        let stamp = stamp(&model, endpoint.url.clone(), &options, batch.id);
        let tasks = if claimed.tasks.is_empty() { options.tasks } else { claimed.tasks };
        let question = Question {
            jpeg: jpeg.into(),
            tasks,
            options,
            facts,
            vocabulary,
            doubts,
            attempt: claimed.attempt,
        };
        let answer = self.client.ask(&endpoint, &model, &question).await?;
        Ok(Box::new(VisionRecord {
            stamp,
            words: answer.words,
            missing: answer.missing,
            duration_ms: answer.duration_ms,
            prompt_tokens: answer.prompt_tokens,
            answer_tokens: answer.answer_tokens,
            raw_reply: answer.raw_reply,
            repairs: answer.repairs,
            meaning: None,
        }))
    }
}

fn stamp(model: &str, server: String, options: &VisionOptions, batch: BatchId) -> ModelStamp {
    ModelStamp {
        server,
        model: model.to_owned(),
        preset: options.preset.clone(),
        preset_version: options.preset_version,
        batch,
        similar_to: None,
    }
}

/// The engine's port. A newtype, because a vision job outlives the borrow of the port.
pub(crate) struct Port(pub(crate) Arc<Jobs>);

impl Work for Port {
    fn basic(&self, claimed: &Claimed) -> Result<Box<BasicRecord>, (Failure, Option<Box<PhotoFacts>>)> {
        self.0.basic_record(claimed.photo)
    }

    fn vision(
        &self,
        batch: Arc<Batch>,
        claimed: Claimed,
        server: BatchServer,
    ) -> BoxFuture<'static, Result<Box<VisionRecord>, Failure>> {
        Box::pin(self.0.clone().see(batch, claimed, server))
    }

    fn probe(&self, server: BatchServer) -> BoxFuture<'static, Result<(), Failure>> {
        let jobs = self.0.clone();
        Box::pin(async move {
            let endpoint = jobs.endpoints.of(&server).await?;
            match jobs.client.reachable(&endpoint, &server.model).await {
                // An embedding model sees nothing and is there all the same; a model that was to see waits for its user.
                Err(failure) if failure.code == FailureCode::ModelCannotSee => Ok(()),
                asked => asked,
            }
        })
    }
}

pub(crate) fn media_failure(error: MediaError) -> (Failure, Option<Box<PhotoFacts>>) {
    (Failure::new(error.code, error.message), error.facts)
}

pub(crate) fn store_failure(error: &StoreError) -> Failure {
    Failure::new(error.code(), error.to_string())
}
