//! What can be done about a dashboard: check it now, keep it quiet, delete its reports, publish its badge.

use super::super::api::{
    AcknowledgeDashboard, CreateBadge, DeleteReports, EndSilence, MuteDashboard, RevokeBadge, RunCheck, SnoozeDashboard,
};
use crate::form::action;
use crate::host::OnceKind;
use crate::piece::Asked;
use crate::settings::{Change, Confirm, Once};
use crate::ui::{Select, TextField};
use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::health::SilenceKind;
use leptos::prelude::*;
use store::health::HealthRow;

/// The buttons and their forms, as far as the role allows them.
pub(in crate::health) fn render(asked: &Asked, row: &HealthRow, badge_since: Option<DateTime<Utc>>) -> AnyView {
    let tended = tend(asked, row);
    if !asked.scope.may(Action::TendDashboards) {
        return view! { <div class="actions">{tended}</div> }.into_any();
    }
    let org = asked.scope.slug().to_string();
    let hidden = view! { <input type="hidden" name="dashboard" value=row.id.to_string()/> };
    let delete = row.last_report.or(row.report).is_some().then(|| view! {
        <Confirm label="Delete reports" text="All reports of this dashboard in this environment are deleted, with its strip and its uptime.">
            <Change action={action::<DeleteReports>()} org=org.clone() class="flex">
                {hidden}
                <button type="submit" class="btn btn-sm btn-danger">"Delete all of them"</button>
            </Change>
        </Confirm>
    });
    view! { <div class="actions">{tended}{badge(asked, row, badge_since)}{delete}</div> }.into_any()
}

/// What can be done while it is in trouble: check it again, and keep it quiet.
pub(crate) fn tend(asked: &Asked, row: &HealthRow) -> AnyView {
    let (scope, org) = (&asked.scope, asked.scope.slug().to_string());
    let id = row.id.to_string();
    let own = id.clone();
    let run = scope.may(Action::RunChecks).then(|| {
        view! {
            <Change action={action::<RunCheck>()} org=org.clone() done="The check is queued." class="flex">
                <input type="hidden" name="dashboard" value=own/>
                <button type="submit" class="btn btn-sm btn-primary">"Run now"</button>
            </Change>
        }
    });
    let silences = scope.may(Action::TendDashboards).then(|| {
        let holds = |kind: SilenceKind| row.silences.iter().any(|held| held.kind == kind);
        SilenceKind::ALL.iter().map(|kind| silence(*kind, holds(*kind), &org, &id)).collect_view()
    });
    view! { {run}{silences} }.into_any()
}

/// The form that keeps a dashboard quiet in one way, or the button that ends it.
fn silence(kind: SilenceKind, holds: bool, org: &str, id: &str) -> AnyView {
    let hidden = view! { <input type="hidden" name="dashboard" value=id.to_owned()/> };
    let org = org.to_owned();
    if holds {
        let label = match kind {
            SilenceKind::Acknowledged => "Withdraw the acknowledgement",
            SilenceKind::Snoozed => "End the snooze",
            SilenceKind::Muted => "Unmute",
        };
        return view! {
            <Change action={action::<EndSilence>()} org done="It is heard again." class="flex">
                {hidden}
                <input type="hidden" name="kind" value=kind.as_str()/>
                <button type="submit" class="btn btn-sm">{label}</button>
            </Change>
        }
        .into_any();
    }
    match kind {
        SilenceKind::Muted => view! {
            <Change action={action::<MuteDashboard>()} org done="It is muted until somebody ends that." class="flex">
                {hidden}
                <button type="submit" class="btn btn-sm">"Mute"</button>
            </Change>
        }
        .into_any(),
        SilenceKind::Acknowledged => view! {
            <details class="confirm">
                <summary class="btn btn-sm">"Acknowledge"</summary>
                <div class="confirm-body">
                    <Change action={action::<AcknowledgeDashboard>()} org done="It is acknowledged until it passes again." class="flex flex-col gap-2">
                        {hidden}
                        <TextField label="Note" name="note" hint="Who takes care of it, and how."/>
                        <div><button type="submit" class="btn btn-sm">"Acknowledge it"</button></div>
                    </Change>
                </div>
            </details>
        }
        .into_any(),
        SilenceKind::Snoozed => {
            let hours = [("1", "1 hour"), ("4", "4 hours"), ("24", "1 day"), ("168", "1 week")];
            let hours = hours.map(|(value, label)| (value.to_owned(), label.to_owned())).into();
            view! {
                <details class="confirm">
                    <summary class="btn btn-sm">"Snooze"</summary>
                    <div class="confirm-body">
                        <Change action={action::<SnoozeDashboard>()} org done="It is snoozed." class="flex flex-col gap-2">
                            {hidden}
                            <Select label="For" name="hours" options=hours value="24"/>
                            <TextField label="Or until" name="until" kind="datetime-local"/>
                            <div><button type="submit" class="btn btn-sm">"Snooze it"</button></div>
                        </Change>
                    </div>
                </details>
            }
            .into_any()
        }
    }
}

/// The public picture of the status, with an address of its own.
fn badge(asked: &Asked, row: &HealthRow, since: Option<DateTime<Utc>>) -> AnyView {
    let (org, id) = (asked.scope.slug().to_string(), row.id);
    let made =
        asked.visit.once(OnceKind::Badge).and_then(|made| made.strip_prefix(&format!("{id}.")).map(str::to_owned));
    let shown = made.map(|token| {
        let secret = format!("{}/api/o/{org}/badge.svg?dashboard={id}&token={token}", asked.host.public_url);
        view! { <Once text="The address of the badge. It shows this status to whoever has it, and can’t be shown again." secret/> }
    });
    let revoke = since.map(|_| view! {
        <Change action={action::<RevokeBadge>()} org=org.clone() done="The badge’s address no longer works." class="flex">
            <input type="hidden" name="dashboard" value=id.to_string()/>
            <button type="submit" class="btn btn-sm">"Revoke its address"</button>
        </Change>
    });
    let text = if since.is_some() {
        "A new address takes the place of the one that was made before."
    } else {
        "A picture with the status, for wikis and readmes. Its address opens nothing else."
    };
    view! {
        {shown}
        <details class="confirm">
            <summary class="btn btn-sm">"Badge"</summary>
            <div class="confirm-body">
                <p>{text}</p>
                <Change action={action::<CreateBadge>()} org=org.clone() class="flex">
                    <input type="hidden" name="dashboard" value=id.to_string()/>
                    <button type="submit" class="btn btn-sm">"Make an address"</button>
                </Change>
                {revoke}
            </div>
        </details>
    }
    .into_any()
}
