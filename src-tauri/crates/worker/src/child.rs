//! The child's side: greets, then answers one request after the other until its parent closes the pipe. A decoder's
//! crash ends this process; the parent notices by the closed pipe.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use pothos_media::{OutsideDecoder, OutsideFailure};
use pothos_model::FailureCode;

use crate::wire::{self, Answer, GREETING, Request};
use crate::{heif, limits, program, raw, watch};

/// Serves as the decoder process when this process was started as one; to be asked first thing in `main`. `None` in
/// every other process, which from then on can start itself as a decoder process.
#[must_use]
pub fn serve_if_asked() -> Option<ExitCode> {
    program::this_program_serves();
    let mut arguments = std::env::args_os().skip(1);
    let asked =
        arguments.next().as_deref() == Some(OsStr::new(program::ARGUMENT)) && arguments.next().is_none();
    asked.then(|| match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    })
}

fn serve() -> io::Result<()> {
    let mut answers = limits::take_stdout()?;
    limits::bound_this_process();
    let watch = watch::Watch::start(&answers)?;
    answers.write_all(&GREETING)?;
    answers.flush()?;
    let mut requests = io::stdin().lock();
    while let Some(request) = wire::read_request(&mut requests)? {
        watch.begin(request.limit);
        limits::bound_processor_time(request.limit);
        let answer = decode(&request);
        wire::write_answer(&mut answers, &answer)?;
        watch.end();
    }
    Ok(())
}

fn decode(request: &Request<Vec<u8>>) -> Answer {
    let work = || match request.decoder {
        OutsideDecoder::Heic | OutsideDecoder::Avif => {
            heif::decode(request.decoder, &request.data, &request.ask)
        }
        OutsideDecoder::Raw => raw::develop(&request.data, &request.ask),
    };
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(OutsideFailure::new(FailureCode::Damaged, "the decoder gave up on it")))
}
