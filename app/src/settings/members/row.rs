//! One member, and what may be done to their membership.

use super::super::dates::Dates;
use super::super::parts::{Change, Confirm};
use super::{ChangeRole, RemoveMember};
use crate::form::action;
use crate::ui::Select;
use domain::access::{Action, may, member};
use domain::id::UserId;
use domain::role::Role;
use leptos::prelude::*;
use store::member::Member;

/// Owners of an organization as far as a row can know: the store counts them.
const ENOUGH_OWNERS: usize = 2;

/// A row of the table.
#[component]
pub(super) fn MemberRow(
    member: Member,
    /// The role of whoever looks.
    role: Role,
    /// Who looks.
    own: UserId,
    dates: Dates,
    org: String,
) -> impl IntoView {
    let Member { user_id, email, role: current, since, .. } = member;
    let (id, name) = (user_id.to_string(), member.name.to_string());
    let can_change =
        may(role, Action::ChangeRoles) && member::change_role(role, current, current, ENOUGH_OWNERS).is_ok();
    let role_cell = if can_change {
        choose(name.clone(), id.clone(), org.clone(), role, current)
    } else {
        current.label().into_any()
    };
    let can_remove = user_id != own && member::remove(role, current, ENOUGH_OWNERS).is_ok();
    let remove = can_remove.then(|| remove(name.clone(), id, org));
    let you = (user_id == own).then(|| view! { " "<span class="tag">"You"</span> });
    let email = email.map(|email| view! { <div class="text-meta text-ink-3 break-all">{email.to_string()}</div> });
    view! {
        <tr data-key=user_id.to_string()>
            <th scope="row"><bdi class="break-words">{name.clone()}</bdi>{you}{email}</th>
            <td>{role_cell}</td>
            <td data-label="since">{dates.day(since)}</td>
            <td>{remove}</td>
        </tr>
    }
}

fn remove(name: String, id: String, org: String) -> AnyView {
    view! {
        <Confirm label="Remove" text=format!("{name} will see nothing of this organization any more. API tokens they made go on working.")>
            <Change action={action::<RemoveMember>()} org done="The member was removed." class="flex flex-col gap-2">
                <input type="hidden" name="user" value=id/>
                <button type="submit" class="btn btn-sm btn-danger" aria-label=format!("Remove {name}")>"Remove"</button>
            </Change>
        </Confirm>
    }
    .into_any()
}

fn choose(name: String, id: String, org: String, role: Role, current: Role) -> AnyView {
    let options = member::roles_to_give(role).map(|role| (role.to_string(), role.label().to_owned())).collect();
    view! {
        <Change action={action::<ChangeRole>()} org done="The role was changed." class="flex gap-2 items-center">
            <input type="hidden" name="user" value=id.clone()/>
            <Select label=format!("Role of {name}") name="role" id=format!("role-{id}") quiet=true options value=current.to_string()/>
            <button type="submit" class="btn btn-sm" aria-label=format!("Change the role of {name}")>"Change"</button>
        </Change>
    }
    .into_any()
}
