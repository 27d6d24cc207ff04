//! What a request would send, before anything is sent.

use std::sync::Arc;

use pothos_model::{PhotoId, PhotoState};
use pothos_store::Library;
use pothos_vision::{Privacy, Question};

use crate::asking::{distance, resolve};
use crate::error::Outcome;
use crate::inner::Inner;
use crate::reader::{Reader, now};
use crate::views::photo_query;
use crate::wire::{ErrorView, PreviewView, Scope, SpokenView, VisionRequest};

/// Photos looked at for one that can be read.
const LOOKED_AT: usize = 500;

/// The texts and the picture for the first photo of the request.
pub(crate) async fn preview(
    inner: &Arc<Inner>,
    reader: &Reader,
    request: VisionRequest,
) -> Outcome<PreviewView> {
    let settings = reader.settings().await?;
    let presets = reader.blocking(Library::presets).await?;
    let resolved = resolve(&request, &settings, &presets)?;
    let (jobs, library) = (inner.jobs.clone(), inner.library.clone());
    tokio::task::spawn_blocking(move || {
        let library: &Library = &library;
        let photo = first_photo(library, request.scope)?;
        let options = resolved.options;
        let jpeg = jobs.model_picture(photo, options.image_side)?;
        let facts = jobs.prompt_facts(photo, &options)?;
        let picture_bytes = jpeg.len() as u64;
        let question = Question {
            jpeg: jpeg.into(),
            tasks: options.tasks,
            options,
            facts,
            vocabulary: Arc::default(),
            doubts: pothos_vision::Doubts::default(),
            attempt: 1,
        };
        let farthest = resolved.servers.iter().map(distance).max().unwrap_or(0);
        let privacy = [Privacy::ThisMachine, Privacy::YourNetwork, Privacy::TheInternet];
        let name = library.photo(photo)?.name;
        Ok(PreviewView {
            photo: photo.0,
            name,
            requests: question
                .spoken()
                .into_iter()
                .map(|spoken| SpokenView { system: spoken.system, user: spoken.user })
                .collect(),
            picture_bytes,
            picture_side: question.options.image_side,
            model: resolved.servers.first().map(|server| server.model.clone()).unwrap_or_default(),
            servers: resolved.servers.into_iter().map(|server| server.url).collect(),
            privacy: privacy.get(usize::from(farthest)).map_or("the_internet", |p| p.name()).to_owned(),
        })
    })
    .await?
}

/// The first photo of the scope that can be read.
fn first_photo(library: &Library, scope: Scope) -> Outcome<PhotoId> {
    let ids = match scope {
        Scope::Photos { ids } => ids.into_iter().map(PhotoId).collect(),
        Scope::Query { query } => library.ids(&photo_query(&query, now())?)?,
    };
    let looked: Vec<PhotoId> = ids.into_iter().take(LOOKED_AT).collect();
    let tiles = library.tiles(&looked)?;
    tiles
        .into_iter()
        .find(|tile| tile.state == PhotoState::Ready)
        .map(|tile| tile.id)
        .ok_or_else(|| ErrorView::bad_input("None of these photos can be read, so there is nothing to show."))
}
