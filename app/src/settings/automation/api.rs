//! The server functions of the tab.

#![expect(clippy::too_many_arguments, reason = "a form has one argument for each of its fields")]

use super::preview::{preview, refusal};
use super::typed::Typed;
use crate::AppError;
use crate::error::{Invalid, Problem};
use crate::host::change;
use domain::access::Action;
use domain::audit::AuditAction;
use domain::id::PolicyId;
use domain::policy::PolicyDraft;
use domain::schedule::FieldError;
use leptos::prelude::*;
use store::policy;

/// Saves a policy, a new one where `edit` is `new`, and leads to the list. What deserves a second look has to be
/// accepted.
///
/// # Errors
/// [`AppError::Forbidden`] below editor; [`AppError::Invalid`] for wrong fields, all at once, and for warnings that
/// nobody accepted.
#[server]
pub async fn save_policy(
    org: String,
    edit: String,
    name: String,
    #[server(default)] environment_id: String,
    #[server(default)] scope: String,
    #[server(default)] dashboards: Vec<String>,
    #[server(default)] tags: String,
    #[server(default)] kind: String,
    #[server(default)] weekdays: Vec<String>,
    #[server(default)] start: String,
    #[server(default)] end: String,
    #[server(default)] only_hours: String,
    #[server(default)] every_seconds: String,
    #[server(default)] zone: String,
    #[server(default)] slow_ms: String,
    #[server(default)] freshness_column: String,
    #[server(default)] freshness_hours: String,
    #[server(default)] confirm_failures: String,
    #[server(default)] condition: String,
    #[server(default)] notify_owners: String,
    #[server(default)] notify_outside: String,
    #[server(default)] remind_hours: String,
    #[server(default)] providers: Vec<String>,
    #[server(default)] targets: Vec<String>,
    #[server(default)] find: String,
    #[server(default)] accept: String,
) -> Result<(), AppError> {
    let change = change(&org).await?;
    let audited = if edit == "new" { AuditAction::PolicyCreated } else { AuditAction::PolicyChanged };
    change.ask(Action::ChangePolicies, audited).await?;
    let mut typed = Typed::default();
    let fields = [
        ("name", name),
        ("environment_id", environment_id),
        ("scope", scope),
        ("tags", tags),
        ("kind", kind),
        ("start", start),
        ("end", end),
        ("only_hours", only_hours),
        ("every_seconds", every_seconds),
        ("zone", zone),
        ("slow_ms", slow_ms),
        ("freshness_column", freshness_column),
        ("freshness_hours", freshness_hours),
        ("confirm_failures", confirm_failures),
        ("condition", condition),
        ("notify_owners", notify_owners),
        ("notify_outside", notify_outside),
        ("remind_hours", remind_hours),
        ("find", find),
    ];
    for (field, value) in fields {
        typed.put(field, value);
    }
    for id in dashboards {
        typed.put("dashboards[]", id);
    }
    for day in weekdays {
        typed.put("weekdays[]", day);
    }
    for (provider, target) in providers.into_iter().zip(targets) {
        typed.put("providers[]", provider);
        typed.put("targets[]", target);
    }
    let keep = |problems: Vec<Problem>| AppError::Invalid(Invalid { problems, typed: typed.0.clone() });
    let own = if edit == "new" { None } else { Some(edit.parse().map(PolicyId).map_err(|_| AppError::NotFound)?) };
    let draft = typed.draft().map_err(|errors| keep(problems(errors)))?;
    let Some(previewed) = preview(&change.scope, &draft, own, change.origin.at).await? else {
        return Err(keep(vec![nothing_in_scope(&draft)]));
    };
    if accept.is_empty() && !previewed.warnings.is_empty() {
        let asked = previewed.warnings.into_iter().map(|text| Problem { field: Some("accept".to_owned()), text });
        return Err(keep(asked.collect()));
    }
    let saved = match own {
        Some(id) => policy::update(&change.scope, id, &draft, &change.origin).await.map(|()| id),
        None => policy::create(&change.scope, &draft, &change.origin).await,
    };
    let id = saved.map_err(|error| match refusal(error) {
        AppError::Invalid(invalid) => keep(invalid.problems),
        other => other,
    })?;
    change.tell_health().await;
    leptos_axum::redirect(&format!("/o/{org}/settings/automation?saved={id}"));
    Ok(())
}

/// Pauses a policy, or has it go on.
#[server]
pub async fn pause_policy(org: String, policy: i32, #[server(default)] resume: Option<String>) -> Result<(), AppError> {
    let change = change(&org).await?;
    policy::set_active(&change.scope, PolicyId(policy), resume.is_some(), &change.origin).await?;
    change.tell_health().await;
    Ok(())
}

/// Queues a check of each dashboard of a policy.
#[server]
pub async fn check_policy(org: String, policy: i32) -> Result<(), AppError> {
    let change = change(&org).await?;
    store::check::ask_policy(&change.scope, PolicyId(policy), &change.origin).await?;
    change.tell_health().await;
    Ok(())
}

/// Removes a policy; its reports stay.
#[server]
pub async fn remove_policy(org: String, policy: i32) -> Result<(), AppError> {
    let change = change(&org).await?;
    policy::remove(&change.scope, PolicyId(policy), &change.origin).await?;
    change.tell_health().await;
    Ok(())
}

pub(super) fn problems(errors: Vec<FieldError>) -> Vec<Problem> {
    errors.into_iter().map(|error| Problem { field: Some(error.field), text: error.text }).collect()
}

/// A policy that would check nothing.
pub(super) fn nothing_in_scope(draft: &PolicyDraft) -> Problem {
    use domain::policy::Scope;
    let (field, text) = match draft.scope {
        Scope::Tagged { .. } => ("tags", "No dashboard of this environment has one of these tags."),
        Scope::Selected { .. } => ("dashboards", "The environment has none of these dashboards."),
        Scope::All => ("environment_id", "This environment has no dashboards yet."),
    };
    Problem { field: Some(field.to_owned()), text: text.to_owned() }
}
