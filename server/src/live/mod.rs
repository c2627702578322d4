//! Live changes between servers and browsers.
//!
//! A change is told to the database (`nudges`), which tells every server (`hub`), which tells
//! the browsers that are listening (`http::stream`). Messages carry no data.

mod hub;
mod nudges;

pub use hub::{Hub, Subscription};
pub use nudges::Nudges;
