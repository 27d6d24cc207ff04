//! Gives Tauri its generated context. Where the interface has not been built, a page that says so stands in,
//! so that a plain `cargo build` always gives a program that opens a window.

use std::{fs, io, path::Path};

const PLACEHOLDER: &str = "<!doctype html>\n<meta charset=\"utf-8\">\n<title>Pothos</title>\n\
<body style=\"font:15px system-ui;background:#1e1e1e;color:#e6e6e6;display:grid;place-items:center;height:90vh\">\n\
<p>The interface is not built. Run <code>cargo xtask run</code>, or <code>npm --prefix ui run build</code> \
and build again.</p>\n</body>\n";

fn main() {
    let dist = Path::new("../ui/dist");
    if let Err(error) = place_page(dist) {
        println!("cargo::error=cannot write a stand-in page to {}: {error}", dist.display());
    }
    println!("cargo::rerun-if-changed=../ui/dist");
    tauri_build::build();
}

fn place_page(dist: &Path) -> io::Result<()> {
    let page = dist.join("index.html");
    if page.exists() {
        return Ok(());
    }
    fs::create_dir_all(dist)?;
    fs::write(page, PLACEHOLDER)
}
