//! A note: a light, the bold fact, what to do.

use super::{Light, LightKind};
use leptos::prelude::*;

/// What a note is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoteKind {
    /// Something went well.
    Pass,
    /// Something deserves a look.
    Warn,
    /// Something went wrong.
    Fail,
    /// Something to know.
    #[default]
    Quiet,
}

impl NoteKind {
    const fn parts(self) -> (&'static str, LightKind) {
        match self {
            Self::Pass => ("note note-pass", LightKind::Pass),
            Self::Warn => ("note note-warn", LightKind::Warn),
            Self::Fail => ("note note-fail", LightKind::Fail),
            Self::Quiet => ("note note-quiet", LightKind::Info),
        }
    }
}

/// A note on a soft ground. Put it into an element that is there from the start and has a live role
/// (`alert`, `status`) where it appears after the page did.
#[component]
pub fn Note(
    /// What it is about.
    #[prop(optional)]
    kind: NoteKind,
    /// The words, without block elements.
    children: Children,
) -> impl IntoView {
    let (class, light) = kind.parts();
    view! { <div class=class><Light kind=light/><p>{children()}</p></div> }
}
