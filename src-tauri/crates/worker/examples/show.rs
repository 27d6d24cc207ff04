//! Writes the preview of one picture, decoded as the application does it, and says how long that took:
//! `cargo run -p pothos-worker --example show -- PICTURE PREVIEW.jpg`

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use pothos_worker::{Pool, serve_if_asked};

fn main() -> ExitCode {
    if let Some(code) = serve_if_asked() {
        return code;
    }
    let mut arguments = std::env::args_os().skip(1);
    let (Some(from), Some(to)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: show PICTURE PREVIEW.jpg");
        return ExitCode::FAILURE;
    };
    let pool = Pool::default();
    let began = Instant::now();
    match pothos_media::look_with(Path::new(&from), &pool) {
        Ok(look) => {
            println!("{}x{} {} in {:?}", look.width, look.height, look.format.name(), began.elapsed());
            if let Err(error) = std::fs::write(&to, &look.preview) {
                eprintln!("the preview could not be written: {error}");
                return ExitCode::FAILURE;
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
