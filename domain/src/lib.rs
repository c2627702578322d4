//! The words and rules of Pulseboard, as types.
//!
//! One module per noun. A value that exists is valid: each type has one
//! constructor that parses, and small errors a person can act on. The crate
//! runs on the server and in the browser, so it has no input or output, no
//! clock and no randomness: `now` is always an argument.
//!
//! The feature `zones` adds what needs time zone tables (calendar, resolved
//! ranges, buckets). Those tables are heavy in WebAssembly, so the browser is
//! given instants and labels that the server has computed.

#[macro_use]
mod named;

mod glyph;

pub mod access;
pub mod alert;
pub mod assistant;
pub mod audit;
pub mod bucket;
#[cfg(feature = "zones")]
pub mod calendar;
pub mod chat_code;
pub mod csv;
pub mod delivery;
pub mod device;
pub mod email;
pub mod event;
pub mod figure;
pub mod health;
pub mod host;
pub mod id;
pub mod link;
pub mod locale;
pub mod message;
pub mod name;
pub mod paging;
pub mod password;
#[cfg(feature = "zones")]
pub mod plan;
pub mod policy;
pub mod provider;
pub mod range;
pub mod report;
pub mod role;
pub mod schedule;
pub mod scope;
pub mod slug;
pub mod theme;
pub mod zone;

pub use named::UnknownName;
