//! Who is in the organization, and who is invited.

mod api;
mod invitations;
mod row;

use api::{ChangeRole, InviteMember, LeaveOrganization, RemoveMember, WithdrawInvitation};

use super::dates::Dates;
use super::parts::{Change, Confirm, Pages};
use crate::AppError;
use crate::form::{Refusal, action};
use crate::piece::Asked;
use crate::ui::{Card, Column, Note, NoteKind, Table};
use domain::access::Action;
use domain::id::UserId;
use domain::paging::PageSize;
use leptos::prelude::*;
use row::MemberRow;

/// Members on one page.
const PAGE: PageSize = PageSize(100);

pub(super) async fn render(asked: &Asked) -> Result<AnyView, AppError> {
    let (scope, dates) = (&asked.scope, Dates::of(&asked.scope)?);
    let after = asked.get("after").and_then(|id| id.parse().ok()).map(UserId);
    let mut members = store::member::list(scope, after, PAGE.limit(), &asked.visit.origin).await?;
    let next = PAGE.cut(&mut members).map(|last| format!("after={}", last.user_id));
    let invitations =
        if scope.may(Action::InviteMembers) { Some(invitations::render(asked, dates).await?) } else { None };
    let refused = Refusal::of(
        asked.refused::<ChangeRole>().or(asked.refused::<RemoveMember>()).or(asked.refused::<LeaveOrganization>()),
    );
    let refused = refused.above().map(|text| view! { <Note kind=NoteKind::Fail>{text}</Note> });
    let org = scope.slug().to_string();
    let (role, own) = (scope.role(), scope.user_id());
    let rows =
        members.into_iter().map(|member| view! { <MemberRow member role own dates org=org.clone()/> }).collect_view();
    let leave = match store::member::keeps(scope).await? {
        Some(refusal) => view! { <p class="text-ink-2">{refusal.to_string()}</p> }.into_any(),
        None => leave(org),
    };
    let columns = ["Name", "Role", "Member since", "Actions"].map(Column::text).into();
    Ok(view! {
        <div role="alert">{refused}</div>
        {invitations}
        <Card title="Members">
            <Table caption="Members" columns cards=true>{rows}</Table>
            <Pages next is_later=after.is_some()/>
        </Card>
        <Card title="Leave">
            <div class="p-3.5">{leave}</div>
        </Card>
    }
    .into_any())
}

fn leave(org: String) -> AnyView {
    view! {
        <Confirm label="Leave this organization" text="You will see nothing of it any more until somebody invites you again.">
            <Change action={action::<LeaveOrganization>()} org class="flex flex-col gap-2">
                <button type="submit" class="btn btn-sm btn-danger">"Leave"</button>
            </Change>
        </Confirm>
    }
    .into_any()
}
