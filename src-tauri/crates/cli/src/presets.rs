//! Prompt presets from a terminal.

use std::path::Path;

use pothos_app::{Reader, wire::PresetView};

use crate::{
    args::PresetsWish,
    end::{End, Fault},
    out::Out,
    session::Session,
};

/// `pothos-cli presets`.
pub(crate) async fn presets(dir: &Path, wish: PresetsWish, out: &Out) -> Result<End, Fault> {
    if let Some(file) = wish.save {
        let unusable = |why: String| Fault::said(format!("{} cannot be used: {why}.", file.display()));
        let text = std::fs::read_to_string(&file).map_err(|error| unusable(error.to_string()))?;
        let preset: PresetView = serde_json::from_str(&text).map_err(|error| unusable(error.to_string()))?;
        let session = Session::open(dir).await?;
        let saved = session.app.save_preset(preset).await;
        session.end().await;
        let saved = saved?;
        out.json(&saved)?;
        out.text(&format!("{} is kept as version {}.", saved.name, saved.version))?;
        return Ok(End::Well);
    }
    if let Some(name) = wish.remove {
        known(dir, &name).await?;
        let session = Session::open(dir).await?;
        let removed = session.app.remove_preset(name.clone()).await;
        session.end().await;
        removed?;
        out.text(&format!("{name} is off the list."))?;
        return Ok(End::Well);
    }
    match wish.name {
        Some(name) => {
            let preset = known(dir, &name).await?;
            out.json(&preset)?;
            out.text(&serde_json::to_string_pretty(&preset).map_err(std::io::Error::from)?)?;
        }
        None => {
            for preset in Reader::open(dir)?.presets().await? {
                out.json(&preset)?;
                out.text(&format!("{:<32} version {}", preset.name, preset.version))?;
            }
        }
    }
    Ok(End::Well)
}

async fn known(dir: &Path, name: &str) -> Result<PresetView, Fault> {
    let presets = Reader::open(dir)?.presets().await?;
    presets
        .into_iter()
        .find(|preset| preset.name == name)
        .ok_or_else(|| Fault::said(format!("There is no preset {name:?}. `pothos-cli presets` lists them.")))
}
