//! Our own components, on native elements: what every feature is built from, and nothing that knows a feature.
//! A component is complete without scripts or hides itself there; none sets a style attribute, the page's policy refuses it.
//! Extra attributes and listeners go on the outside: `<Button on:click=… attr:id=…>`.

mod brand;
mod button;
mod card;
mod chart;
mod dialog;
mod empty;
mod failed;
mod field;
mod icon;
mod info;
mod kbd;
mod kpi;
mod light;
#[cfg(feature = "ssr")]
mod long_table;
mod menu;
mod note;
mod reload;
mod segmented;
mod select;
mod table;
mod text_field;
mod time_text;
mod toast;

pub use brand::Brand;
pub use button::{Button, ButtonKind, IconButton, LinkButton};
pub use card::Card;
pub use chart::{Chart, ChartMark, ChartSize, ChartView, MarkLine};
pub use dialog::Dialog;
pub use empty::Empty;
pub use failed::Failed;
pub use field::Field;
pub use icon::{Icon, IconName};
pub use info::Info;
pub use kbd::Kbd;
pub use kpi::Kpi;
pub use light::{Light, LightKind, Status};
#[cfg(feature = "ssr")]
pub use long_table::LongTable;
pub use menu::Menu;
pub use note::{Note, NoteKind};
pub use reload::reload;
pub use segmented::{Segment, Segmented};
pub use select::Select;
pub use table::{Column, Table};
pub use text_field::TextField;
pub use time_text::TimeText;
pub use toast::{Toaster, Toasts, provide_toasts, use_toaster};
