//! What an operator meets: the embedded Postgres on real binaries (as root, which
//! runs it under another account, and as anybody else), the first start, the
//! commands, and what is said when something is set wrongly.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![expect(clippy::disallowed_methods, reason = "a test reads the clock, and waits for other processes")]

mod commands;
mod first_start;
mod harness;
mod keys;
mod misconfiguration;
mod refusal;
mod start;
mod survival;
