//! The health center: how all dashboards are, and why.

mod choice;
mod erase;
mod history;
mod matrix;
mod past;
mod report;
mod silence;
mod slow;
mod summary;
mod table;

pub(crate) use choice::title;
pub use choice::{tags, titles, titles_of};
pub use erase::erase;
pub use history::{Was, usual_duration, were};
pub use matrix::{Cell, MatrixRow, matrix};
pub use past::{Strip, StripEntry, strips, uptimes};
pub use report::{Report, ReportChart, TimelineEntry, findings_of, neighbours, report, timeline};
pub use silence::{acknowledge, end_silence, mute, snooze};
pub use slow::{Slowest, slowest};
pub use summary::{EnvironmentHealth, failing, summary};
pub use table::{Cursor, Filter, HealthRow, table};
