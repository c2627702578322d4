//! The health center: how all dashboards are, and why.

mod erase;
mod matrix;
mod past;
mod report;
mod silence;
mod slow;
mod summary;
mod table;

pub use erase::erase;
pub use matrix::{Cell, MatrixRow, matrix};
pub use past::{Strip, StripEntry, strips, uptimes};
pub use report::{Report, ReportChart, TimelineEntry, neighbours, report, timeline};
pub use silence::{acknowledge, end_silence, mute, snooze};
pub use slow::{Slowest, slowest};
pub use summary::{EnvironmentHealth, failing, summary};
pub use table::{Cursor, Filter, HealthRow, table};
