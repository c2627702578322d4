//! Policies: which dashboards are checked when, and what that would look like before it is saved.
//!
//! `?edit=new` and `?edit=…` show the form. Its fields are the address: the button "Preview" asks for the same page with
//! the fields as its query, so that it works without scripts.

mod api;
mod choice;
mod fields;
mod form;
mod lanes;
mod list;
mod preview;
mod told;
mod typed;

use api::{CheckPolicy, PausePolicy, RemovePolicy, SavePolicy};
pub use preview::{Previewed, preview, refusal};

use crate::AppError;
use crate::form::Refusal;
use crate::piece::Asked;
use crate::ui::{Note, NoteKind};
use domain::access::Action;
use domain::id::PolicyId;
use leptos::prelude::*;

pub(super) async fn render(asked: &Asked) -> Result<AnyView, AppError> {
    asked.scope.permit(Action::SeeHealth)?;
    let edited = asked.get("edit").filter(|_| asked.scope.may(Action::ChangePolicies));
    let content = match edited.as_deref() {
        Some("new") => form::render(asked, None).await?,
        Some(id) => form::render(asked, Some(id.parse().map(PolicyId).map_err(|_| AppError::NotFound)?)).await?,
        None => list::render(asked).await?,
    };
    let refused = asked.refused::<CheckPolicy>().or(asked.refused::<PausePolicy>()).or(asked.refused::<RemovePolicy>());
    let refused = Refusal::of(refused).above().map(|text| view! { <Note kind=NoteKind::Fail>{text}</Note> });
    Ok(view! { <div role="alert" class="empty:hidden">{refused}</div>{content} }.into_any())
}
