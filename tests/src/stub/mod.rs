//! A model server that sees nothing, answers at once, misbehaves on demand and keeps count.
//!
//! ```
//! use pothos_tests::stub::{StubServer, Setup};
//! let mut setup = Setup::default();
//! setup.plan = "429:1@first=3, stall@nth=5".parse()?;
//! let stub = StubServer::start(setup)?;
//! assert!(stub.url().starts_with("http://127.0.0.1:"));
//! assert_eq!(stub.ledger().asked, 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod chat;
mod ledger;
mod plan;
mod reply;
mod request;
mod routes;
mod server;
mod setup;
mod shared;

pub use ledger::{Asked, Ledger};
pub use plan::{Behaviour, Plan, PlanError, Rule, When};
pub use server::StubServer;
pub use setup::{Dialect, Model, Setup};
