//! The user interface: one folder per feature, its server functions beside it.
//!
//! The crate is compiled twice: with `ssr` into the host, with `hydrate` into WebAssembly.
//! It names no table and holds no pool; what it knows about the database it asks of `store`
//! through a scope that the host's authentication made.

// A page is one type, nested as deep as its markup.
#![recursion_limit = "512"]

#[cfg(feature = "ssr")]
pub mod account;
#[cfg(feature = "ssr")]
pub mod door;
pub mod error;
pub mod form;
pub mod frame;
pub mod health;
pub mod incidents;
pub mod live;
pub mod overview;
pub mod page;
pub mod piece;
pub mod routes;
pub mod settings;
pub mod sign_in;
pub mod theme;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod api_docs;
#[cfg(feature = "ssr")]
pub mod assistant;
#[cfg(feature = "ssr")]
pub mod host;
#[cfg(feature = "ssr")]
pub mod shell;

pub use error::AppError;
pub use routes::App;
