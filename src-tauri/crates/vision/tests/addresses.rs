//! What users type as an address, and where pictures would go.

use pothos_model::FailureCode;
use pothos_vision::{Privacy, parse_address, privacy};

#[test]
fn addresses_are_understood_as_they_are_typed() {
    let cases = [
        ("http://127.0.0.1:11434", "http://127.0.0.1:11434"),
        (" localhost:11434 ", "http://127.0.0.1:11434"),
        ("LOCALHOST", "http://127.0.0.1"),
        ("http://localhost:1234/v1", "http://127.0.0.1:1234"),
        ("http://localhost:1234/v1/", "http://127.0.0.1:1234"),
        ("https://api.openai.com/v1/chat/completions", "https://api.openai.com"),
        ("api.openai.com/v1", "https://api.openai.com"),
        ("192.168.1.20:8080", "http://192.168.1.20:8080"),
        ("nas:11434", "http://nas:11434"),
        ("nas.local", "http://nas.local"),
        ("example.com", "https://example.com"),
        ("example.com:11434", "https://example.com:11434"),
        ("http://host/ollama/api/chat?x=1#y", "http://host/ollama"),
        ("[::1]:11434", "http://[::1]:11434"),
        ("::1", "http://[::1]"),
        ("http://0.0.0.0:11434", "http://127.0.0.1:11434"),
        ("HTTP://Example.COM", "http://example.com"),
        ("//10.0.0.5:8000", "http://10.0.0.5:8000"),
    ];
    for (typed, expected) in cases {
        assert_eq!(parse_address(typed).map(|address| address.shown()), Ok(expected.to_owned()), "{typed}");
    }
}

#[test]
fn what_is_no_address_is_refused_with_the_next_step() {
    let cases = [
        "",
        "   ",
        "http://",
        "https:///v1",
        "ftp://host",
        "file:///etc/passwd",
        "my server",
        "http://host:99999",
        "http://host:0",
        "http://user:secret@host",
        "user:secret@host:11434",
        "http://secret@host",
        "1:2:3:4",
        "javascript:alert(1)",
        "http://[::1",
        "http://ho st",
        "http://host\u{0}x",
    ];
    for typed in cases {
        let failure = parse_address(typed).expect_err(typed);
        assert_eq!(failure.code, FailureCode::BadAddress, "{typed}");
        assert!(!failure.message.contains("secret"), "{typed}: {}", failure.message);
        assert!(
            failure.message.contains("nter")
                || failure.message.contains("must")
                || failure.message.contains("rite"),
            "{}",
            failure.message
        );
    }
}

#[test]
fn pictures_go_where_the_address_says() {
    let cases = [
        ("http://127.0.0.1:11434", Privacy::ThisMachine),
        ("localhost", Privacy::ThisMachine),
        ("http://[::1]:8080", Privacy::ThisMachine),
        ("http://127.8.9.1", Privacy::ThisMachine),
        ("192.168.1.20", Privacy::YourNetwork),
        ("10.1.2.3:80", Privacy::YourNetwork),
        ("172.20.0.1", Privacy::YourNetwork),
        ("172.32.0.1", Privacy::TheInternet),
        ("169.254.1.1", Privacy::YourNetwork),
        ("100.100.1.1", Privacy::YourNetwork),
        ("http://[fd12::1]", Privacy::YourNetwork),
        ("http://[fe80::1]", Privacy::YourNetwork),
        ("http://[::ffff:8.8.8.8]", Privacy::TheInternet),
        ("http://[2606:4700::1]", Privacy::TheInternet),
        ("mac-mini", Privacy::YourNetwork),
        ("mac-mini.local", Privacy::YourNetwork),
        ("https://api.openai.com", Privacy::TheInternet),
        ("8.8.8.8", Privacy::TheInternet),
        ("http://localhost.evil.com", Privacy::TheInternet),
        ("http://2130706433", Privacy::ThisMachine),
        ("no address at all", Privacy::TheInternet),
    ];
    for (typed, expected) in cases {
        assert_eq!(privacy(typed), expected, "{typed}");
    }
}
