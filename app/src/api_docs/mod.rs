//! The page `/api/docs`: an OpenAPI document in our own look, complete on the server and without a script.
//! It knows no path of ours: what it shows is what the document says.

mod operation;
mod page;
mod schema;

pub use page::{STYLE, render};
