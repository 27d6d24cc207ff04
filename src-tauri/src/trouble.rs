//! The page that says why the library did not open.

use pothos_app::wire::ErrorView;

use crate::shell::Shell;

/// The page of the small window.
pub(crate) async fn page(shell: &Shell) -> String {
    let error = shell.app().await.err();
    html(error.as_ref())
}

fn html(error: Option<&ErrorView>) -> String {
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
        let page = html(Some(&error));
        assert!(page.contains("open in another Pothos"));
        assert!(page.contains("/a/&lt;script&gt;x&lt;/script&gt; is open &amp; locked."));
        assert!(!page.contains("<script"), "a folder's name must not become markup");
    }
}
