//! System packages: which are needed for what, which are missing, and how to get them on Debian and Ubuntu.

use std::path::Path;
use std::process::Command;

use crate::step::{self, Done, Failed};

/// What a task needs from the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Compile everything but the window: a C compiler, and cmake and nasm for libjpeg-turbo.
    Core,
    /// Compile and show the window.
    Window,
    /// Run every check: a display without a screen, browsers and their drivers.
    Checks,
    /// Compare speeds with another program.
    Bench,
}

/// Package names are those of Debian and Ubuntu.
fn packages(need: Need) -> &'static [&'static str] {
    match need {
        Need::Core => &["build-essential", "pkg-config", "ca-certificates", "cmake", "nasm"],
        Need::Window => &["libwebkit2gtk-4.1-dev", "libgl1-mesa-dri", "fonts-dejavu-core"],
        Need::Checks => &[
            "git",
            "xvfb",
            "xauth",
            "dbus",
            "webkit2gtk-driver",
            "xdotool",
            "python3-gi",
            "gir1.2-gtk-3.0",
            "imagemagick",
            "fonts-noto-cjk",
            "chromium",
        ],
        Need::Bench => &["libvips-tools", "libimage-exiftool-perl"],
    }
}

/// Libraries that are loaded when they are there: one package of each line will do, the first that is known. Pothos runs
/// without them and says what a photo needs. Newer distributions pack libheif's decoders apart.
const OPTIONAL: [&[&str]; 4] = [
    &["libheif1"],
    &["libheif-plugin-libde265"],
    &["libheif-plugin-dav1d", "libheif-plugin-aomdec"],
    &["libraw23t64", "libraw23", "libraw20"],
];

/// Installs the optional libraries that the distribution has and that are missing. Never fails: what cannot be had is
/// said and done without.
pub fn offer() {
    if !Path::new("/etc/debian_version").exists() || step::answer("apt-get", &["--version"]).is_none() {
        return;
    }
    let root = step::answer("id", &["-u"]).as_deref() == Some("0");
    if !root && step::answer("sudo", &["--version"]).is_none() {
        return;
    }
    let lines = || OPTIONAL.iter().filter(|line| !line.iter().any(|name| is_installed(name)));
    let wanted = || lines().filter_map(|line| known(line, &is_known)).collect::<Vec<_>>();
    if lines().next().is_none() {
        return;
    }
    let mut names = wanted();
    if !is_known("libheif1") {
        // A fresh machine has no package index yet.
        let _ = step::run(&mut apt(root, &["update"]));
        names = wanted();
    }
    if names.is_empty() {
        return;
    }
    let mut arguments = vec!["install", "-y", "--no-install-recommends"];
    arguments.extend(&names);
    if let Err(Failed(why)) = step::run(&mut apt(root, &arguments)) {
        println!("   {why}; going on without {}", names.join(" "));
    }
}

/// The first of a line of packages that the distribution has.
fn known(line: &[&'static str], is_known: &dyn Fn(&str) -> bool) -> Option<&'static str> {
    line.iter().find(|name| is_known(name)).copied()
}

fn is_known(name: &str) -> bool {
    step::answer("apt-cache", &["show", "--no-all-versions", name]).is_some_and(|text| !text.is_empty())
}

/// Installs what is missing of the system packages for `needs`.
///
/// # Errors
/// When something is missing and cannot be installed; the sentence lists it.
pub fn ensure(needs: &[Need]) -> Done {
    let wanted: Vec<&str> = needs.iter().flat_map(|need| packages(*need)).copied().collect();
    if !Path::new("/etc/debian_version").exists() {
        println!(
            "   this is no Debian or Ubuntu: make sure that the equivalents of these are there: {}",
            wanted.join(" ")
        );
        return Ok(());
    }
    let missing = missing(&wanted, &|name| is_installed(name) || is_there_otherwise(name));
    if missing.is_empty() {
        println!("   all {} system packages are there", wanted.len());
        return Ok(());
    }
    println!("   missing system packages: {}", missing.join(" "));
    let by_hand = format!("install them with: apt-get install --no-install-recommends {}", missing.join(" "));
    if step::answer("apt-get", &["--version"]).is_none() {
        return Err(Failed(format!("apt-get is not there; {by_hand}")));
    }
    let root = step::answer("id", &["-u"]).as_deref() == Some("0");
    if !root && step::answer("sudo", &["--version"]).is_none() {
        return Err(Failed(format!("neither root nor sudo is there; as root, {by_hand}")));
    }
    // An index that cannot be renewed may still hold what is needed: the installation decides.
    if let Err(Failed(why)) = step::run(&mut apt(root, &["update"])) {
        println!("   {why}; going on with the package index as it is");
    }
    let mut arguments = vec!["install", "-y", "--no-install-recommends"];
    arguments.extend(&missing);
    step::run(&mut apt(root, &arguments)).map_err(|Failed(why)| Failed(format!("{why}; {by_hand}")))
}

/// The wanted packages that `is_there` denies, in order.
fn missing<'a>(wanted: &[&'a str], is_there: &dyn Fn(&str) -> bool) -> Vec<&'a str> {
    wanted.iter().filter(|name| !is_there(name)).copied().collect()
}

fn is_installed(name: &str) -> bool {
    step::answer("dpkg-query", &["-W", "-f=${db:Status-Status}", name]).as_deref() == Some("installed")
}

/// Ubuntu ships no chromium package, and a browser from elsewhere does as well.
fn is_there_otherwise(name: &str) -> bool {
    name == "chromium" && browser().is_some()
}

/// Where a browser is that runs the interface's tests.
pub fn browser() -> Option<String> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    names.iter().find_map(|name| step::answer("sh", &["-c", &format!("command -v {name}")]))
}

fn apt(root: bool, arguments: &[&str]) -> Command {
    let mut command = if root { Command::new("apt-get") } else { Command::new("sudo") };
    if !root {
        command.args(["--non-interactive", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    }
    // Another installation may hold the lock: wait for it instead of failing.
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["-o", "DPkg::Lock::Timeout=400"]).args(arguments);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_missing_is_installed() {
        let wanted = packages(Need::Core);
        assert_eq!(missing(wanted, &|name| name != "nasm"), ["nasm"]);
        assert_eq!(missing(wanted, &|_| true), Vec::<&str>::new());
    }

    #[test]
    fn of_an_optional_library_the_first_known_package_is_taken() {
        let line = ["libraw23", "libraw20"];
        assert_eq!(known(&line, &|_| true), Some("libraw23"));
        assert_eq!(known(&line, &|name| name == "libraw20"), Some("libraw20"));
        assert_eq!(known(&line, &|_| false), None);
    }
}
