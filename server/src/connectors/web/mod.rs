//! A page of any kind: a BI tool, a status page, a site. It is asked for as a stranger's browser would, and its
//! status, text and time are compared with what was agreed.

mod page;
mod text;

pub use page::{Page, PageSettings};
