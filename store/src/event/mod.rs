//! Events: appending them, once each, and reading them back.

mod dictionary;
mod feed;
mod identity;
mod ingest;
mod insert;
mod series;

pub use feed::{FeedEvent, recent};
pub use ingest::{Ingested, ingest, record};
pub(crate) use series::spread;
pub use series::{UserCounts, count_by_bucket, users_by_bucket};
