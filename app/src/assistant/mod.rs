//! The assistant: questions in words about dashboards, read by `domain::assistant`, answered by the code behind the
//! pages. Nothing outside is asked.

mod answer;
mod many;
mod one;
mod view;

pub use answer::{Answer, Item, Link, answer};
pub(crate) use view::render;
