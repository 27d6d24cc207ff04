//! The one window, its size and place, and the small one that says why the library did not open.

use tauri::{
    AppHandle, Manager as _, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Wry, plugin::TauriPlugin,
    utils::config::Color, webview::PageLoadEvent,
};
use tauri_plugin_dialog::{DialogExt as _, FileDialogBuilder};
use tauri_plugin_window_state::StateFlags;

use crate::{protocol, shell::Shell, trace};

const MAIN: &str = "main";
const TROUBLE: &str = "trouble";
/// The dark theme's window grey: what is seen before the page has drawn.
const GREY: Color = Color(0x1e, 0x1e, 0x1e, 0xff);

/// Remembers size and place, not visibility: the window shows itself once its page is there.
pub(crate) fn state_plugin() -> TauriPlugin<Wry> {
    tauri_plugin_window_state::Builder::default()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .with_denylist(&[TROUBLE])
        .build()
}

/// Builds the window at once, beside the opening library; a library that does not open gets the other window.
pub(crate) fn open_when_ready(handle: &AppHandle) -> tauri::Result<()> {
    open_main(handle)?;
    let shell = handle.state::<Shell>().inner().clone();
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = shell.app().await {
            eprintln!("pothos: {}", error.message);
            if let Err(failed) = open_trouble(&handle) {
                eprintln!("pothos: no window could be made to say so ({failed})");
                handle.exit(1);
            }
        }
    });
    Ok(())
}

/// Brings the window forward, for a second start of the program.
pub(crate) fn focus(handle: &AppHandle) {
    for window in handle.webview_windows().values() {
        // Not every window manager lets a window come forward by itself.
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// The system's picker, in front of the window.
pub(crate) fn file_dialog(handle: &AppHandle) -> FileDialogBuilder<Wry> {
    let dialog = handle.dialog().file();
    match handle.get_webview_window(MAIN) {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
}

fn open_main(handle: &AppHandle) -> tauri::Result<WebviewWindow> {
    let mut window = WebviewWindowBuilder::new(handle, MAIN, WebviewUrl::App("index.html".into()))
        .title("Pothos")
        .inner_size(1400.0, 900.0)
        .min_inner_size(1000.0, 640.0)
        .background_color(GREY)
        .visible(false)
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished {
                let _ = window.show();
            }
        });
    if let Some(script) = trace::page_script() {
        window = window.initialization_script(script);
    }
    window.build()
}

fn open_trouble(handle: &AppHandle) -> tauri::Result<()> {
    let address = if cfg!(any(windows, target_os = "android")) {
        format!("http://{}.localhost/trouble", protocol::SCHEME)
    } else {
        format!("{}://localhost/trouble", protocol::SCHEME)
    };
    let address = Url::parse(&address).map_err(|error| tauri::Error::Anyhow(error.into()))?;
    WebviewWindowBuilder::new(handle, TROUBLE, WebviewUrl::CustomProtocol(address))
        .title("Pothos")
        .inner_size(620.0, 320.0)
        .resizable(true)
        .background_color(GREY)
        .disable_drag_drop_handler()
        .build()?;
    if let Some(main) = handle.get_webview_window(MAIN) {
        main.destroy()?;
    }
    Ok(())
}
