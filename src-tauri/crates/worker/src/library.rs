//! Where a C library is looked for. Each is optional: what is not there is looked for again by the next child.

#![allow(unsafe_code, reason = "loading a library runs its initialisers; nothing else can")]

use std::path::PathBuf;

use libloading::Library;

/// The names of one library on the systems we know, the preferred first.
pub(crate) struct Names {
    /// Sonames, as the dynamic linker looks for them.
    pub linux: &'static [&'static str],
    /// File names in the places where Homebrew and MacPorts put them.
    pub macos: &'static [&'static str],
    /// File names beside the program.
    pub windows: &'static [&'static str],
}

/// Loads the first that is there.
pub(crate) fn load(names: &Names) -> Option<Library> {
    candidates(names).into_iter().find_map(|path| {
        // SAFETY: these names belong to one library each, whose initialisers have no demands on their caller. This is
        // the decoder process: what goes wrong here ends nothing else.
        unsafe { Library::new(path) }.ok()
    })
}

fn candidates(names: &Names) -> Vec<PathBuf> {
    const BREW: [&str; 3] = ["/opt/homebrew/lib", "/usr/local/lib", "/opt/local/lib"];
    if cfg!(target_os = "macos") {
        let dirs =
            BREW.iter().flat_map(|dir| names.macos.iter().map(move |name| PathBuf::from(dir).join(name)));
        dirs.collect()
    } else if cfg!(windows) {
        // Never by name alone: the system would look in the working folder too.
        let beside = std::env::current_exe().ok().and_then(|path| path.parent().map(PathBuf::from));
        beside.iter().flat_map(|dir| names.windows.iter().map(|name| dir.join(name))).collect()
    } else {
        names.linux.iter().map(PathBuf::from).collect()
    }
}

/// A table of a library's functions: their C signatures, and how they are found by name.
macro_rules! functions {
    ($($name:ident: fn($($argument:ty),*) $(-> $result:ty)?;)*) => {
        /// The functions, to be called only while their library is loaded.
        struct Functions { $($name: unsafe extern "C" fn($($argument),*) $(-> $result)?,)* }

        impl Functions {
            /// All of them; `None` when the library lacks one.
            fn of(library: &libloading::Library) -> Option<Self> {
                // SAFETY: the signatures stand in the library's header, named where the table is, and the table is
                // kept beside the library.
                unsafe {
                    Some(Self { $($name: *library.get(concat!(stringify!($name), "\0")).ok()?,)* })
                }
            }
        }
    };
}
pub(crate) use functions;
