//! All policies: what each checks, when, and what comes next.

use super::super::dates::Dates;
use super::super::notifications;
use super::super::parts::{Change, ConfirmEnd};
use super::{CheckPolicy, PausePolicy, RemovePolicy};
use crate::AppError;
use crate::form::action;
use crate::health::words;
use crate::piece::Asked;
use crate::ui::{Card, Column, Empty, IconName, LightKind, Note, NoteKind, Status, Table};
use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::plan::Timetable;
use domain::policy::{Channel, Scope};
use leptos::prelude::*;
use std::collections::HashMap;
use store::policy::Policy;

pub(super) async fn render(asked: &Asked) -> Result<AnyView, AppError> {
    let (scope, dates, now) = (&asked.scope, Dates::of(&asked.scope)?, (asked.host.clock)());
    let mut tx = scope.begin().await?;
    let policies = store::policy::list(&mut tx).await?;
    let environments = store::environment::list(&mut tx).await?;
    let names: HashMap<_, _> = environments.iter().map(|one| (one.id, one.name.to_string())).collect();
    let (may_change, may_run) = (scope.may(Action::ChangePolicies), scope.may(Action::RunChecks));
    let org = scope.slug().to_string();
    let saved = asked.get("saved").and_then(|id| id.parse::<i32>().ok());
    let mut rows = Vec::with_capacity(policies.len());
    let mut note = None;
    for policy in &policies {
        let count = store::policy::count(&mut tx, policy.environment, &policy.scope).await?;
        if saved == Some(policy.id.0) {
            let checks = if count == 1 { "Its check".to_owned() } else { format!("Its {count} checks") };
            note = Some(format!("“{}” was saved. {checks} will be distributed: {}.", policy.name, policy.schedule));
        }
        let environment = names.get(&policy.environment).cloned().unwrap_or_default();
        rows.push(row(policy, count, environment, &org, (may_change, may_run), dates, now)?);
    }
    drop(tx);
    let has_environments = !names.is_empty();
    let create = (may_change && has_environments).then(
        || view! { <div class="card-tools"><a class="btn btn-sm btn-primary" href="?edit=new">"Create rule"</a></div> },
    );
    let body = if policies.is_empty() {
        let (text, link) = match (has_environments, may_change) {
            (false, _) if scope.may(Action::ChangeEnvironments) => (
                "A policy checks the dashboards of an environment. Connect one first.",
                Some(("environments", "Environments")),
            ),
            (false, _) => ("A policy checks the dashboards of an environment. An admin connects one first.", None),
            (true, true) => (
                "A policy spreads the checks of its dashboards evenly over a window of the night.",
                Some(("automation?edit=new", "Create rule")),
            ),
            (true, false) => ("An editor says here which dashboards are checked when.", None),
        };
        let link = link
            .map(|(path, label)| view! { <a class="btn btn-sm" href=format!("/o/{org}/settings/{path}")>{label}</a> });
        view! { <Empty icon=IconName::CalendarClock title="No policies" text>{link}</Empty> }.into_any()
    } else {
        let columns = ["Policy", "Environment", "When", "Next", "Told", "State", "Actions"].map(Column::text).into();
        view! { <Table caption="Policies" columns cards=true>{rows}</Table> }.into_any()
    };
    let note = note.map(|text| view! { <div data-toast=""><Note kind=NoteKind::Pass>{text}</Note></div> });
    Ok(view! {
        <div role="status" class="empty:hidden">{note}</div>
        <Card title="Policies" sub="which dashboards are checked when" beside=move || create.into_any()>{body}</Card>
    }
    .into_any())
}

fn row(
    policy: &Policy,
    count: usize,
    environment: String,
    org: &str,
    (may_change, may_run): (bool, bool),
    dates: Dates,
    now: DateTime<Utc>,
) -> Result<AnyView, AppError> {
    let timetable = Timetable::new(policy.schedule.clone()).map_err(|error| AppError::internal(&error))?;
    let next = timetable.next(now).filter(|_| policy.is_active && count > 0);
    let next = next.map_or_else(|| "–".into_any(), |occurrence| dates.near(occurrence.start, now));
    let what = match &policy.scope {
        Scope::All => "all".to_owned(),
        Scope::Selected { .. } => "selected".to_owned(),
        Scope::Tagged { tags } => format!("tag {}", tags.join(", ")),
    };
    let what = format!("{what}, {}", words::dashboards(u32::try_from(count).unwrap_or(u32::MAX)));
    let (kind, word) = if policy.is_active { (LightKind::Pass, "Active") } else { (LightKind::Unknown, "Paused") };
    let name = policy.name.to_string();
    let title = if may_change {
        view! { <a class="link" href=format!("?edit={}", policy.id)><bdi class="break-words">{name}</bdi></a> }
            .into_any()
    } else {
        view! { <bdi class="break-words">{name}</bdi> }.into_any()
    };
    let run = may_run.then(|| run(policy, org));
    let changes = may_change.then(|| changes(policy, org));
    Ok(view! {
        <tr data-key=policy.id.to_string()>
            <th scope="row">{title}<div class="text-meta text-ink-3 break-words">{what}</div></th>
            <td><bdi class="break-words">{environment}</bdi></td>
            <td>{policy.schedule.to_string()}</td>
            <td data-label="next">{next}</td>
            <td data-label="told" class="break-words">{told(policy)}</td>
            <td><Status kind word/></td>
            <td><div class="flex flex-wrap gap-2 items-start">{run}{changes}</div></td>
        </tr>
    }
    .into_any())
}

/// "mail ops@example.com, Slack #ops, owners"
fn told(policy: &Policy) -> String {
    let channel = |channel: &Channel| format!("{} {}", notifications::words(channel.kind), channel.target);
    let mut told: Vec<_> = policy.channels.iter().map(|one| channel(one).trim_end().to_owned()).collect();
    if policy.notify_owners {
        told.push("owners".to_owned());
    }
    if told.is_empty() { "nobody".to_owned() } else { told.join(", ") }
}

fn run(policy: &Policy, org: &str) -> AnyView {
    let (id, run) = (policy.id.to_string(), format!("Run now: {}", policy.name));
    view! {
        <Change action={action::<CheckPolicy>()} org=org.to_owned() done="Its checks are queued." class="flex">
            <input type="hidden" name="policy" value=id/>
            <button type="submit" class="btn btn-sm" aria-label=run>"Run now"</button>
        </Change>
    }
    .into_any()
}

fn changes(policy: &Policy, org: &str) -> AnyView {
    let (id, name) = (policy.id.to_string(), policy.name.to_string());
    let (label, done) = if policy.is_active {
        ("Pause", "The policy is paused. What hasn’t begun is taken back.")
    } else {
        ("Resume", "The policy goes on.")
    };
    let pause = format!("{label} {name}");
    let paused = id.clone();
    let resume = (!policy.is_active).then(|| view! { <input type="hidden" name="resume" value="yes"/> });
    view! {
        <Change action={action::<PausePolicy>()} org=org.to_owned() done class="flex">
            <input type="hidden" name="policy" value=paused/>
            {resume}
            <button type="submit" class="btn btn-sm" aria-label=pause>{label}</button>
        </Change>
        <ConfirmEnd verb="Delete" what=name text="Nothing is checked by it any more. Its reports stay." action={action::<RemovePolicy>()}
            org=org done="The policy was deleted." field="policy" id/>
    }
    .into_any()
}
