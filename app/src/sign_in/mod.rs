//! Signing in and out: the page before everything else.

mod api;
mod page;
mod pulse_art;

pub use api::{SignIn, SignOut, sign_in, sign_out};
pub use page::SignInPage;
