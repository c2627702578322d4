//! Apache Superset 4 to 6, through its REST API, as an account that may only read.
//!
//! What each version really answers is recorded in `server/tests/superset/`; what surprises is
//! said where it matters: a cache hides broken charts, a chart without a saved query is not broken,
//! a query goes on after its client has left, and what an account may not see looks like missing.

mod address;
mod answer;
mod catalogue;
mod chart;
mod check;
mod client;
mod context;
mod data;
mod filters;
mod freshness;
mod judgement;
mod layout;
mod listing;
mod rights;
mod session;
mod warm_up;

pub use address::{AddressError, BaseUrl};
pub use catalogue::{Listed, Owner};
pub use check::Dashboard;
pub use client::{Client, Provider, Settings};
pub use rights::{Connection, Line, Tone};
