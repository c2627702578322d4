//! What can be done about a dashboard. Who has it open elsewhere sees it at once.

use crate::AppError;
use crate::error::Invalid;
use crate::host::{OnceKind, caller, change};
use crate::piece::Asked;
use chrono::{NaiveDateTime, TimeDelta};
use domain::access::Action;
use domain::audit::AuditAction;
use domain::calendar::instant_of;
use domain::health::SilenceKind;
use domain::id::DashboardId;
use leptos::prelude::*;
use store::health;

/// The longest note of an acknowledgement, in characters.
const NOTE_CHARS: usize = 2_000;

/// Queues a check of a dashboard.
#[server]
pub async fn run_check(org: String, dashboard: i32) -> Result<(), AppError> {
    let change = change(&org).await?;
    store::check::ask_dashboard(&change.scope, DashboardId(dashboard), &change.origin).await?;
    change.tell_health().await;
    Ok(())
}

/// Notes that somebody takes care of it: quiet until it passes again.
///
/// # Errors
/// [`AppError::Forbidden`] below editor; [`AppError::Invalid`] for a note that is too long.
#[server]
pub async fn acknowledge_dashboard(
    org: String,
    dashboard: i32,
    #[server(default)] note: String,
) -> Result<(), AppError> {
    let change = change(&org).await?;
    change.ask(Action::TendDashboards, AuditAction::DashboardAcknowledged).await?;
    let note = note.trim();
    if note.chars().count() > NOTE_CHARS {
        return Err(AppError::Invalid(Invalid::field("note", "It has at most 2000 characters.").keeping("note", note)));
    }
    health::acknowledge(&change.scope, DashboardId(dashboard), note, &change.origin).await?;
    change.tell_health().await;
    Ok(())
}

/// Quiet for some hours, or until a time in the organization's zone.
///
/// # Errors
/// [`AppError::Forbidden`] below editor; [`AppError::Invalid`] for a time that has passed.
#[server]
pub async fn snooze_dashboard(
    org: String,
    dashboard: i32,
    #[server(default)] hours: String,
    #[server(default)] until: String,
) -> Result<(), AppError> {
    let change = change(&org).await?;
    change.ask(Action::TendDashboards, AuditAction::DashboardSnoozed).await?;
    let now = change.origin.at;
    let zone = change.scope.zone().to_tz().map_err(|error| AppError::internal(&error))?;
    let typed = NaiveDateTime::parse_from_str(until.trim(), "%Y-%m-%dT%H:%M").ok().map(|local| instant_of(local, zone));
    let chosen =
        hours.parse().ok().filter(|hours| (1..=24 * 90).contains(hours)).map(|hours| now + TimeDelta::hours(hours));
    let end = if until.trim().is_empty() { chosen } else { typed };
    let Some(end) = end.filter(|end| *end > now) else {
        return Err(AppError::Invalid(
            Invalid::field("until", "Choose a time to come.").keeping("until", until.as_str()),
        ));
    };
    health::snooze(&change.scope, DashboardId(dashboard), end, &change.origin).await?;
    change.tell_health().await;
    Ok(())
}

/// Quiet until somebody ends it.
#[server]
pub async fn mute_dashboard(org: String, dashboard: i32) -> Result<(), AppError> {
    let change = change(&org).await?;
    health::mute(&change.scope, DashboardId(dashboard), &change.origin).await?;
    change.tell_health().await;
    Ok(())
}

/// Ends what keeps a dashboard quiet.
///
/// # Errors
/// [`AppError::Forbidden`] below editor; [`AppError::Invalid`] for a kind that there isn't.
#[server]
pub async fn end_silence(org: String, dashboard: i32, kind: String) -> Result<(), AppError> {
    let change = change(&org).await?;
    change.ask(Action::TendDashboards, AuditAction::SilenceEnded).await?;
    let kind: SilenceKind = kind.parse().map_err(|_| AppError::Invalid(Invalid::form("There is no such silence.")))?;
    health::end_silence(&change.scope, DashboardId(dashboard), kind, &change.origin).await?;
    change.tell_health().await;
    Ok(())
}

/// Deletes all reports of a dashboard, so that no older one resurfaces as the latest.
#[server]
pub async fn delete_reports(org: String, dashboard: i32) -> Result<(), AppError> {
    let change = change(&org).await?;
    health::erase(&change.scope, DashboardId(dashboard), &change.origin).await?;
    change.tell_health().await;
    leptos_axum::redirect(&format!("/o/{org}/health?dashboard={dashboard}"));
    Ok(())
}

/// Makes the address of a status badge, and shows it once. One made before stops working.
#[server]
pub async fn create_badge(org: String, dashboard: i32) -> Result<(), AppError> {
    let accounts = caller()?.accounts;
    let change = change(&org).await?;
    let token = accounts.new_token();
    store::badge::create(&change.scope, DashboardId(dashboard), &token.hash, &change.origin).await?;
    change.show_once(OnceKind::Badge, &format!("{dashboard}.{}", token.text));
    leptos_axum::redirect(&format!("/o/{org}/health?dashboard={dashboard}"));
    Ok(())
}

/// Takes the address of a status badge back.
#[server]
pub async fn revoke_badge(org: String, dashboard: i32) -> Result<(), AppError> {
    let change = change(&org).await?;
    store::badge::revoke(&change.scope, DashboardId(dashboard), &change.origin).await?;
    change.tell_health().await;
    Ok(())
}

/// What was wrong with a form of this page that was sent without scripts.
pub(crate) fn refused(asked: &Asked) -> Option<AppError> {
    asked
        .refused::<RunCheck>()
        .or_else(|| asked.refused::<AcknowledgeDashboard>())
        .or_else(|| asked.refused::<SnoozeDashboard>())
        .or_else(|| asked.refused::<MuteDashboard>())
        .or_else(|| asked.refused::<EndSilence>())
        .or_else(|| asked.refused::<DeleteReports>())
        .or_else(|| asked.refused::<CreateBadge>())
        .or_else(|| asked.refused::<RevokeBadge>())
        .or_else(|| asked.refused::<crate::settings::CheckEnvironment>())
}
