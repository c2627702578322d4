//! All environments.

use super::super::dates::Dates;
use super::state::{kind_label, state};
use crate::AppError;
use crate::piece::Asked;
use crate::ui::{Card, Column, Empty, IconName, Table};
use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::figure;
use leptos::prelude::*;
use std::collections::HashMap;
use store::environment::{Environment, Maintenance};

pub(super) async fn render(asked: &Asked) -> Result<AnyView, AppError> {
    let (dates, now) = (Dates::of(&asked.scope)?, (asked.host.clock)());
    let mut tx = asked.scope.begin().await?;
    let environments = store::environment::list(&mut tx).await?;
    let pauses = store::environment::maintenance(&mut tx, now).await?;
    let summary = store::health::summary(&mut tx, now).await?;
    let counts: HashMap<_, _> = summary.into_iter().map(|one| (one.id, one.tally.total())).collect();
    let may_add = asked.scope.may(Action::ChangeEnvironments);
    let add = move || {
        may_add.then(|| {
            view! {
                <div class="card-tools">
                    <a class="btn btn-sm btn-primary" href="?new=superset">"Add Superset"</a>
                    <a class="btn btn-sm" href="?new=web">"Add web pages"</a>
                </div>
            }
        })
    };
    let body = if environments.is_empty() {
        let text = if may_add {
            "Connect a Superset, or list web pages. Their dashboards are checked by policies."
        } else {
            "An admin connects a Superset or lists web pages here."
        };
        view! { <Empty icon=IconName::Server title="No environments" text/> }.into_any()
    } else {
        let rows = environments
            .iter()
            .map(|one| row(one, counts.get(&one.id).copied().unwrap_or_default(), &pauses, dates, now))
            .collect_view();
        let mut columns: Vec<_> = ["Name", "Kind", "State", "In step"].map(Column::text).into();
        columns.insert(2, Column::number("Dashboards"));
        view! { <Table caption="Environments" columns cards=true>{rows}</Table> }.into_any()
    };
    Ok(view! { <Card title="Environments" beside=move || add().into_any()>{body}</Card> }.into_any())
}

fn row(
    one: &Environment,
    count: u32,
    pauses: &[Maintenance],
    dates: Dates,
    now: DateTime<Utc>,
) -> impl IntoView + use<> {
    let address = one.base_url.clone().map(|url| view! { <div class="text-meta text-ink-3 break-all">{url}</div> });
    view! {
        <tr data-key=one.id.to_string()>
            <th scope="row">
                <a class="link" href=format!("?environment={}", one.id)><bdi class="break-words">{one.name.to_string()}</bdi></a>
                {address}
            </th>
            <td>{kind_label(one.kind)}</td>
            <td class="r" data-label="dashboards">{figure::count(i64::from(count))}</td>
            <td>{state(one, pauses, dates, now)}</td>
            <td data-label="in step">{one.synced_at.map_or_else(|| "–".into_any(), |at| dates.near(at, now))}</td>
        </tr>
    }
}
