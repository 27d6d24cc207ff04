//! Reads what a user types as a server's address. Dials nothing and resolves no name.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use pothos_model::{Failure, FailureCode};
use reqwest::Url;

/// Longer than any sensible address; what is longer was pasted by mistake.
const MAX_ADDRESS: usize = 2_000;

/// Paths that belong to an API, not to the base address; users paste them with it.
const API_TAILS: [&str; 9] = [
    "/v1/chat/completions",
    "/v1/responses",
    "/v1/models",
    "/api/v1",
    "/api/chat",
    "/api/generate",
    "/api/tags",
    "/v1",
    "/api",
];

/// Where pictures go when they are sent to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Privacy {
    /// They do not leave this machine.
    ThisMachine,
    /// They stay in the user's own network.
    YourNetwork,
    /// They leave it.
    TheInternet,
}

impl Privacy {
    /// The wire name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Privacy::ThisMachine => "this_machine",
            Privacy::YourNetwork => "your_network",
            Privacy::TheInternet => "the_internet",
        }
    }
}

/// A usable base address: scheme, host, port and perhaps a path, never with a user, key, query or API path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    base: Url,
    privacy: Privacy,
}

impl Address {
    /// How the address is shown, stored and compared, without a trailing slash.
    #[must_use]
    pub fn shown(&self) -> String {
        self.base.as_str().trim_end_matches('/').to_owned()
    }

    /// Where pictures go.
    #[must_use]
    pub fn privacy(&self) -> Privacy {
        self.privacy
    }

    /// The host alone, for messages and for the redirect rule.
    #[must_use]
    pub fn host(&self) -> &str {
        self.base.host_str().unwrap_or_default()
    }

    /// The URL of an API path such as `/api/tags`.
    pub(crate) fn join(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        url.set_query(query);
        url
    }
}

/// The base address in `text`. Without a scheme it is `http` for this machine and the user's own network and
/// `https` elsewhere; `localhost` is dialled as `127.0.0.1`, because many servers listen on IPv4 alone and
/// the other try costs a second on some systems.
///
/// # Errors
/// [`FailureCode::BadAddress`] with a sentence that says what to change. It never repeats a user or password.
pub fn parse_address(text: &str) -> Result<Address, Failure> {
    let text = text.trim();
    if text.is_empty() {
        return Err(bad("No server address is set. Enter one such as http://127.0.0.1:11434."));
    }
    if text.len() > MAX_ADDRESS {
        return Err(bad("The server address is too long. Enter one such as http://127.0.0.1:11434."));
    }
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(bad("The server address has a space in it. Enter one such as http://127.0.0.1:11434."));
    }
    let with_scheme = with_scheme(text)?;
    let mut url = Url::parse(&with_scheme).map_err(|error| {
        bad(format!("The server address cannot be read ({error}). Enter one such as http://127.0.0.1:11434."))
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad(
            "The server address holds a user name or password. Take it out of the address and enter the key in its own field.",
        ));
    }
    let Some(host) = url.host_str().map(str::to_ascii_lowercase).filter(|host| !host.is_empty()) else {
        return Err(bad("The server address has no host. Enter one such as http://127.0.0.1:11434."));
    };
    if is_localhost(&host) {
        url.set_host(Some("127.0.0.1")).map_err(|_| bad("The server address cannot be read."))?;
    } else if matches!(host.as_str(), "0.0.0.0" | "[::]") {
        // What a server prints as the address it listens on; dialling it works on some systems only.
        url.set_host(Some(if host == "[::]" { "::1" } else { "127.0.0.1" }))
            .map_err(|_| bad("The server address cannot be read."))?;
    }
    if url.port() == Some(0) {
        return Err(bad(
            "The server address has port 0, where nothing can answer. Enter the server's real port.",
        ));
    }
    url.set_query(None);
    url.set_fragment(None);
    let path = strip_api_tail(url.path());
    url.set_path(&path);
    let privacy = class_of(url.host_str().unwrap_or_default());
    Ok(Address { base: url, privacy })
}

/// Where pictures go when they are sent to `url`; what cannot be read counts as the internet.
#[must_use]
pub fn privacy(url: &str) -> Privacy {
    parse_address(url).map_or(Privacy::TheInternet, |address| address.privacy)
}

fn bad(message: impl Into<String>) -> Failure {
    Failure::new(FailureCode::BadAddress, message)
}

fn with_scheme(text: &str) -> Result<String, Failure> {
    if let Some((scheme, rest)) = text.split_once("://") {
        return match scheme.to_ascii_lowercase().as_str() {
            // The URL standard would take the path's first part for a host.
            "http" | "https" if rest.starts_with(['/', '?', '#']) => {
                Err(bad("The server address has no host. Enter one such as http://127.0.0.1:11434."))
            }
            "http" | "https" => Ok(format!("{}://{rest}", scheme.to_ascii_lowercase())),
            // Scheme and host are all that may be repeated: what follows may hold a password.
            _ => Err(bad("The server address must begin with http:// or https://.")),
        };
    }
    let rest = text.trim_start_matches('/');
    // "host:8080/path": the host ends at the port, the path or the query.
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host_port = authority.rsplit('@').next().unwrap_or_default();
    let host = match host_port.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        Some((inner, _)) => format!("[{inner}]"),
        // A bare IPv6 address has several colons and needs brackets to be dialled.
        None if host_port.matches(':').count() > 1 => {
            return if host_port.parse::<Ipv6Addr>().is_ok() {
                Ok(format!("http://[{host_port}]{}", rest.get(authority.len()..).unwrap_or_default()))
            } else {
                Err(bad("The server address cannot be read. Write an IPv6 address as http://[::1]:11434."))
            };
        }
        None => host_port.split(':').next().unwrap_or_default().to_owned(),
    };
    // Photos and keys never cross the internet in the clear because a scheme was left out.
    let near = class_of(&host.to_ascii_lowercase()) != Privacy::TheInternet;
    Ok(format!("{}://{rest}", if near { "http" } else { "https" }))
}

fn strip_api_tail(path: &str) -> String {
    let path = path.trim_end_matches('/');
    for tail in API_TAILS {
        if let Some(base) = path.strip_suffix(tail) {
            return base.trim_end_matches('/').to_owned();
        }
    }
    path.to_owned()
}

fn is_localhost(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    host == "localhost" || host.ends_with(".localhost")
}

fn class_of(host: &str) -> Privacy {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(ip) = bare.split('%').next().unwrap_or_default().parse::<IpAddr>() {
        return class_of_ip(ip);
    }
    let name = bare.trim_end_matches('.');
    if is_localhost(name) {
        return Privacy::ThisMachine;
    }
    // A name without a dot, and these endings, only resolve inside a network of one's own.
    let own = [".local", ".lan", ".home", ".home.arpa", ".internal", ".intranet", ".localdomain"];
    if !name.contains('.') || own.iter().any(|ending| name.ends_with(ending)) {
        return if name.is_empty() { Privacy::TheInternet } else { Privacy::YourNetwork };
    }
    Privacy::TheInternet
}

fn class_of_ip(ip: IpAddr) -> Privacy {
    match ip {
        IpAddr::V4(v4) => class_of_v4(v4),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => class_of_v4(v4),
            None if v6.is_loopback() || v6.is_unspecified() => Privacy::ThisMachine,
            None if v6.is_unique_local() || v6.is_unicast_link_local() => Privacy::YourNetwork,
            None => Privacy::TheInternet,
        },
    }
}

fn class_of_v4(ip: Ipv4Addr) -> Privacy {
    // 100.64.0.0/10 is what overlay networks such as Tailscale hand out; it is not routed publicly.
    let [a, b, ..] = ip.octets();
    if ip.is_loopback() || ip.is_unspecified() {
        Privacy::ThisMachine
    } else if ip.is_private() || ip.is_link_local() || (a == 100 && (64..128).contains(&b)) {
        Privacy::YourNetwork
    } else {
        Privacy::TheInternet
    }
}
