//! The client's face: what the rest of the application may ask of a model server.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use pothos_model::{Failure, Language};

use crate::fault::Where;
use crate::http::Http;
use crate::known::Known;
use crate::{Answer, Check, Embedded, Endpoint, Purpose, Question, Survey, parse_address};

/// How long to wait for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For the connection.
    pub connect: Duration,
    /// From the request to the model's first word: it may be loading.
    pub first_byte: Duration,
    /// Between two words of an answer.
    pub stall: Duration,
    /// For one question from its start to its end.
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
    inner: Arc<RwLock<Arc<Inner>>>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) http: Http,
    pub(crate) known: Arc<Known>,
}

impl Client {
    /// A client with these limits. It sends nothing by itself.
    ///
    /// # Errors
    /// When connections cannot be set up on this machine.
    pub fn new(timeouts: Timeouts) -> Result<Self, Failure> {
        let inner = Inner { http: Http::new(timeouts)?, known: Arc::default() };
        Ok(Self { inner: Arc::new(RwLock::new(Arc::new(inner))) })
    }

    /// Limits for the requests to come; those on their way keep theirs.
    ///
    /// # Errors
    /// When connections cannot be set up on this machine; the limits stay as they were.
    pub fn set_timeouts(&self, timeouts: Timeouts) -> Result<(), Failure> {
        // The open connections are worth keeping.
        if self.inner().http.timeouts == timeouts {
            return Ok(());
        }
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        *inner = Arc::new(Inner { http: Http::new(timeouts)?, known: inner.known.clone() });
        Ok(())
    }

    fn inner(&self) -> Arc<Inner> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What answers at the endpoint and which models it offers.
    ///
    /// # Errors
    /// The failure to show: nothing answers, a key is wanted, no model server.
    pub async fn survey(&self, endpoint: &Endpoint) -> Result<Survey, Failure> {
        let address = parse_address(&endpoint.url)?;
        crate::survey::survey(&self.inner().http, &Where { address: &address, endpoint, model: "" }, None)
            .await
    }

    /// Whether the server answers, knows the model and, as far as it tells, the model sees. Asks the server
    /// anew each time, so that what the user mended is noticed.
    ///
    /// # Errors
    /// Why not.
    pub async fn reachable(&self, endpoint: &Endpoint, model: &str) -> Result<(), Failure> {
        let address = parse_address(&endpoint.url)?;
        let place = Where { address: &address, endpoint, model };
        let survey = crate::survey::survey(&self.inner().http, &place, Some(model)).await?;
        crate::catalogue::judge(&survey.models, survey.kind, &place)?;
        self.inner().known.put_survey(&place, survey);
        Ok(())
    }

    /// The vector of a text.
    ///
    /// # Errors
    /// The failure to show: nothing answers, no such model, a model that makes no vectors.
    pub async fn embed(
        &self,
        endpoint: &Endpoint,
        model: &str,
        purpose: Purpose,
        text: &str,
    ) -> Result<Embedded, Failure> {
        let address = parse_address(&endpoint.url)?;
        let place = Where { address: &address, endpoint, model };
        crate::embed::embed(&self.inner(), place, purpose, text).await
    }

    /// Forgets what was learnt about a model: how it has to be asked, and that it failed combined questions.
    /// For the start of a batch, because a model is moved to one request a task for the rest of a batch only.
    pub fn forget(&self, endpoint: &Endpoint, model: &str) {
        if let Ok(address) = parse_address(&endpoint.url) {
            let place = Where { address: &address, endpoint, model };
            self.inner().known.forget_survey(&place);
            self.inner().known.forget_manner(&place);
        }
    }

    /// The doctor: one line a check. `digits` are the ones drawn in `probe_jpeg`.
    pub async fn check(
        &self,
        endpoint: &Endpoint,
        model: &str,
        probe_jpeg: &[u8],
        digits: &str,
        language: Language,
    ) -> Vec<Check> {
        crate::check::check(&self.inner(), endpoint, model, probe_jpeg, digits, language).await
    }

    /// Asks about one photo. Dropping the future aborts the request at once.
    ///
    /// # Errors
    /// When no task gave a usable word, or the server failed. Only failures of a transient class are worth
    /// another attempt.
    pub async fn ask(
        &self,
        endpoint: &Endpoint,
        model: &str,
        question: &Question,
    ) -> Result<Answer, Failure> {
        let address = parse_address(&endpoint.url)?;
        crate::ask::ask(&self.inner(), Where { address: &address, endpoint, model }, question).await
    }
}
