//! Live changes: one stream of server-sent events per visible page, and what the page knows of it.
//!
//! A message says only that something changed; the pieces of a page ask again, so that what a
//! person may see is decided in one place.

mod connection;
mod indicator;
mod stream;

pub(crate) use connection::provide_live;
pub use connection::{Connection, Live, use_live};
pub use indicator::LiveIndicator;
