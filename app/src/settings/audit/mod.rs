//! The audit log: who did what, filtered and page by page; owners and admins take it away as a file.

use super::dates::Dates;
use super::parts::Pages;
use crate::AppError;
use crate::piece::Asked;
use crate::ui::{Card, Column, Empty, IconName, Light, LightKind, Select, Table, TextField};
use domain::access::Action;
use domain::audit::{AuditAction, AuditQuery, AuditResult};
use leptos::prelude::*;
use store::audit::{AuditEntry, AuditFilter};

/// Entries on one page.
const PAGE: usize = 100;

pub(super) async fn render(asked: &Asked) -> Result<AnyView, AppError> {
    let (scope, dates) = (&asked.scope, Dates::of(&asked.scope)?);
    let query = AuditQuery {
        actor: asked.get("actor"),
        action: asked.get("action"),
        result: asked.get("result"),
        from: asked.get("from"),
        to: asked.get("to"),
        after: asked.get("after"),
    };
    let wanted = match query.parse() {
        Ok(wanted) => wanted,
        // A wrong filter shows nothing rather than more than was asked for.
        Err(error) => {
            scope.ask(Action::SeeAudit, AuditAction::AuditRead, &asked.visit.origin).await?;
            return Ok(filter(&query, Some((error.field, error.text)), asked));
        }
    };
    let limit = u32::try_from(PAGE + 1).unwrap_or(u32::MAX);
    let log = AuditFilter::of(&wanted, dates.zone());
    let mut entries = store::audit::page(scope, &log, wanted.after, limit, &asked.visit.origin).await?;
    let has_more = entries.len() > PAGE;
    entries.truncate(PAGE);
    let first = fields(&query);
    let next = entries.last().filter(|_| has_more).map(|last| format!("{first}&after={}", last.cursor()));
    let list = if entries.is_empty() {
        view! { <Empty icon=IconName::SearchX title="Nothing found" text="Nobody did anything that fits this filter."/> }.into_any()
    } else {
        let rows = entries.into_iter().map(|entry| row(entry, dates)).collect_view();
        let columns = ["Time", "Who", "What", "On what", "From", "Result"].map(Column::text).into();
        view! { <Table caption="Audit log" columns cards=true>{rows}</Table> }.into_any()
    };
    Ok(view! {
        {filter(&query, None, asked)}
        <Card title="Entries" sub=dates.zone().name()>{list}<Pages next is_later=wanted.after.is_some() first/></Card>
    }
    .into_any())
}

/// The filter as a query string, without the page.
fn fields(query: &AuditQuery) -> String {
    let fields = [
        ("actor", &query.actor),
        ("action", &query.action),
        ("result", &query.result),
        ("from", &query.from),
        ("to", &query.to),
    ];
    let given =
        fields.into_iter().filter_map(|(name, value)| Some((name, value.as_deref().filter(|text| !text.is_empty())?)));
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish()
}

fn filter(query: &AuditQuery, problem: Option<(&'static str, String)>, asked: &Asked) -> AnyView {
    let AuditQuery { actor, action, result, from, to, .. } = query.clone();
    let at = |field: &str| problem.as_ref().filter(|(at, _)| *at == field).map(|(_, text)| text.clone());
    let [wrong_actor, wrong_from, wrong_to] = ["actor", "from", "to"].map(at);
    // A field of the address that the form doesn't have.
    let elsewhere =
        problem.as_ref().filter(|(at, _)| matches!(*at, "after" | "action" | "result")).map(|(_, text)| text.clone());
    let any = || std::iter::once((String::new(), "Any".to_owned()));
    let actions: Vec<_> =
        any().chain(AuditAction::ALL.iter().map(|action| (action.to_string(), action.label().to_owned()))).collect();
    let results: Vec<_> =
        any().chain(AuditResult::ALL.iter().map(|result| (result.to_string(), result.label().to_owned()))).collect();
    let org = asked.scope.slug();
    let exports = asked.scope.may(Action::ExportAudit).then(|| {
        let link = |format: &'static str, label: &'static str| {
            let href = format!("/api/o/{org}/audit?format={format}&{}", fields(query));
            view! { <a class="btn btn-sm" href=href rel="external" download="">{label}</a> }
        };
        view! { <div class="ml-auto flex gap-2">{link("csv", "Export CSV")}{link("json", "Export JSON")}</div> }
    });
    view! {
        <Card title="Filter" beside=move || exports.into_any()>
            <form method="get" class="grid gap-2.5 p-3.5 md:grid-cols-5 items-end">
                <TextField label="E-mail or token" name="actor" value=actor.unwrap_or_default() error=wrong_actor/>
                <Select label="What" name="action" options=actions value=action.unwrap_or_default()/>
                <Select label="Result" name="result" options=results value=result.unwrap_or_default()/>
                <TextField label="From" name="from" kind="date" value=from.unwrap_or_default() error=wrong_from/>
                <TextField label="To, that day included" name="to" kind="date" value=to.unwrap_or_default() error=wrong_to/>
                <div role="alert">{elsewhere}</div>
                <div><button type="submit" class="btn btn-primary">"Show"</button></div>
            </form>
        </Card>
    }
    .into_any()
}

fn row(entry: AuditEntry, dates: Dates) -> impl IntoView {
    let action = entry.action.as_ref().map_or_else(Clone::clone, |action| action.label().to_owned());
    let light = match entry.result {
        AuditResult::Done => LightKind::Info,
        AuditResult::Refused => LightKind::Warn,
    };
    let detail = (!entry.detail.is_empty())
        .then(|| view! { <div class="text-meta text-ink-3 break-words">{entry.detail}</div> });
    view! {
        <tr>
            <td>{dates.time(entry.at)}</td>
            <th scope="row" class="break-all">{entry.actor}</th>
            <td>{action}{detail}</td>
            <td class="break-words"><bdi>{entry.target}</bdi></td>
            <td>{entry.address.map(|address| address.to_string())}</td>
            <td><span class="flex gap-2 items-center"><Light kind=light/>{entry.result.label()}</span></td>
        </tr>
    }
}
