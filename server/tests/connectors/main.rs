//! Connectors against what the other side really said: recorded answers of three versions of Superset, servers on
//! loopback that misbehave, and, on demand, a Superset of its own (`make superset`).
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod bad_input;
mod http;
mod opinion;
mod superset;
mod web;
