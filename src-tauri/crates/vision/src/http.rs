//! Carries requests: HTTP/1.1, no proxy for what is near, no redirect to another place, every wait and every
//! body bounded. Knows nothing of models.

use std::error::Error as _;
use std::time::{Duration, SystemTime};

use pothos_model::{Failure, FailureCode};
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION, SERVER};
use reqwest::{Method, Response, Url};

use crate::fault::{Fault, FaultKind, Where, classify, failure};
use crate::{Privacy, Timeouts};

/// The longest body of a status question; OpenRouter's model list is some 700 KB.
const MAX_STATUS_BODY: usize = 8 << 20;
/// The longest error body.
const MAX_ERROR_BODY: usize = 64 << 10;
/// Redirects followed within one origin.
const MAX_HOPS: u32 = 3;
/// Idle connections are given up before usual servers and routers drop them.
const IDLE: Duration = Duration::from_secs(20);

/// The two ways to a server.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    direct: reqwest::Client,
    proxied: reqwest::Client,
    pub(crate) timeouts: Timeouts,
}

/// A small answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) server: String,
    pub(crate) body: String,
    retry: (Option<String>, Option<String>),
}

impl Reply {
    /// The body as JSON of a success.
    pub(crate) fn json(&self) -> Option<serde_json::Value> {
        (200..300).contains(&self.status).then(|| serde_json::from_str(&self.body).ok()).flatten()
    }

    /// What the answer means when it is no success.
    pub(crate) fn fault(&self) -> Fault {
        classify(self.status, self.retry.0.as_deref(), self.retry.1.as_deref(), &self.body)
    }
}

/// Why a request gave no stream.
#[derive(Debug)]
pub(crate) enum Unsent {
    /// The server said no.
    Fault(Fault),
    /// It could not be asked.
    Failure(Failure),
}

impl Http {
    pub(crate) fn new(timeouts: Timeouts) -> Result<Self, Failure> {
        let builder = || {
            reqwest::Client::builder()
                .http1_only()
                .connect_timeout(timeouts.connect)
                .pool_idle_timeout(IDLE)
                .redirect(reqwest::redirect::Policy::none())
                .user_agent(concat!("Pothos/", env!("CARGO_PKG_VERSION")))
        };
        // A machine without a certificate store can still reach its own servers over http.
        let build = |plain: fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder| {
            plain(builder())
                .build()
                .or_else(|_| plain(builder()).tls_certs_only(std::iter::empty::<reqwest::Certificate>()).build())
                .map_err(|error| {
                    let why = error.without_url();
                    Failure::new(
                        FailureCode::Unreachable,
                        format!("Connections cannot be set up on this machine: {why}. Check its certificate store."),
                    )
                })
        };
        Ok(Self {
            direct: build(reqwest::ClientBuilder::no_proxy)?,
            proxied: build(|builder| builder)?,
            timeouts,
        })
    }

    fn client(&self, place: &Where<'_>) -> &reqwest::Client {
        match place.address.privacy() {
            Privacy::ThisMachine | Privacy::YourNetwork => &self.direct,
            Privacy::TheInternet => &self.proxied,
        }
    }

    /// A status question.
    pub(crate) async fn get(&self, place: &Where<'_>, path: &str) -> Result<Reply, Failure> {
        self.small(place, Method::GET, path, None, self.timeouts.status).await
    }

    /// A status question with a body.
    pub(crate) async fn post(&self, place: &Where<'_>, path: &str, body: Vec<u8>) -> Result<Reply, Failure> {
        self.small(place, Method::POST, path, Some(body), self.timeouts.status).await
    }

    /// A question that a model answers, which may have to be loaded first: the wait is that for a first word.
    pub(crate) async fn work(&self, place: &Where<'_>, path: &str, body: Vec<u8>) -> Result<Reply, Failure> {
        self.small(place, Method::POST, path, Some(body), self.timeouts.first_byte).await
    }

    async fn small(
        &self,
        place: &Where<'_>,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
        limit: std::time::Duration,
    ) -> Result<Reply, Failure> {
        let work = async {
            let response = self.request(place, method, path, body).await?;
            Ok(read_reply(response, MAX_STATUS_BODY).await)
        };
        match tokio::time::timeout(limit, work).await {
            Ok(reply) => reply?.map_err(|error| broken(&error, place)),
            Err(_) => Err(Failure::new(
                FailureCode::Unreachable,
                format!(
                    "{} did not answer within {} seconds. Check that the server runs and is not overloaded.",
                    place.server(),
                    limit.as_secs_f32().ceil()
                ),
            )),
        }
    }

    /// Sends a chat request and gives its stream once the head of a success has come.
    pub(crate) async fn stream(
        &self,
        place: &Where<'_>,
        path: &str,
        body: Vec<u8>,
    ) -> Result<Response, Unsent> {
        let response = self.request(place, Method::POST, path, Some(body)).await.map_err(Unsent::Failure)?;
        let status = response.status().as_u16();
        let html = response
            .headers()
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        if response.status().is_success() && !html {
            return Ok(response);
        }
        match read_reply(response, MAX_ERROR_BODY).await {
            Ok(reply) => Err(Unsent::Fault(reply.fault())),
            // The status says enough when the body did not come.
            Err(_) => Err(Unsent::Fault(classify(status, None, None, ""))),
        }
    }

    async fn request(
        &self,
        place: &Where<'_>,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
    ) -> Result<Response, Failure> {
        let mut url = place.address.join(path);
        let mut request = self.client(place).request(method.clone(), url.clone());
        if let Some(key) = &place.endpoint.key {
            request = request.bearer_auth(key.reveal());
        }
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        let mut next = request.build().map_err(|error| broken(&error, place))?;
        for _ in 0..=MAX_HOPS {
            // A reference count: the body is not copied, and only a redirect needs it again.
            let Some(spare) = next.try_clone() else { break };
            let response = self.client(place).execute(next).await.map_err(|error| broken(&error, place))?;
            if !response.status().is_redirection() {
                return Ok(response);
            }
            url = next_hop(&response, &url, &method).map_err(|target| {
                let said = target.map(|url| without_secrets(&url)).unwrap_or_default();
                let status = response.status().as_u16();
                failure(&Fault { kind: FaultKind::Moved, status, said, retry_after_ms: None }, place)
            })?;
            next = spare;
            *next.url_mut() = url.clone();
        }
        let fault = Fault {
            kind: FaultKind::Moved,
            status: 310,
            said: "in circles".to_owned(),
            retry_after_ms: None,
        };
        Err(failure(&fault, place))
    }
}

/// Where a redirect leads, if it stays at the same scheme, host and port and keeps the method; else its target.
fn next_hop(response: &Response, from: &Url, method: &Method) -> Result<Url, Option<Url>> {
    let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    let Some(target) = location.and_then(|location| from.join(location).ok()) else { return Err(None) };
    let keeps_method = matches!(response.status().as_u16(), 307 | 308) || *method == Method::GET;
    let same = target.scheme() == from.scheme()
        && target.host_str() == from.host_str()
        && target.port_or_known_default() == from.port_or_known_default();
    if same && keeps_method { Ok(target) } else { Err(Some(target)) }
}

fn without_secrets(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{}{port}{}", url.scheme(), url.host_str().unwrap_or_default(), url.path())
}

async fn read_reply(mut response: Response, limit: usize) -> Result<Reply, reqwest::Error> {
    let text = |headers: &HeaderMap, name: &str| {
        headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
    };
    let status = response.status().as_u16();
    let server = text(response.headers(), SERVER.as_str()).unwrap_or_default();
    let after = text(response.headers(), "retry-after")
        .map(|wish| in_seconds(wish, text(response.headers(), "date").as_deref()));
    let retry = (after, text(response.headers(), "retry-after-ms"));
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        let room = limit.saturating_sub(body.len());
        body.extend_from_slice(chunk.get(..room.min(chunk.len())).unwrap_or_default());
        if room <= chunk.len() {
            break;
        }
    }
    Ok(Reply { status, server, body: String::from_utf8_lossy(&body).into_owned(), retry })
}

/// `Retry-After` may name a moment instead of seconds (RFC 9110, 10.2.3). Counted from the server's own clock, where it
/// tells: ours may be wrong.
fn in_seconds(wish: String, date: Option<&str>) -> String {
    let Ok(moment) = httpdate::parse_http_date(&wish) else { return wish };
    let now = date.and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or_else(SystemTime::now);
    moment.duration_since(now).unwrap_or_default().as_secs().to_string()
}

/// The failure for a connection that broke or never was.
pub(crate) fn broken(error: &reqwest::Error, place: &Where<'_>) -> Failure {
    let mut causes = String::new();
    let mut source = error.source();
    while let Some(cause) = source {
        causes.push_str(&cause.to_string().to_lowercase());
        causes.push_str("; ");
        source = cause.source();
    }
    let server = place.server();
    if error.is_builder() {
        return Failure::new(
            FailureCode::Unauthorized,
            format!("The key for {server} has characters that cannot be sent. Enter the key again."),
        );
    }
    if causes.contains("certificate") || causes.contains("tls") || causes.contains("handshake") {
        let message = if causes.contains("corrupt")
            || causes.contains("invalidcontenttype")
            || causes.contains("wrong version")
        {
            format!("{server} does not speak https. Enter its address with http://.")
        } else {
            format!(
                "The certificate of {server} is not trusted, so nothing was sent. Check the address, or mend the certificate."
            )
        };
        return Failure::new(FailureCode::Unreachable, message);
    }
    if error.is_connect() {
        let why = if causes.contains("dns") || causes.contains("lookup") || causes.contains("name or service")
        {
            "its name is not known"
        } else if error.is_timeout() || causes.contains("timed out") || causes.contains("elapsed") {
            "it did not answer in time"
        } else if causes.contains("refused") {
            "the connection was refused"
        } else {
            "no connection"
        };
        return Failure::new(
            FailureCode::Unreachable,
            format!("{server} cannot be reached: {why}. Start the server, or correct its address."),
        );
    }
    if error.is_timeout() {
        return Failure::new(
            FailureCode::Timeout,
            format!("{server} took too long. It is tried again by itself."),
        );
    }
    if causes.contains("invalid http") || causes.contains("parse") || causes.contains("invalid header") {
        return Failure::new(
            FailureCode::NotAModelServer,
            format!("What answers at {server} does not speak http. Check the address; it may need https://."),
        );
    }
    Failure::new(
        FailureCode::Disconnected,
        format!("The connection to {server} broke in the middle of an answer. It is tried again by itself."),
    )
}

#[cfg(test)]
mod tests {
    use super::in_seconds;

    #[test]
    fn a_moment_to_come_back_is_counted_from_the_servers_clock() {
        let date = Some("Sun, 22 Nov 2026 10:00:00 GMT");
        for (wish, seconds) in [
            ("Sun, 22 Nov 2026 10:00:07 GMT", "7"),
            ("Sunday, 22-Nov-26 10:01:00 GMT", "60"),
            ("Sun, 22 Nov 2026 09:00:00 GMT", "0"),
            ("12", "12"),
            ("soon", "soon"),
        ] {
            assert_eq!(in_seconds(wish.to_owned(), date), seconds, "{wish}");
        }
    }
}
