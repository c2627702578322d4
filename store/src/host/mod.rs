//! Machines: their samples, as sent for a day, and what is made of them.

mod rollup;
mod sample;
mod segment;
mod series;

pub use rollup::{prune, roll_up};
pub use sample::{HostNow, append, latest, register};
pub use series::{HostBucket, series};
