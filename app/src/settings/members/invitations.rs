//! Inviting somebody, and the invitations that are open.

use super::super::dates::Dates;
use super::super::parts::{Change, Once, Pages};
use super::{InviteMember, WithdrawInvitation};
use crate::AppError;
use crate::form::{Refusal, action};
use crate::host::OnceKind;
use crate::piece::Asked;
use crate::ui::{Card, Column, Select, Table, TextField};
use domain::access::member::roles_to_give;
use domain::email::Email;
use domain::paging::PageSize;
use leptos::prelude::*;
use store::invitation::Invitation;

/// Open invitations on one page.
const PAGE: PageSize = PageSize(50);

pub(super) async fn render(asked: &Asked, dates: Dates) -> Result<AnyView, AppError> {
    let scope = &asked.scope;
    let after = asked.get("invited").and_then(|email| Email::parse(&email).ok());
    let mut open = store::invitation::list(scope, after.as_ref(), PAGE.limit(), asked.visit.origin.at).await?;
    let next = PAGE.cut(&mut open).map(|last| {
        url::form_urlencoded::Serializer::new(String::new()).append_pair("invited", last.email.as_str()).finish()
    });
    let refusal = Refusal::of(asked.refused::<InviteMember>());
    let org = scope.slug().to_string();
    let roles = roles_to_give(scope.role()).map(|role| (role.to_string(), role.label().to_owned())).collect();
    let link = asked.visit.once(OnceKind::Invitation).map(|token| {
        let secret = format!("{}/invite/{token}", asked.host.public_url);
        view! { <Once text="Send this link to whom you invited. It works once, for 7 days, and can’t be shown again." secret/> }
    });
    let listed = (!open.is_empty()).then(|| {
        let rows = open.into_iter().map(|invitation| row(invitation, dates, &org)).collect_view();
        let columns = ["E-mail", "Role", "Invited by", "Expires", "Actions"].map(Column::text).into();
        view! { <Table caption="Open invitations" columns cards=true>{rows}</Table> }
    });
    let what = roles_to_give(scope.role()).map(|role| {
        view! { <div class="flex gap-1.5"><dt class="font-medium text-ink-2">{role.label()}</dt><dd>{role.meaning()}</dd></div> }
    });
    Ok(view! {
        {link}
        <Card title="Invite">
            <Change action={action::<InviteMember>()} org=org.clone() refusal=refusal.clone()>
                <TextField label="E-mail" name="email" kind="email" autocomplete="off" required=true
                    value=refusal.typed("email", "") error=refusal.at("email")/>
                <Select label="Role" name="role" options=roles value=refusal.typed("role", "viewer")/>
                <dl class="flex flex-col gap-1 text-meta text-ink-3" aria-label="What the roles may do">{what.collect_view()}</dl>
                <div><button type="submit" class="btn btn-primary">"Make a link"</button></div>
            </Change>
            {listed}
            <Pages next is_later=after.is_some()/>
        </Card>
    }
    .into_any())
}

fn row(invitation: Invitation, dates: Dates, org: &str) -> impl IntoView + use<> {
    let Invitation { id, email, role, invited_by, expires_at } = invitation;
    view! {
        <tr data-key=id.to_string()>
            <th scope="row" class="break-all">{email.to_string()}</th>
            <td>{role.label()}</td>
            <td data-label="by"><bdi>{invited_by.map(|name| name.to_string())}</bdi></td>
            <td data-label="expires">{dates.day(expires_at)}</td>
            <td>
                <Change action={action::<WithdrawInvitation>()} org=org.to_owned() done="The invitation was withdrawn." class="flex gap-2">
                    <input type="hidden" name="id" value=id.to_string()/>
                    <button type="submit" class="btn btn-sm" aria-label=format!("Withdraw the invitation of {email}")>"Withdraw"</button>
                </Change>
            </td>
        </tr>
    }
}
