//! The server functions of the tab. Nothing here is checked: that is the workers' business.

use super::input::{self, TypedLimits};
use super::save::{self, EnvironmentInput};
use crate::AppError;
use crate::error::Invalid;
use crate::host::{Change, change};
use domain::access::Action;
use domain::audit::AuditAction;
use domain::id::{DashboardId, EnvironmentId};
use leptos::prelude::*;
use store::audit::Origin;
use store::environment::{self, Page};

/// Makes an environment, and leads to its page.
///
/// # Errors
/// [`AppError::Forbidden`] below admin; [`AppError::Invalid`] for a wrong field or a name that is taken.
#[server]
pub async fn create_environment(
    org: String,
    kind: String,
    name: String,
    #[server(default)] base_url: String,
    #[server(default)] user: String,
    #[server(default)] password: String,
    #[server(default)] provider: String,
) -> Result<(), AppError> {
    let change = change(&org).await?;
    let input = EnvironmentInput { kind, name, base_url, user, password, provider, ..EnvironmentInput::default() };
    let made = save::create(&change.host, &change.scope, &input, &change.origin).await;
    let id = made.map_err(|error| match error {
        AppError::Invalid(invalid) => {
            let EnvironmentInput { name, base_url, user, provider, .. } = input;
            let kept = [("name", name), ("base_url", base_url), ("user", user), ("provider", provider)];
            AppError::Invalid(kept.into_iter().fold(invalid, |kept, (field, value)| kept.keeping(field, value)))
        }
        other => other,
    })?;
    change.tell_health().await;
    leptos_axum::redirect(&format!("/o/{org}/settings/environments?environment={id}"));
    Ok(())
}

/// Changes an environment. Empty credentials leave those that are stored.
///
/// # Errors
/// As [`create_environment`]; [`AppError::NotFound`] for one that isn't there.
#[server]
pub async fn change_environment(
    org: String,
    environment: i32,
    name: String,
    #[server(default)] base_url: String,
    #[server(default)] user: String,
    #[server(default)] password: String,
    #[server(default)] provider: String,
    max_concurrent: String,
    gap_seconds: String,
    query_seconds: String,
    dashboard_seconds: String,
) -> Result<(), AppError> {
    let change = change(&org).await?;
    change.ask(Action::ChangeEnvironments, AuditAction::EnvironmentChanged).await?;
    let typed = TypedLimits {
        max_concurrent: &max_concurrent,
        gap_seconds: &gap_seconds,
        query_seconds: &query_seconds,
        dashboard_seconds: &dashboard_seconds,
    };
    let keep = |invalid: Invalid| {
        let kept = [
            ("name", &name),
            ("base_url", &base_url),
            ("user", &user),
            ("provider", &provider),
            ("max_concurrent", &max_concurrent),
            ("gap_seconds", &gap_seconds),
            ("query_seconds", &query_seconds),
            ("dashboard_seconds", &dashboard_seconds),
        ];
        AppError::Invalid(kept.into_iter().fold(invalid, |kept, (field, value)| kept.keeping(field, value.as_str())))
    };
    let limits = typed.parse().map_err(&keep)?;
    let input = EnvironmentInput {
        kind: String::new(),
        name: name.clone(),
        base_url: base_url.clone(),
        user: user.clone(),
        password,
        provider: provider.clone(),
        max_concurrent: Some(limits.max_concurrent),
        minimum_gap_ms: Some(limits.minimum_gap_ms),
        query_limit_ms: Some(limits.query_limit_ms),
        dashboard_limit_ms: Some(limits.dashboard_limit_ms),
    };
    let id = EnvironmentId(environment);
    let saved = save::change(&change.host, &change.scope, id, &input, &change.origin).await;
    saved.map_err(|error| match error {
        AppError::Invalid(invalid) => keep(invalid),
        other => other,
    })?;
    change.tell_health().await;
    Ok(())
}

/// Removes an environment with its policies; its reports stay.
#[server]
pub async fn remove_environment(org: String, environment: i32) -> Result<(), AppError> {
    let change = change(&org).await?;
    environment::remove(&change.scope, EnvironmentId(environment), &change.origin).await?;
    change.tell_health().await;
    leptos_axum::redirect(&format!("/o/{org}/settings/environments"));
    Ok(())
}

/// Tries what checks need, and keeps what was found.
///
/// # Errors
/// [`AppError::Forbidden`] below admin; [`AppError::NotFound`] for no such environment.
#[server]
pub async fn test_environment(org: String, environment: i32) -> Result<(), AppError> {
    let change = change(&org).await?;
    change.ask(Action::ChangeEnvironments, AuditAction::EnvironmentTested).await?;
    let id = EnvironmentId(environment);
    let lines = change.host.prober.test(change.scope.org_id(), id).await?;
    // It took a while, and the member may be gone by now.
    let origin = Origin { at: (change.host.clock)(), ..change.origin };
    Ok(environment::note_test(&change.scope, id, &lines, &origin).await?)
}

/// Has the list of dashboards read now.
#[server]
pub async fn sync_environment(org: String, environment: i32) -> Result<(), AppError> {
    let change = change(&org).await?;
    environment::ask_sync(&change.scope, EnvironmentId(environment), &change.origin).await?;
    change.tell_health().await;
    Ok(())
}

/// Queues a check of each dashboard of an environment.
#[server]
pub async fn check_environment(org: String, environment: i32) -> Result<(), AppError> {
    let change = change(&org).await?;
    store::check::ask_environment(&change.scope, EnvironmentId(environment), &change.origin).await?;
    change.tell_health().await;
    Ok(())
}

/// Saves a page of a web environment, and queues its first check.
///
/// # Errors
/// [`AppError::Forbidden`] below editor; [`AppError::Invalid`] for a wrong field.
#[server]
pub async fn save_page(
    org: String,
    environment: i32,
    title: String,
    url: String,
    #[server(default)] slug: String,
    status: String,
    #[server(default)] must: String,
    #[server(default)] must_not: String,
    slow_ms: String,
    #[server(default)] header_name: String,
    #[server(default)] header_value: String,
) -> Result<(), AppError> {
    let change = change(&org).await?;
    change.ask(Action::TendDashboards, AuditAction::PageSaved).await?;
    let parse = || -> Result<_, Invalid> {
        let title = input::text("title", &title, 200)?;
        let page = Page {
            title: title.ok_or_else(|| Invalid::field("title", "Give the page a title."))?,
            url: input::address(&url)?,
            slug: input::text("slug", &slug, 100)?,
            expected_status: input::number("status", &status, 100..=599, "Choose a status from 100 to 599.")?,
            must_contain: input::text("must", &must, 1_000)?,
            must_not_contain: input::text("must_not", &must_not, 1_000)?,
            slow_ms: input::number("slow_ms", &slow_ms, 1..=300_000, "Choose 1 to 300000 ms.")?,
            header: input::header(&header_name, &header_value)?,
        };
        Ok(page)
    };
    let page = parse().map_err(|invalid| {
        let kept = [
            ("title", &title),
            ("url", &url),
            ("slug", &slug),
            ("status", &status),
            ("must", &must),
            ("must_not", &must_not),
            ("slow_ms", &slow_ms),
            ("header_name", &header_name),
        ];
        AppError::Invalid(kept.into_iter().fold(invalid, |kept, (field, value)| kept.keeping(field, value.as_str())))
    })?;
    let id = EnvironmentId(environment);
    let saved = environment::save_page(&change.scope, id, &page, &change.origin).await?;
    store::check::ask_dashboard(&change.scope, saved, &change.origin).await?;
    change.tell_health().await;
    leptos_axum::redirect(&format!("/o/{org}/settings/environments?environment={id}"));
    Ok(())
}

/// Checks a page no longer; its reports stay.
#[server]
pub async fn remove_page(org: String, page: i32) -> Result<(), AppError> {
    let change = change(&org).await?;
    environment::remove_page(&change.scope, DashboardId(page), &change.origin).await?;
    change.tell_health().await;
    Ok(())
}

/// Announces maintenance, in the organization's time zone.
///
/// # Errors
/// [`AppError::Forbidden`] below editor; [`AppError::Invalid`] for a wrong field.
#[server]
pub async fn add_maintenance(
    org: String,
    environment: i32,
    starts: String,
    ends: String,
    #[server(default)] note: String,
) -> Result<(), AppError> {
    let change = change(&org).await?;
    change.ask(Action::TendDashboards, AuditAction::MaintenanceAnnounced).await?;
    let keep = |invalid: Invalid| {
        AppError::Invalid(
            invalid.keeping("starts", starts.as_str()).keeping("ends", ends.as_str()).keeping("note", note.as_str()),
        )
    };
    let zone = change.scope.zone().to_tz().map_err(|error| AppError::internal(&error))?;
    let from = input::instant("starts", &starts, zone).map_err(keep)?;
    let to = input::instant("ends", &ends, zone).map_err(keep)?;
    if to <= from || to <= change.origin.at {
        return Err(keep(Invalid::field("ends", "The end has to come after the start, and after now.")));
    }
    let words = input::text("note", &note, 500).map_err(keep)?.unwrap_or_default();
    environment::add_maintenance(&change.scope, EnvironmentId(environment), from, to, &words, &change.origin).await?;
    tell(&change).await
}

/// Ends maintenance now, or takes an announced one back.
#[server]
pub async fn end_maintenance(org: String, id: i32) -> Result<(), AppError> {
    let change = change(&org).await?;
    environment::end_maintenance(&change.scope, id, &change.origin).await?;
    tell(&change).await
}

async fn tell(change: &Change) -> Result<(), AppError> {
    change.tell_health().await;
    Ok(())
}
