//! Inviting somebody, and the invitations that are open.

use super::super::dates::Dates;
use super::super::parts::{Change, Once};
use super::{InviteMember, WithdrawInvitation};
use crate::AppError;
use crate::form::{Refusal, action};
use crate::host::OnceKind;
use crate::piece::Asked;
use crate::ui::{Card, Column, Select, Table, TextField};
use domain::access::member::roles_to_give;
use leptos::prelude::*;
use store::invitation::Invitation;

/// Open invitations that are listed; who has more withdraws some.
const LISTED: u32 = 200;

pub(super) async fn render(asked: &Asked, dates: Dates) -> Result<AnyView, AppError> {
    let scope = &asked.scope;
    let open = store::invitation::list(scope, None, LISTED, asked.visit.origin.at).await?;
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
    Ok(view! {
        {link}
        <Card title="Invite">
            <Change action={action::<InviteMember>()} org=org.clone() refusal=refusal.clone()>
                <TextField label="E-mail" name="email" kind="email" autocomplete="off" required=true
                    value=refusal.typed("email", "") error=refusal.at("email")/>
                <Select label="Role" name="role" options=roles value=refusal.typed("role", "viewer")/>
                <div><button type="submit" class="btn btn-primary">"Make a link"</button></div>
            </Change>
            {listed}
        </Card>
    }
    .into_any())
}

fn row(invitation: Invitation, dates: Dates, org: &str) -> impl IntoView + use<> {
    let Invitation { id, email, role, invited_by, expires_at } = invitation;
    view! {
        <tr>
            <th scope="row" class="break-all">{email.to_string()}</th>
            <td>{role.label()}</td>
            <td><bdi>{invited_by.map(|name| name.to_string())}</bdi></td>
            <td>{dates.day(expires_at)}</td>
            <td>
                <Change action={action::<WithdrawInvitation>()} org=org.to_owned() done="The invitation was withdrawn." class="flex gap-2">
                    <input type="hidden" name="id" value=id.to_string()/>
                    <button type="submit" class="btn btn-sm" aria-label=format!("Withdraw the invitation of {email}")>"Withdraw"</button>
                </Change>
            </td>
        </tr>
    }
}
