//! Signing in and out: the page before everything else.

mod api;
#[cfg(feature = "ssr")]
mod local_path;
mod page;
mod pulse_art;

pub use api::{SignIn, SignOut, sign_in, sign_out};
#[cfg(feature = "ssr")]
use local_path::is_local_path;
pub use page::SignInPage;
