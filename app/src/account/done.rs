//! What a form of these pages has done, for the page that it leads to: plain forms answer with a redirect.

use crate::ui::{Note, NoteKind};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// Name and locale were kept.
    Profile,
    /// Another password holds.
    Password,
    /// A session ended.
    Session,
    /// All sessions but this one ended.
    Sessions,
    /// A password was set by a link.
    Reset,
    /// Whether they hear of failures was kept.
    Notifies,
    /// A link was sent to another address.
    Asked,
    /// Another address counts.
    Address,
    /// The address of the sign-in counts again.
    Cleared,
    /// A bot writes no more.
    Chat,
}

impl Done {
    const ALL: [Self; 10] = [
        Self::Profile,
        Self::Password,
        Self::Session,
        Self::Sessions,
        Self::Reset,
        Self::Notifies,
        Self::Asked,
        Self::Address,
        Self::Cleared,
        Self::Chat,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Password => "password",
            Self::Session => "session",
            Self::Sessions => "sessions",
            Self::Reset => "reset",
            Self::Notifies => "notifies",
            Self::Asked => "asked",
            Self::Address => "address",
            Self::Cleared => "cleared",
            Self::Chat => "chat",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Profile => "Your profile was saved.",
            Self::Password => "Your password was changed. Your other sessions have ended.",
            Self::Session => "The session has ended.",
            Self::Sessions => "All other sessions have ended.",
            Self::Reset => "Your password is set. Sign in with it.",
            Self::Notifies => "Your choice was saved.",
            Self::Asked => "A link is on its way. The address counts once it was opened.",
            Self::Address => "Messages about your dashboards go to the other address now.",
            Self::Cleared => "Messages about your dashboards go to the address that you sign in with.",
            Self::Chat => "You hear no more from the bot.",
        }
    }

    /// The address of `page` that says so.
    pub(crate) fn at(self, page: &str) -> String {
        format!("{page}?done={}", self.name())
    }

    /// What led to the page being rendered, as a note.
    pub(crate) fn note() -> AnyView {
        let name = use_query_map().get_untracked().get("done");
        let done = Self::ALL.into_iter().find(|done| Some(done.name()) == name.as_deref());
        let note = done.map(|done| view! { <Note kind=NoteKind::Pass>{done.text()}</Note> });
        view! { <div role="status" class="empty:hidden">{note}</div> }.into_any()
    }
}
