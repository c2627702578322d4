//! Where dashboards are: Supersets and sets of web pages, with what is needed to get in, and when they are worked on.
//!
//! `?new=superset` and `?new=web` show the form of a new one, `?environment=…` one of them.

mod api;
mod detail;
mod form;
mod input;
mod list;
mod maintenance;
mod page_input;
mod pages;
pub mod save;
mod state;

pub(crate) use api::CheckEnvironment;
use api::{
    AddMaintenance, ChangeEnvironment, CreateEnvironment, EndMaintenance, RemoveEnvironment, RemovePage, SavePage,
    SyncEnvironment, TestEnvironment,
};
pub use page_input::PageInput;

use crate::AppError;
use crate::form::Refusal;
use crate::piece::Asked;
use crate::ui::{Note, NoteKind};
use domain::access::Action;
use domain::health::EnvironmentKind;
use domain::id::EnvironmentId;
use leptos::prelude::*;

pub(super) async fn render(asked: &Asked) -> Result<AnyView, AppError> {
    asked.scope.permit(Action::SeeHealth)?;
    let kind = asked.get("new").and_then(|kind| kind.parse::<EnvironmentKind>().ok());
    if let Some(kind) = kind.filter(|_| asked.scope.may(Action::ChangeEnvironments)) {
        return Ok(form::new(asked, kind));
    }
    let chosen = asked.get("environment").and_then(|id| id.parse().ok()).map(EnvironmentId);
    let content = match chosen {
        Some(id) => detail::render(asked, id).await?,
        None => list::render(asked).await?,
    };
    let refused = Refusal::of(
        asked
            .refused::<RemoveEnvironment>()
            .or(asked.refused::<TestEnvironment>())
            .or(asked.refused::<SyncEnvironment>())
            .or(asked.refused::<CheckEnvironment>())
            .or(asked.refused::<RemovePage>())
            .or(asked.refused::<EndMaintenance>()),
    );
    let refused = refused.above().map(|text| view! { <Note kind=NoteKind::Fail>{text}</Note> });
    Ok(view! { <div role="alert" class="empty:hidden">{refused}</div>{content} }.into_any())
}
