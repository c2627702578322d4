//! How many dashboards are how, in all and per environment.

use super::words;
use crate::AppError;
use crate::form::action;
use crate::piece::{Asked, to_markup};
use crate::settings::{Change, CheckEnvironment, Dates};
use crate::ui::{Card, Empty, IconName, Info, Light, LightKind};
use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::health::{EnvironmentKind, Tally};
use leptos::prelude::*;
use std::fmt::Write;
use store::health::EnvironmentHealth;

/// Bars of an environment's card; more are counted in its sentence only.
const BARS: u32 = 40;

pub(super) async fn render(asked: &Asked) -> Result<String, AppError> {
    let now = (asked.host.clock)();
    let mut tx = asked.scope.begin().await?;
    let environments = store::health::summary(&mut tx, now).await?;
    let incidents = store::incident::count_open(&mut tx).await?;
    drop(tx);
    let org = asked.scope.slug().to_string();
    if environments.is_empty() {
        let may_add = asked.scope.may(Action::ChangeEnvironments);
        let text = if may_add {
            "Connect a Superset or list web pages, then let a policy check them every night."
        } else {
            "An admin connects a Superset or lists web pages; then their dashboards stand here."
        };
        return Ok(to_markup(view! {
            <Card title="Dashboards">
                <Empty icon=IconName::HeartPulse title="No environments yet" text>
                    <a class="btn btn-primary btn-sm" href=format!("/o/{org}/settings/environments")>"Environments"</a>
                </Empty>
            </Card>
        }));
    }
    let mut total = Tally::default();
    for Tally { green, yellow, red, unknown, stale, missed } in environments.iter().map(|one| one.tally) {
        total.green += green;
        total.yellow += yellow;
        total.red += red;
        total.unknown += unknown;
        total.stale += stale;
        total.missed += missed;
    }
    let count = environments.len();
    let places = if count == 1 { "1 environment".to_owned() } else { format!("{count} environments") };
    let sub = format!("{} in {places}", words::dashboards(total.total()));
    let doubtful = doubtful(&total);
    let dates = Dates::of(&asked.scope)?;
    let incidents = match incidents {
        0 => view! { <a class="link link-text" href=format!("/o/{org}/incidents")>"No open incident"</a> },
        count => {
            let words = words::counted(usize::try_from(count).unwrap_or(usize::MAX), "open incident");
            view! { <a class="link link-text" href=format!("/o/{org}/incidents?state=open")>{words}</a> }
        }
    };
    let may_run = asked.scope.may(Action::RunChecks);
    let cards = environments.into_iter().map(|one| card(one, &org, may_run, dates, now)).collect_view();
    Ok(to_markup(view! {
        <section class="health-summary" aria-label="Summary">
            <p class="health-sum">
                {figure(LightKind::Pass, total.green, "Green")}
                {figure(LightKind::Warn, total.yellow, "Yellow")}
                {figure(LightKind::Fail, total.red, "Red")}
            </p>
            <p class="text-ink-2">{sub}{doubtful}". "{incidents}</p>
        </section>
        <div class="health-environments">{cards}</div>
    }))
}

fn figure(kind: LightKind, count: u32, word: &'static str) -> impl IntoView {
    view! { <span><Light kind/>{domain::figure::count(i64::from(count))}" "{word}</span> }
}

/// ": 1 unknown, 2 stale, 1 missed", with what the words mean.
fn doubtful(tally: &Tally) -> AnyView {
    let counts = [
        (tally.unknown, "unknown", None),
        (tally.stale, "stale", Some(words::STALE)),
        (tally.missed, "missed", Some(words::MISSED)),
    ];
    let there = counts.into_iter().filter(|(count, ..)| *count > 0).enumerate();
    let word = |(place, (count, word, definition)): (usize, (u32, &'static str, Option<&'static str>))| {
        let about = definition.map(|definition| view! { <Info word definition/> });
        view! { {if place == 0 { ": " } else { ", " }}{count}" "{word}{about} }
    };
    there.map(word).collect_view().into_any()
}

/// ": 1 unknown, 2 stale, 1 missed".
fn beside(tally: &Tally) -> String {
    let counts = [(tally.unknown, "unknown"), (tally.stale, "stale"), (tally.missed, "missed")];
    let words = counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    let words = words.collect::<Vec<_>>().join(", ");
    if words.is_empty() { words } else { format!(": {words}") }
}

fn card(one: EnvironmentHealth, org: &str, may_run: bool, dates: Dates, now: DateTime<Utc>) -> AnyView {
    let EnvironmentHealth { id, name, kind, problem, tally, maintained_until, .. } = one;
    let maintenance = maintained_until.map(|until| {
        view! { <p><span class="tag">"Maintenance"</span>" until "{dates.near(until, now)}", no checks"</p> }
    });
    let kind = if kind == EnvironmentKind::Web { "web pages" } else { "Superset" };
    let problem = problem.map(|text| {
        view! { <p class="err"><Light kind=LightKind::Fail label="Can’t be checked: "/><span class="line-clamp-2">{text}</span></p> }
    });
    let label = format!("Run all of {name} now");
    let run = (may_run && tally.total() > 0).then(|| view! {
        <Change action={action::<CheckEnvironment>()} org=org.to_owned() done="All its dashboards are queued." class="card-tools">
            <input type="hidden" name="environment" value=id.to_string()/>
            <button type="submit" class="btn btn-sm btn-ghost" aria-label=label>"Run all"</button>
        </Change>
    });
    let words = format!("{} Green, {} Yellow, {} Red", tally.green, tally.yellow, tally.red);
    view! {
        <section class="card">
            <div class="card-head">
                <h2><a class="plain" href=format!("?environment={id}#dashboards")><bdi>{name.to_string()}</bdi></a></h2>
                <span class="sub">{kind}</span>
                {run}
            </div>
            <div class="px-3.5 pb-3 flex flex-col gap-1.5">
                <span class="strip" aria-hidden="true" inner_html=bars(&tally)></span>
                <p class="font-semibold">{words}</p>
                {maintenance}
                {problem}
                <p class="text-meta text-ink-3">{words::dashboards(tally.total())}{beside(&tally)}</p>
            </div>
        </section>
    }
    .into_any()
}

/// A bar for each dashboard, the worst first.
fn bars(tally: &Tally) -> String {
    let mut left = BARS;
    let mut bars = String::new();
    for (count, name) in
        [(tally.red, "fail"), (tally.yellow, "warn"), (tally.unknown, "unknown"), (tally.green, "pass")]
    {
        for _ in 0..count.min(left) {
            // Writing into a string can't fail.
            let _ = write!(bars, "<i class='{name}'></i>");
        }
        left -= count.min(left);
    }
    bars
}
