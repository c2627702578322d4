//! Light, dark or as the system says. The choice is a cookie, so that the first paint is right,
//! and is kept with the account: a sign-in elsewhere brings it along.

mod api;
#[cfg(not(feature = "ssr"))]
mod browser;
#[cfg(feature = "ssr")]
mod server;
mod toggle;

pub use api::{SetTheme, set_theme};
#[cfg(not(feature = "ssr"))]
pub use browser::current;
#[cfg(feature = "ssr")]
pub use server::{COOKIE, current, of};
pub use toggle::ThemeToggle;
