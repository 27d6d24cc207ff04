//! The client's face: what the rest of the application may ask of a model server.

use std::time::Duration;

use pothos_model::{Failure, FailureCode};

use crate::{Answer, Check, Endpoint, Question, Survey};

/// How long to wait for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For the connection.
    pub connect: Duration,
    /// From the request to the answer's first byte: a model may be loading.
    pub first_byte: Duration,
    /// Between two pieces of an answer.
    pub stall: Duration,
    /// For one request from its start to its end.
    pub whole: Duration,
    /// For a question about the server itself.
    pub status: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_byte: Duration::from_secs(120),
            stall: Duration::from_secs(45),
            whole: Duration::from_secs(300),
            status: Duration::from_secs(8),
        }
    }
}

/// Speaks to model servers. Cheap to clone; keeps what it learnt about a server for as long as it lives.
#[derive(Debug, Clone)]
pub struct Client {
    timeouts: Timeouts,
}

impl Client {
    /// A client with these limits.
    ///
    /// # Errors
    /// When the system's TLS could not be set up.
    pub fn new(timeouts: Timeouts) -> Result<Self, Failure> {
        Ok(Self { timeouts })
    }

    /// What answers at the endpoint and which models it offers.
    ///
    /// # Errors
    /// The failure to show: nothing answers, a key is wanted, no model server.
    pub async fn survey(&self, endpoint: &Endpoint) -> Result<Survey, Failure> {
        Err(unfinished(endpoint, &self.timeouts))
    }

    /// Whether the server answers, knows the model and, as far as it tells, the model sees.
    ///
    /// # Errors
    /// Why not.
    pub async fn reachable(&self, endpoint: &Endpoint, _model: &str) -> Result<(), Failure> {
        Err(unfinished(endpoint, &self.timeouts))
    }

    /// The doctor: one line a check. `digits` are the ones drawn in `probe_jpeg`.
    pub async fn check(
        &self,
        _endpoint: &Endpoint,
        _model: &str,
        _probe_jpeg: &[u8],
        _digits: &str,
    ) -> Vec<Check> {
        Vec::new()
    }

    /// Asks about one photo. Dropping the future aborts the request at once.
    ///
    /// # Errors
    /// When no task gave a usable word, or the server failed.
    pub async fn ask(
        &self,
        endpoint: &Endpoint,
        _model: &str,
        _question: &Question,
    ) -> Result<Answer, Failure> {
        Err(unfinished(endpoint, &self.timeouts))
    }
}

fn unfinished(endpoint: &Endpoint, timeouts: &Timeouts) -> Failure {
    let place = crate::parse_address(&endpoint.url).map(|address| address.shown());
    Failure::new(FailureCode::NotAModelServer, format!("{place:?} cannot be asked yet ({timeouts:?})."))
}
