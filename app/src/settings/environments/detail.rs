//! One environment: whether it works, its settings, its pages, its maintenance.

use super::super::dates::Dates;
use super::super::parts::{Change, Confirm};
use super::state::{kind_label, state};
use super::{CheckEnvironment, RemoveEnvironment, SyncEnvironment, TestEnvironment, form, maintenance, pages};
use crate::AppError;
use crate::form::action;
use crate::piece::Asked;
use crate::ui::{Card, Light, LightKind};
use domain::access::Action;
use domain::figure;
use domain::health::EnvironmentKind;
use domain::id::EnvironmentId;
use leptos::prelude::*;
use store::environment::{Environment, TestLine, TestTone, Tested};

pub(super) async fn render(asked: &Asked, id: EnvironmentId) -> Result<AnyView, AppError> {
    let (scope, dates, now) = (&asked.scope, Dates::of(&asked.scope)?, (asked.host.clock)());
    let mut tx = scope.begin().await?;
    let all = store::environment::list(&mut tx).await?;
    let environment = all.into_iter().find(|one| one.id == id).ok_or(AppError::NotFound)?;
    let pauses = store::environment::maintenance(&mut tx, now).await?;
    let tested = store::environment::last_test(&mut tx, id).await?;
    let summary = store::health::summary(&mut tx, now).await?;
    let tally = summary.into_iter().find(|one| one.id == id).map(|one| one.tally).unwrap_or_default();
    let is_web = environment.kind == EnvironmentKind::Web;
    let pages = if is_web { Some(pages::render(asked, &mut tx, id).await?) } else { None };
    drop(tx);
    let pauses: Vec<_> = pauses.into_iter().filter(|one| one.environment == id).collect();
    let org = scope.slug().to_string();
    let light = state(&environment, &pauses, dates, now);
    let synced = environment.synced_at.map(|at| view! { "List of dashboards in step "{dates.near(at, now)}". " });
    let (may_change, may_tend) = (scope.may(Action::ChangeEnvironments), scope.may(Action::TendDashboards));
    let buttons = buttons(&environment, &org, may_change, scope.may(Action::RunChecks) && tally.total() > 0);
    let form = may_change.then(|| form::change(asked, &environment));
    let remove = may_change.then(|| remove(&environment, org.clone()));
    let result = tested.map(|tested| result(tested, dates));
    Ok(view! {
        <nav class="crumb" aria-label="Where this is">
            <a class="link" href="?">"Environments"</a><span aria-hidden="true">"›"</span>
            <strong><bdi>{environment.name.to_string()}</bdi></strong>
        </nav>
        <Card title="State" sub=kind_label(environment.kind)>
            <div class="flex flex-col gap-2.5 p-3.5">
                <div>{light}</div>
                <p class="text-ink-2">
                    {synced}
                    <a class="link" href=format!("/o/{org}/health?environment={id}")>
                        {format!("{} dashboards: {}", figure::count(i64::from(tally.total())), tally.sentence())}
                    </a>
                </p>
                <div class="flex flex-wrap gap-2">{buttons}</div>
                {result}
            </div>
        </Card>
        {pages}
        {form}
        {maintenance::render(asked, id, pauses, dates, may_tend)}
        {remove}
    }
    .into_any())
}

fn buttons(environment: &Environment, org: &str, may_change: bool, may_run: bool) -> Vec<AnyView> {
    let id = environment.id.to_string();
    let button = |action: &'static str, done: &'static str, label: &'static str| {
        let id = id.clone();
        view! {
            <Change action org=org.to_owned() done class="flex">
                <input type="hidden" name="environment" value=id/>
                <button type="submit" class="btn btn-sm">{label}</button>
            </Change>
        }
        .into_any()
    };
    let mut buttons = Vec::new();
    if may_change && environment.kind == EnvironmentKind::Superset {
        buttons.push(button(action::<TestEnvironment>(), "The connection was tested.", "Test connection"));
        buttons.push(button(action::<SyncEnvironment>(), "The list of dashboards is read now.", "Sync now"));
    }
    if may_run {
        buttons.push(button(action::<CheckEnvironment>(), "All dashboards are queued.", "Run all now"));
    }
    buttons
}

/// What the last test found.
fn result(tested: Tested, dates: Dates) -> AnyView {
    let line = |line: TestLine| {
        let (kind, word) = match line.tone {
            TestTone::Good => (LightKind::Pass, "Works"),
            TestTone::Partial => (LightKind::Warn, "Works in part"),
            TestTone::Bad => (LightKind::Fail, "Doesn’t work"),
        };
        view! {
            <li class="flex gap-2 items-start">
                <span class="pt-0.5"><Light kind label=word/></span>
                <span class="break-words min-w-0">{line.text}</span>
            </li>
        }
    };
    view! {
        <section class="note-plain">
            <h3 class="eyebrow">"Connection tested "{dates.time(tested.at)}</h3>
            <ul class="flex flex-col gap-1 pt-1">{tested.lines.into_iter().map(line).collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn remove(environment: &Environment, org: String) -> AnyView {
    let (id, name) = (environment.id.to_string(), environment.name.to_string());
    let text =
        "Its policies end, its credentials are deleted, and its dashboards leave the health center. Reports stay.";
    view! {
        <Card title="Remove">
            <div class="p-3.5">
                <Confirm label="Remove this environment" text>
                    <Change action={action::<RemoveEnvironment>()} org class="flex flex-col gap-2">
                        <input type="hidden" name="environment" value=id/>
                        <button type="submit" class="btn btn-sm btn-danger" aria-label=format!("Remove {name}")>"Remove"</button>
                    </Change>
                </Confirm>
            </div>
        </Card>
    }
    .into_any()
}
