//! Signing in and out: the page before everything else.

mod api;
#[cfg(feature = "ssr")]
mod local_path;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod pulse_art;

pub use api::{SignIn, SignOut, sign_in, sign_out};
#[cfg(feature = "ssr")]
use local_path::is_local_path;
#[cfg(feature = "ssr")]
pub use page::SignInPage;
