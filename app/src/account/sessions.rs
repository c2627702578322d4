//! Where somebody is signed in, and the ways to end it.

use super::{EndOtherSessions, EndSession};
use crate::form::action;
use crate::ui::{Card, Column, Table, TimeText};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::device;
use domain::locale::ago;
use leptos::prelude::*;
use store::session::OwnSession;

/// The list of sessions.
#[component]
pub(super) fn Sessions(
    /// Those used last first.
    sessions: Vec<OwnSession>,
    now: DateTime<Utc>,
) -> impl IntoView {
    let has_others = sessions.iter().any(|session| !session.is_current);
    let rows = sessions.into_iter().map(|session| row(session, now)).collect_view();
    let columns = ["Device", "Address", "Last used", "Signed in", "Actions"].map(Column::text).into();
    let all = has_others.then(|| {
        view! {
            <form method="post" action={action::<EndOtherSessions>()} class="p-3.5">
                <button type="submit" class="btn btn-danger">"Sign out everywhere else"</button>
            </form>
        }
    });
    view! { <Card title="Sessions"><Table caption="Sessions" columns cards=true>{rows}</Table>{all}</Card> }
}

fn row(session: OwnSession, now: DateTime<Utc>) -> impl IntoView {
    let device = device::label(&session.user_agent);
    let age =
        |at: DateTime<Utc>| view! { <TimeText at=at.to_rfc3339_opts(SecondsFormat::Secs, true) label=ago(at, now)/> };
    let end = if session.is_current {
        view! { <span class="tag">"This one"</span> }.into_any()
    } else {
        view! {
            <form method="post" action={action::<EndSession>()}>
                <input type="hidden" name="id" value=session.id.to_string()/>
                <button type="submit" class="btn btn-sm" aria-label=format!("Sign out {device}")>"Sign out"</button>
            </form>
        }
        .into_any()
    };
    view! {
        <tr>
            <th scope="row">{device.clone()}</th>
            <td>{session.address.map(|address| address.to_string())}</td>
            <td>{age(session.last_seen_at)}</td>
            <td>{age(session.created_at)}</td>
            <td>{end}</td>
        </tr>
    }
}
