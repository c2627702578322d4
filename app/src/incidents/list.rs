//! The list of incidents and its filter, which is the address.

use super::words::{state, subject};
use crate::AppError;
use crate::health::words::light;
use crate::piece::{Asked, to_markup};
use crate::settings::{Dates, Pages};
use crate::ui::{Card, Column, Empty, Icon, IconName, LightKind, Status, Table};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::figure;
use domain::health::IncidentKind;
use domain::id::{DashboardId, EnvironmentId, IncidentId};
use domain::locale::ago;
use domain::paging::PageSize;
use leptos::prelude::*;
use store::incident::{Incident, IncidentCursor, IncidentFilter};
use url::form_urlencoded::Serializer;

/// Incidents on one page.
const PAGE: PageSize = PageSize(50);
/// The fields of the filter.
const FIELDS: [&str; 5] = ["q", "state", "kind", "environment", "dashboard"];

pub(super) async fn render(asked: &Asked) -> Result<String, AppError> {
    let (dates, now) = (Dates::of(&asked.scope)?, (asked.host.clock)());
    let given = |name: &'static str| Some((name, asked.get(name).filter(|value| !value.trim().is_empty())?));
    let values: Vec<(&'static str, String)> = FIELDS.into_iter().filter_map(given).collect();
    let after = asked.get("after").and_then(|text| cursor(&text));
    let mut tx = asked.scope.begin().await?;
    let mut incidents = store::incident::list(&mut tx, &filter(&values), after.as_ref(), PAGE.limit()).await?;
    let environments = store::environment::list(&mut tx).await?;
    drop(tx);
    let first = Serializer::new(String::new()).extend_pairs(&values).finish();
    let next = PAGE.cut(&mut incidents).map(|last| {
        let place = cursor_text(&last.cursor());
        Serializer::new(String::new()).extend_pairs(&values).append_pair("after", &place).finish()
    });
    let org = asked.scope.slug().to_string();
    let list = if incidents.is_empty() {
        let (icon, title, text) = if values.is_empty() && after.is_none() {
            (IconName::Check, "No incidents", "One opens when a dashboard fails or an environment can’t be checked.")
        } else {
            (IconName::SearchX, "No incident fits", "Change the filter, or clear it.")
        };
        view! { <Empty icon title text/> }.into_any()
    } else {
        let rows = incidents.iter().map(|one| row(one, &org, dates, now)).collect_view();
        let columns = ["State", "What", "Why", "Began", "Lasted", "More"].map(Column::text).into();
        view! { <Table caption="Incidents, open ones first" columns cards=true>{rows}</Table> }.into_any()
    };
    let environments = environments.into_iter().map(|one| (one.id.to_string(), one.name.to_string())).collect();
    Ok(to_markup(view! {
        {form(&values, environments)}
        <Card title="Incidents" sub="open ones first">{list}<Pages next is_later=after.is_some() first/></Card>
    }))
}

fn filter(values: &[(&'static str, String)]) -> IncidentFilter {
    let value = |name: &str| values.iter().find(|(field, _)| *field == name).map(|(_, value)| value.trim());
    let id = |name: &str| value(name).and_then(|id| id.parse::<i32>().ok());
    IncidentFilter {
        is_open: match value("state") {
            Some("open") => Some(true),
            Some("over") => Some(false),
            _ => None,
        },
        kind: value("kind").and_then(|kind| kind.parse::<IncidentKind>().ok()),
        environment: id("environment").map(EnvironmentId),
        dashboard: id("dashboard").map(DashboardId),
        search: value("q").map(str::to_owned),
    }
}

fn form(values: &[(&'static str, String)], environments: Vec<(String, String)>) -> AnyView {
    let value = |name: &str| {
        values.iter().find(|(field, _)| *field == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let choice = |name: &'static str, label: &'static str, options: Vec<(String, String)>| {
        let chosen = value(name);
        let is_on = (!chosen.is_empty()).then_some("");
        let option = |(value, text): (String, String)| {
            let is_chosen = value == chosen;
            view! { <option value=value selected=is_chosen>{text}</option> }
        };
        let options = options.into_iter().map(option).collect_view();
        view! {
            <select class="input filter-choice" name=name aria-label=label data-on=is_on><option value="">{label}</option>{options}</select>
        }
    };
    let states = [("open", "Open"), ("over", "Over")].map(|(value, label)| (value.to_owned(), label.to_owned())).into();
    let kinds = IncidentKind::ALL.iter().map(|kind| (kind.to_string(), kind.label().to_owned())).collect();
    let dashboard = value("dashboard");
    // It is chosen by a link and not by the form, which keeps it.
    let dashboard = (!dashboard.is_empty()).then(|| view! { <input type="hidden" name="dashboard" value=dashboard/> });
    let clear = (!values.is_empty()).then(|| view! { <a class="btn btn-ghost" href="?">"Clear"</a> });
    view! {
        <form method="get" class="filter-bar" role="search" aria-label="Incidents">
            <input class="input filter-search" type="search" name="q" value=value("q") aria-label="Search incidents" placeholder="Search incidents"/>
            {choice("state", "State", states)}
            {choice("kind", "Kind", kinds)}
            {choice("environment", "Environment", environments)}
            {dashboard}
            <button type="submit" class="btn"><Icon name=IconName::Search/>"Show"</button>
            {clear}
        </form>
    }
    .into_any()
}

fn row(one: &Incident, org: &str, dates: Dates, now: DateTime<Utc>) -> AnyView {
    let kind = if one.closed_at.is_some() { LightKind::Info } else { light(one.status) };
    let place = if one.kind == IncidentKind::Environment { one.kind.label() } else { one.environment_name.as_str() };
    let taken = one.is_acknowledged.then(|| view! { <span class="tag">"acknowledged"</span>" " });
    let lasted = one.closed_at.map_or_else(|| "still open".to_owned(), |closed| lasted(one.opened_at, closed));
    view! {
        <tr data-key=one.id.to_string()>
            <td><Status kind word=state(one) pill=one.closed_at.is_none()/></td>
            <th scope="row">
                <a class="plain break-words" href=subject(one, org)><bdi>{one.title.clone()}</bdi></a>
                <div class="text-meta text-ink-3"><bdi>{place.to_owned()}</bdi></div>
            </th>
            <td class="break-words">{taken}{one.reason.clone()}</td>
            <td data-label="began">{dates.near(one.opened_at, now)}<div class="text-meta text-ink-3">{ago(one.opened_at, now)}</div></td>
            <td data-label="lasted">{lasted}</td>
            <td><a class="link" href=format!("/o/{org}/incidents/{}", one.id) aria-label=format!("Timeline of {}", one.title)>"Timeline"</a></td>
        </tr>
    }
    .into_any()
}

/// "2h 3m".
pub(super) fn lasted(from: DateTime<Utc>, to: DateTime<Utc>) -> String {
    figure::duration((to - from).num_seconds().max(0).unsigned_abs())
}

/// The place behind an incident, as text.
fn cursor_text(cursor: &IncidentCursor) -> String {
    let at = cursor.opened_at.to_rfc3339_opts(SecondsFormat::Micros, true);
    format!("{}_{at}_{}", u8::from(cursor.is_open), cursor.id)
}

fn cursor(text: &str) -> Option<IncidentCursor> {
    let mut parts = text.splitn(3, '_');
    let (is_open, at, id) = (parts.next()?, parts.next()?, parts.next()?);
    let opened_at = at.parse().ok()?;
    Some(IncidentCursor { is_open: is_open == "1", opened_at, id: IncidentId(id.parse().ok()?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_the_address() {
        let opened_at = "2026-11-24T12:00:00.123456Z".parse().expect("an instant");
        let place = IncidentCursor { is_open: true, opened_at, id: IncidentId(7) };
        assert_eq!(cursor(&cursor_text(&place)), Some(place));
        for wrong in ["", "1_x_7", "1_2026-11-24T12:00:00Z", "1_2026-11-24T12:00:00Z_x"] {
            assert_eq!(cursor(wrong), None, "{wrong}");
        }
    }
}
