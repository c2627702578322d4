//! From a tab to its markup.

use super::{Tab, audit, automation, deliveries, environments, general, members, notifications, tokens};
use crate::AppError;
use crate::piece::{Asked, to_markup};
use crate::ui::{Segment, Segmented};
use domain::access::Action;
use leptos::prelude::*;

/// The markup of `tab`: the way to the other tabs, and its content.
pub(crate) async fn render(tab: Tab, asked: &Asked) -> Result<String, AppError> {
    let content = match tab {
        Tab::General => general::render(asked).await?,
        Tab::Members => members::render(asked).await?,
        Tab::Environments => environments::render(asked).await?,
        Tab::Automation => automation::render(asked).await?,
        Tab::Tokens => tokens::render(asked).await?,
        Tab::Notifications => notifications::render(asked).await?,
        Tab::Deliveries => deliveries::render(asked).await?,
        Tab::Audit => audit::render(asked).await?,
    };
    let segments = Tab::ALL.into_iter().filter(|other| asked.scope.may(needed(*other))).map(|other| Segment {
        label: other.title().to_owned(),
        href: format!("/o/{}/{}", asked.scope.slug(), other.path()),
        is_current: other == tab,
    });
    Ok(to_markup(view! {
        <div class="scroll-x mb-3"><Segmented label="Settings" segments=segments.collect()/></div>
        <div class="flex flex-col gap-2.5">{content}</div>
    }))
}

/// What one has to be allowed to for a tab to be offered.
const fn needed(tab: Tab) -> Action {
    match tab {
        Tab::General => Action::SeeOrganization,
        Tab::Members => Action::SeeMembers,
        Tab::Environments | Tab::Automation => Action::SeeHealth,
        Tab::Tokens => Action::SeeTokens,
        Tab::Notifications | Tab::Deliveries => Action::SeeProviders,
        Tab::Audit => Action::SeeAudit,
    }
}
