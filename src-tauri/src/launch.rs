//! What the command line and the environment ask for. Opens nothing.

use std::{env, ffi::OsString, path::PathBuf, process::ExitCode};

const HELP: &str = "\
Pothos, a photo library that tags every photo.

Usage: pothos [--library DIR]

  --library DIR   open the library in DIR instead of the standard place (also POTHOS_LIBRARY)
  --version       print the version
  --help          print this

The same library from a terminal: pothos-cli --help";

/// How the program was started.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Launch {
    /// The library's folder.
    pub library: PathBuf,
    /// Whether a second start only brings the first window forward. A library named on the command line gets
    /// a window of its own; its lock keeps two windows off one library.
    pub shares_instance: bool,
}

/// The program ends here, with something to say.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// What was asked for.
    Answer(String),
    /// Why it cannot start.
    Refusal(String),
}

impl Said {
    /// Says it on the right stream; gives the exit code.
    pub(crate) fn tell(self) -> ExitCode {
        match self {
            Said::Answer(text) => {
                println!("{text}");
                ExitCode::SUCCESS
            }
            Said::Refusal(text) => {
                eprintln!("pothos: {text}");
                ExitCode::FAILURE
            }
        }
    }
}

impl Launch {
    /// Reads this process's arguments and environment.
    pub(crate) fn from_process() -> Result<Self, Said> {
        let launch = Self::read(env::args_os().skip(1), pothos_app::library_dir())?;
        if no_screen() {
            return Err(Said::Refusal(
                "there is no screen to open a window on (DISPLAY and WAYLAND_DISPLAY are not set). Use pothos-cli \
                 in a terminal, or start Pothos from a desktop."
                    .to_owned(),
            ));
        }
        Ok(launch)
    }

    fn read(mut args: impl Iterator<Item = OsString>, standard: Option<PathBuf>) -> Result<Self, Said> {
        let mut named = None;
        while let Some(arg) = args.next() {
            match arg.to_str() {
                Some("--help" | "-h") => return Err(Said::Answer(HELP.to_owned())),
                Some("--version" | "-V") => {
                    return Err(Said::Answer(format!("pothos {}", env!("CARGO_PKG_VERSION"))));
                }
                Some("--library") => {
                    let dir = args.next().filter(|dir| !dir.is_empty());
                    named = Some(
                        dir.ok_or_else(|| Said::Refusal("--library needs a folder after it.".to_owned()))?,
                    );
                }
                Some(_) | None => {
                    let shown = arg.to_string_lossy();
                    let text =
                        format!("{shown} is not understood. Drop photos onto the window; see pothos --help.");
                    return Err(Said::Refusal(text));
                }
            }
        }
        let shares_instance = named.is_none();
        match named.map(PathBuf::from).or(standard) {
            Some(library) => Ok(Self { library, shares_instance }),
            None => Err(Said::Refusal(
                "no home folder is known to keep the library in. Name one with --library DIR.".to_owned(),
            )),
        }
    }
}

#[cfg(target_os = "linux")]
fn no_screen() -> bool {
    let unset = |name| env::var_os(name).is_none_or(|value| value.is_empty());
    unset("DISPLAY") && unset("WAYLAND_DISPLAY")
}

#[cfg(not(target_os = "linux"))]
fn no_screen() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &[&str]) -> Result<Launch, Said> {
        Launch::read(args.iter().map(OsString::from), Some("/standard".into()))
    }

    #[test]
    fn a_plain_start_opens_the_standard_library_in_one_window() {
        assert_eq!(read(&[]), Ok(Launch { library: "/standard".into(), shares_instance: true }));
    }

    #[test]
    fn a_named_library_gets_a_window_of_its_own() {
        assert_eq!(
            read(&["--library", "/photos"]),
            Ok(Launch { library: "/photos".into(), shares_instance: false })
        );
    }

    #[test]
    fn what_is_not_understood_is_refused_with_the_next_step() {
        for args in [&["--library"][..], &["--library", ""], &["photo.jpg"]] {
            assert!(matches!(read(args), Err(Said::Refusal(_))), "{args:?}");
        }
        assert!(matches!(Launch::read(std::iter::empty(), None), Err(Said::Refusal(_))));
    }
}
