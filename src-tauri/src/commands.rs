//! What the page can ask for. Each command is one call into the application.

use std::path::PathBuf;

use pothos_app::{
    ExportFormat, Outcome,
    wire::{
        BatchCommand, BatchFilter, BatchStatsView, BatchView, ComparedView, Decided, DecisionView,
        DuplicateDecided, DuplicateDecision, DuplicatesQuery, DuplicatesView, ErrorView, Facets,
        FailuresView, FoundServer, HistoryQuery, KeyKept, MeaningView, PhotoView, PlanView, PresetView,
        PreviewView, Query, ReviewView, Scope, ServerReport, ServerSettings, Settings, Snapshot, TileView,
        VisionRequest, WordEdit,
    },
};
use tauri::{AppHandle, State, Wry, ipc::Invoke, ipc::Response};
use tauri_plugin_dialog::FilePath;
use tokio::sync::oneshot;

use crate::{
    shell::{Feed, Shell},
    trace, window,
};

/// All commands.
pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        open_feed,
        grid,
        tiles,
        look_first,
        look_at,
        photo,
        edit_word,
        meaning_state,
        prepare_meaning,
        review,
        decide_word,
        undo_decision,
        duplicates,
        decide_duplicates,
        undo_duplicates,
        pause_comparing,
        set_rating,
        facets,
        pick_and_import,
        import_paths,
        plan_vision,
        start_vision,
        batch_command,
        batches,
        history,
        changes_since,
        batch_stats,
        compare_runs,
        failures,
        save_settings,
        set_server_key,
        find_servers,
        preview_vision,
        presets,
        save_preset,
        remove_preset,
        test_server,
        export_to,
        reveal_photo,
        ui_ready,
    ]
}

#[tauri::command]
async fn open_feed(shell: State<'_, Shell>, on_events: Feed) -> Outcome<Snapshot> {
    shell.connect(on_events).await
}

#[tauri::command]
async fn grid(shell: State<'_, Shell>, query: Query) -> Outcome<Response> {
    Ok(Response::new(shell.app().await?.meaning().grid(query).await?))
}

#[tauri::command]
async fn tiles(shell: State<'_, Shell>, ids: Vec<i64>) -> Outcome<Vec<TileView>> {
    shell.app().await?.tiles(ids).await
}

#[tauri::command]
async fn look_first(shell: State<'_, Shell>, ids: Vec<i64>) -> Outcome<()> {
    shell.app().await?.look_first(ids).await;
    Ok(())
}

#[tauri::command]
async fn look_at(shell: State<'_, Shell>, batch: Option<i64>) -> Outcome<()> {
    shell.app().await?.look_at(batch).await;
    Ok(())
}

#[tauri::command]
async fn photo(shell: State<'_, Shell>, id: i64) -> Outcome<PhotoView> {
    shell.app().await?.photo(id).await
}

#[tauri::command]
async fn edit_word(shell: State<'_, Shell>, id: i64, edit: WordEdit) -> Outcome<PhotoView> {
    shell.app().await?.edit_word(id, edit).await
}

#[tauri::command]
async fn meaning_state(shell: State<'_, Shell>) -> Outcome<MeaningView> {
    shell.app().await?.meaning().state().await
}

#[tauri::command]
async fn prepare_meaning(shell: State<'_, Shell>, scope: Scope) -> Outcome<BatchView> {
    shell.app().await?.meaning().prepare(scope).await
}

#[tauri::command]
async fn review(shell: State<'_, Shell>) -> Outcome<ReviewView> {
    shell.app().await?.waiting_words().await
}

#[tauri::command]
async fn decide_word(shell: State<'_, Shell>, decision: DecisionView) -> Outcome<Decided> {
    shell.app().await?.review().decide(decision).await
}

#[tauri::command]
async fn undo_decision(shell: State<'_, Shell>, decided: Decided) -> Outcome<()> {
    shell.app().await?.review().undo(decided).await
}

#[tauri::command]
async fn duplicates(shell: State<'_, Shell>, query: DuplicatesQuery) -> Outcome<DuplicatesView> {
    shell.app().await?.duplicates(query).await
}

#[tauri::command]
async fn decide_duplicates(
    shell: State<'_, Shell>,
    decision: DuplicateDecision,
) -> Outcome<DuplicateDecided> {
    shell.app().await?.duplicates_in().decide(decision).await
}

#[tauri::command]
async fn undo_duplicates(shell: State<'_, Shell>, decided: DuplicateDecided) -> Outcome<()> {
    shell.app().await?.duplicates_in().undo(decided).await
}

#[tauri::command]
async fn pause_comparing(shell: State<'_, Shell>, paused: bool) -> Outcome<()> {
    shell.app().await?.duplicates_in().pause(paused).await
}

#[tauri::command]
async fn set_rating(shell: State<'_, Shell>, ids: Vec<i64>, rating: i8) -> Outcome<()> {
    shell.app().await?.set_rating(ids, rating).await
}

#[tauri::command]
async fn facets(shell: State<'_, Shell>) -> Outcome<Facets> {
    shell.app().await?.facets().await
}

/// `folders` or `files`; answers when the picker has closed, whatever was picked.
#[tauri::command]
async fn pick_and_import(shell: State<'_, Shell>, handle: AppHandle, kind: String) -> Outcome<()> {
    let app = shell.app().await?;
    let (send, picked) = oneshot::channel();
    let answer = move |paths| drop(send.send(paths));
    match kind.as_str() {
        "folders" => window::file_dialog(&handle).pick_folders(answer),
        "files" => window::file_dialog(&handle).pick_files(answer),
        other => {
            return Err(ErrorView::bad_input(format!("{other:?} cannot be picked; use folders or files.")));
        }
    }
    let paths = local_paths(picked.await.ok().flatten().unwrap_or_default());
    if !paths.is_empty() {
        app.import(paths).await?;
    }
    Ok(())
}

#[tauri::command]
async fn import_paths(shell: State<'_, Shell>, paths: Vec<PathBuf>) -> Outcome<()> {
    shell.app().await?.import(paths).await.map(drop)
}

#[tauri::command]
async fn plan_vision(shell: State<'_, Shell>, r: VisionRequest) -> Outcome<PlanView> {
    shell.app().await?.plan_vision(r).await
}

#[tauri::command]
async fn start_vision(shell: State<'_, Shell>, r: VisionRequest) -> Outcome<BatchView> {
    shell.app().await?.start_vision(r).await
}

#[tauri::command]
async fn batch_command(shell: State<'_, Shell>, batch: i64, c: BatchCommand) -> Outcome<()> {
    shell.app().await?.batch_command(batch, c).await
}

#[tauri::command]
async fn batches(shell: State<'_, Shell>, filter: BatchFilter) -> Outcome<Vec<BatchView>> {
    shell.app().await?.batches(filter).await
}

#[tauri::command]
async fn history(shell: State<'_, Shell>, query: HistoryQuery) -> Outcome<Vec<BatchView>> {
    shell.app().await?.history(query).await
}

#[tauri::command]
async fn changes_since(shell: State<'_, Shell>, revision: i64) -> Outcome<Vec<BatchView>> {
    shell.app().await?.changes_since(revision).await
}

#[tauri::command]
async fn batch_stats(shell: State<'_, Shell>, batch: i64) -> Outcome<BatchStatsView> {
    shell.app().await?.batch_stats(batch).await
}

#[tauri::command]
async fn compare_runs(
    shell: State<'_, Shell>,
    first: i64,
    second: i64,
    after: i64,
) -> Outcome<Vec<ComparedView>> {
    shell.app().await?.compare_runs(first, second, after).await
}

#[tauri::command]
async fn failures(shell: State<'_, Shell>, batch: i64) -> Outcome<FailuresView> {
    shell.app().await?.failures(batch).await
}

#[tauri::command]
async fn preview_vision(shell: State<'_, Shell>, r: VisionRequest) -> Outcome<PreviewView> {
    shell.app().await?.preview_vision(r).await
}

#[tauri::command]
async fn presets(shell: State<'_, Shell>) -> Outcome<Vec<PresetView>> {
    shell.app().await?.presets().await
}

#[tauri::command]
async fn save_preset(shell: State<'_, Shell>, preset: PresetView) -> Outcome<PresetView> {
    shell.app().await?.save_preset(preset).await
}

#[tauri::command]
async fn remove_preset(shell: State<'_, Shell>, name: String) -> Outcome<()> {
    shell.app().await?.remove_preset(name).await
}

#[tauri::command]
async fn save_settings(shell: State<'_, Shell>, s: Settings) -> Outcome<Settings> {
    shell.app().await?.save_settings(s).await
}

#[tauri::command]
async fn set_server_key(shell: State<'_, Shell>, url: String, key: String) -> Outcome<KeyKept> {
    shell.app().await?.keep_server_key(&url, &key).await
}

#[tauri::command]
async fn find_servers(shell: State<'_, Shell>) -> Outcome<Vec<FoundServer>> {
    Ok(shell.app().await?.find_servers().await)
}

#[tauri::command]
async fn test_server(shell: State<'_, Shell>, s: ServerSettings) -> Outcome<ServerReport> {
    shell.app().await?.test_server(s).await
}

/// Where it was written, for people; null when the picker was closed without a choice.
#[tauri::command]
async fn export_to(
    shell: State<'_, Shell>,
    handle: AppHandle,
    query: Query,
    format: String,
) -> Outcome<Option<String>> {
    let app = shell.app().await?;
    let kind = ExportFormat::from_name(&format)?;
    let (send, picked) = oneshot::channel();
    window::file_dialog(&handle)
        .add_filter(format.to_uppercase(), &[&format])
        .set_file_name(format!("photos.{format}"))
        .save_file(move |path| drop(send.send(path)));
    let Some(file) = picked.await.ok().flatten().and_then(|path| path.into_path().ok()) else {
        return Ok(None);
    };
    app.export(query, kind, file.clone()).await?;
    Ok(Some(file.display().to_string()))
}

#[tauri::command]
async fn reveal_photo(shell: State<'_, Shell>, id: i64) -> Outcome<()> {
    let path = shell.app().await?.photo_file(id).await?;
    let shown = path.display().to_string();
    let revealed =
        tauri::async_runtime::spawn_blocking(move || tauri_plugin_opener::reveal_item_in_dir(path)).await;
    match revealed {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(cannot_reveal(&shown, &error)),
        Err(error) => Err(cannot_reveal(&shown, &error)),
    }
}

/// The page has drawn its first frame.
#[tauri::command]
fn ui_ready() {
    trace::window_ready();
}

fn cannot_reveal(shown: &str, error: &dyn std::fmt::Display) -> ErrorView {
    ErrorView::new("cannot_reveal", format!("{shown} could not be shown in the file manager ({error})."))
}

fn local_paths(picked: Vec<FilePath>) -> Vec<PathBuf> {
    picked.into_iter().filter_map(|path| path.into_path().ok()).collect()
}
