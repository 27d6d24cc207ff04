//! Nothing is sent anywhere before the user set up a server: the program runs in a network of its own, where the system
//! counts every attempt.

use std::process::{Command, Stdio};

use crate::terminal::program;
use crate::world::{World, text};

/// Runs the program in an empty network, and prints what the system counted.
const SCRIPT: &str = r#""$@" >/dev/null 2>&1 </dev/null; echo "exit $?"; cat /proc/net/snmp"#;

/// What was tried: connections, datagrams (a name looked up is one), packets that had nowhere to go.
#[derive(Debug, PartialEq, Eq)]
struct Tried {
    connections: u64,
    datagrams: u64,
    astray: u64,
}

impl Tried {
    fn anything(&self) -> bool {
        *self != Tried { connections: 0, datagrams: 0, astray: 0 }
    }
}

/// `None` where the system does not give a test a network of its own.
fn tried(words: &[&str]) -> Option<(Tried, String)> {
    let output = Command::new("unshare")
        .args(["--map-root-user", "--net", "sh", "-c", SCRIPT, "sh", text(program())])
        .args(words)
        .env("POTHOS_KEYCHAIN", "off")
        .stdin(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let count = |protocol: &str, name: &str| {
        let mut lines = told.lines().filter(|line| line.starts_with(protocol));
        let (names, values) = (lines.next().unwrap(), lines.next().unwrap());
        let at = names.split(' ').position(|one| one == name).unwrap();
        values.split(' ').nth(at).unwrap().parse().unwrap()
    };
    let tried = Tried {
        connections: count("Tcp:", "ActiveOpens"),
        datagrams: count("Udp:", "OutDatagrams"),
        astray: count("Ip:", "OutNoRoutes"),
    };
    Some((tried, told))
}

#[test]
fn without_a_server_nothing_is_sent_and_no_name_is_looked_up() {
    let world = World::new();
    world.draw(0..4);
    let library = text(&world.terminal.library);
    let Some((seen, _)) = tried(&["--library", library, "doctor", "--server", "http://127.0.0.1:9"]) else {
        eprintln!("not tried: this system does not give a test a network of its own");
        return;
    };
    assert!(seen.anything(), "the system counts what is tried: {seen:?}");
    for words in [
        &["add", text(&world.photos)][..],
        &["list"],
        &["search", "night"],
        &["stats"],
        &["settings", "maxTags=7"],
        &["doctor"],
        &["export", "--format", "json", text(&world.dir.path().join("out.json"))],
    ] {
        let all: Vec<&str> = ["--library", library].iter().chain(words).copied().collect();
        let (seen, told) = tried(&all).unwrap();
        assert!(told.starts_with("exit 0"), "{words:?}: {told}");
        assert!(!seen.anything(), "{words:?} tried to send something: {seen:?}");
    }
}
