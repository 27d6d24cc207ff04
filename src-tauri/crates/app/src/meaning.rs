//! The search by meaning: vectors of what is said of photos, made by an embedding model in a batch like any other, and a
//! question's vector beside them. Pictures go nowhere; words of photos and the question do.

use std::sync::Arc;
use std::time::Duration;

use pothos_keys::Keychain;
use pothos_model::{FailureClass, PhotoId, TaskSet, VisionOptions};
use pothos_store::NewVision;
use pothos_vision::{Client, Purpose, Timeouts};

use crate::asking::meaning_servers;
use crate::error::Outcome;
use crate::inner::Inner;
use crate::lastasked::LastAsked;
use crate::reader::{Reader, now};
use crate::seeing::{Chosen, Seeing};
use crate::servers::Endpoints;
use crate::views::{grid_bytes, photo_query};
use crate::wire::{BatchView, ErrorView, MeaningView, Query, Scope, Settings, SortBy};

/// Photos that are found by meaning beside those with the words.
const MOST_NEAR: usize = 200;
/// How much farther than the nearest photo another may be, as a cosine. Models differ in what the best reaches, less in
/// how fast likeness falls behind it.
const FARTHER: f32 = 0.2;
/// How long a search waits for the server: longer than a loaded model takes, shorter than a user waits.
const SOON: Duration = Duration::from_millis(1_500);
/// How long a server that did not answer is left alone by searches.
const RESTS: Duration = Duration::from_secs(30);
/// Asked when a batch starts, to see that vectors come.
const TRIAL: &str = "A small harbour at dusk";

/// The search by meaning of one open library.
pub struct Meaning<'a> {
    pub(crate) inner: &'a Arc<Inner>,
    pub(crate) reader: &'a Reader,
}

impl Meaning<'_> {
    /// Starts a batch that makes vectors for the photos whose words have none yet; its first picture.
    ///
    /// # Errors
    /// When no embedding model is set, or the query cannot be understood.
    pub async fn prepare(&self, scope: Scope) -> Outcome<BatchView> {
        let settings = self.reader.settings().await?;
        let servers = meaning_servers(&settings)?;
        let trouble = match servers.first() {
            Some(server) => {
                let endpoint = self.inner.endpoints.of(server).await?;
                self.inner.client.forget(&endpoint, &server.model);
                let asked = self.inner.client.embed(&endpoint, &server.model, Purpose::Kept, TRIAL).await;
                asked.err().filter(|failure| failure.class() == FailureClass::Server)
            }
            None => None,
        };
        let kept = serde_json::to_string(&scope)
            .map_err(|error| ErrorView::new("internal", format!("The selection cannot be kept: {error}.")))?;
        let new = NewVision {
            name: settings.meaning.model.clone(),
            options: VisionOptions {
                tasks: TaskSet::MEANING,
                send_place: settings.send_place,
                send_keywords: settings.send_keywords,
                ..VisionOptions::default()
            },
            servers,
            again: false,
            scope: kept,
        };
        let seeing = Seeing { inner: self.inner, reader: self.reader };
        let view = seeing.begin(self.inner, new, Chosen::of(scope)?, trouble).await?;
        self.inner.feed.facets_changed();
        Ok(view)
    }

    /// How far it is prepared.
    ///
    /// # Errors
    /// When the library fails.
    pub async fn state(&self) -> Outcome<MeaningView> {
        let settings = self.reader.settings().await?;
        let privacy = if settings.meaning.url.is_empty() {
            String::new()
        } else {
            pothos_vision::privacy(&settings.meaning.url).name().to_owned()
        };
        let model = settings.meaning.model;
        self.reader
            .blocking(move |library| {
                Ok(MeaningView { photos: library.meanings(&model)?, total: library.photo_total()?, privacy })
            })
            .await
    }

    /// The whole grid for a query, packed. In the order of the best match photos that mean what the text says come behind
    /// those that have its words; without vectors, or without the server, the words alone decide.
    ///
    /// # Errors
    /// When the query cannot be understood or the library fails.
    pub async fn grid(&self, query: Query) -> Outcome<Vec<u8>> {
        let near = match wanted(&query) {
            Some(text) => self.soon_near(text).await,
            None => Vec::new(),
        };
        let query = photo_query(&query, now())?;
        self.reader.blocking(move |library| Ok(grid_bytes(&library.grid_with(&query, &near)?))).await
    }

    /// None while the server does not answer at once: the words alone are shown then. The question is not taken back, for a
    /// model that is being loaded would begin anew each time; when its answer comes, what is shown is looked up again.
    async fn soon_near(&self, text: &str) -> Vec<PhotoId> {
        let inner = self.inner.clone();
        if inner.asked.is_resting() {
            return Vec::new();
        }
        let (asking, reader, text) = (inner.clone(), self.reader.clone(), text.to_owned());
        let mut asked = tokio::spawn(async move {
            let settings = reader.settings().await?;
            nearest(&reader, &settings, (&asking.client, &asking.endpoints, &asking.asked), &text).await
        });
        match tokio::time::timeout(SOON, &mut asked).await {
            Ok(Ok(Ok(near))) => return near,
            Ok(Ok(Err(_)) | Err(_)) => inner.asked.rest(RESTS),
            Err(_) => {
                inner.asked.rest(RESTS);
                tokio::spawn(async move {
                    if let Ok(Ok(_)) = asked.await {
                        inner.asked.wake();
                        inner.feed.outdated();
                    }
                });
            }
        }
        Vec::new()
    }
}

fn wanted(query: &Query) -> Option<&str> {
    query.text.as_deref().map(str::trim).filter(|text| !text.is_empty() && query.sort == Some(SortBy::Match))
}

/// Photos that mean something like the text, the nearest first, for a library that another Pothos may have open. `key` is
/// the embedding server's, where it wants one.
///
/// # Errors
/// When no embedding model is set, its server does not answer, or the library fails.
pub async fn find_by_meaning(reader: &Reader, text: &str, key: Option<&str>) -> Outcome<Vec<i64>> {
    let settings = reader.settings().await?;
    let endpoints = Endpoints::new(Keychain::Off);
    if let Some(key) = key {
        endpoints.set_key(&settings.meaning.url, key);
    }
    let client = Client::new(Timeouts::default())?;
    let near = nearest(reader, &settings, (&client, &endpoints, &LastAsked::default()), text).await?;
    Ok(near.into_iter().map(|photo| photo.0).collect())
}

async fn nearest(
    reader: &Reader,
    settings: &Settings,
    (client, endpoints, last): (&Client, &Endpoints, &LastAsked),
    text: &str,
) -> Outcome<Vec<PhotoId>> {
    let servers = meaning_servers(settings)?;
    let Some(server) = servers.into_iter().next() else { return Ok(Vec::new()) };
    let model = server.model.clone();
    if !reader.blocking(move |library| library.has_meaning(&model)).await? {
        return Ok(Vec::new());
    }
    let endpoint = endpoints.of(&server).await?;
    let key = (endpoint.url.clone(), server.model.clone(), text.to_owned());
    let vector = match last.vector(&key) {
        Some(vector) => vector,
        None => last.keep(key, client.embed(&endpoint, &server.model, Purpose::Asked, text).await?.vector),
    };
    reader
        .blocking(move |library| {
            let near = library.nearest(&server.model, &vector, MOST_NEAR)?;
            let least = near.first().map_or(0.0, |first| first.cosine - FARTHER);
            Ok(near.into_iter().filter(|near| near.cosine >= least).map(|near| near.photo).collect())
        })
        .await
}
