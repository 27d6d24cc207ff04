//! The one window, its size and place, and the small one that says why the library did not open.

use pothos_app::wire::ErrorView;
use tauri::{
    AppHandle, Manager as _, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Wry, plugin::TauriPlugin,
    utils::config::Color, webview::PageLoadEvent,
};
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

/// The page of the small window.
pub(crate) async fn trouble_page(shell: &Shell) -> String {
    let error = shell.app().await.err();
    trouble_html(error.as_ref())
}

fn trouble_html(error: Option<&ErrorView>) -> String {
    let heading = match error.map(|error| error.code.as_str()) {
        Some("library_locked") => "This library is open in another Pothos",
        Some("library_newer") => "This library needs a newer Pothos",
        Some("library_corrupt") => "This library is damaged",
        Some("library_not_writable") => "This library cannot be written",
        Some(_) | None => "The library could not be opened",
    };
    let text = error.map(|error| escape(&error.message)).unwrap_or_default();
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Pothos</title><style>\
         :root{{color-scheme:light dark}}\
         body{{font:15px/1.5 system-ui,sans-serif;margin:32px;background:#f2f2f2;color:#1a1a1a}}\
         h1{{font-size:18px;font-weight:600;margin:0 0 12px}}p{{overflow-wrap:anywhere;margin:0 0 12px}}\
         small{{color:#5f5f5f}}\
         @media(prefers-color-scheme:dark){{body{{background:#1e1e1e;color:#e6e6e6}}small{{color:#a0a0a0}}}}\
         </style><main role=\"alert\"><h1>{heading}</h1><p>{text}</p>\
         <p><small>Nothing in the library was changed. Close this window, mend the cause, and start Pothos \
         again.</small></p></main></html>"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trouble_page_says_the_sentence_and_runs_nothing_from_it() {
        let error = ErrorView::new("library_locked", "/a/<script>x</script> is open & locked.");
        let html = trouble_html(Some(&error));
        assert!(html.contains("open in another Pothos"));
        assert!(html.contains("/a/&lt;script&gt;x&lt;/script&gt; is open &amp; locked."));
        assert!(!html.contains("<script"), "a folder's name must not become markup");
    }
}
