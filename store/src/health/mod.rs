//! The health center: how all dashboards are, and why.

mod choice;
mod count;
mod erase;
mod filter;
mod gone;
mod history;
mod matrix;
mod past;
mod report;
mod silence;
mod slow;
mod summary;
mod table;
mod timeline;

pub(crate) use choice::title;
pub use choice::{selectable, tags, titles, titles_of};
pub use count::count;
pub use erase::erase;
pub use filter::Filter;
pub use gone::{Gone, gone};
pub use history::{Seen, Was, Were, usual_duration, were};
pub use matrix::{Cell, MatrixCursor, MatrixPage, MatrixRow, matrix, shared};
pub use past::{Strip, StripEntry, strips, uptimes};
pub use report::{Report, ReportChart, findings_of, neighbours, report};
pub use silence::{Held, acknowledge, end_silence, held, mute, snooze};
pub use slow::{Slowest, slowest};
pub use summary::{EnvironmentHealth, failing, summary};
pub use table::{Cursor, HealthRow, table, window};
pub use timeline::{TimelineEntry, Why, timeline};
