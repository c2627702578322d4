//! One slow piece never holds up a page: on the server a piece has 200 ms, after which the page
//! goes out with its skeleton and the browser asks again. `?wait=all` lifts the deadline, for
//! people without scripts.

#[cfg(not(feature = "ssr"))]
mod browser;
#[cfg(feature = "ssr")]
mod server;

use crate::AppError;

#[cfg(not(feature = "ssr"))]
pub use browser::in_time;
#[cfg(feature = "ssr")]
pub use server::in_time;

/// A piece of a page: an answer, or `None` where it was not ready in time.
pub type Piece<T> = Result<Option<T>, AppError>;
