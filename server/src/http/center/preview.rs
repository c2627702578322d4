//! `POST /api/o/{org}/policies/preview`: what a policy would do, before it is saved.

use super::policies::draft;
use super::policy_body::PolicyBody;
use super::{Answer, Reader, answered, sent};
use app::AppError;
use app::error::Invalid;
use app::settings::automation::{Previewed, preview};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use chrono::{DateTime, Utc};
use domain::id::PolicyId;
use domain::policy::PolicyDraft;
use serde::Serialize;
use store::By;
use utoipa::ToSchema;

/// What a policy would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewAnswer {
    /// "15 checks between 01:00 and 05:00 Europe/Berlin, one every 16 min, next Tuesday 24 November 01:08".
    sentence: String,
    /// When the window opens.
    starts_at: DateTime<Utc>,
    /// When it closes.
    ends_at: DateTime<Utc>,
    /// Its slots.
    slots: Vec<DateTime<Utc>>,
    /// Those of the environment's other policies in the same time.
    others: Vec<OtherSlots>,
    /// The most checks at one time.
    peak: usize,
    /// How many there may be.
    cap: usize,
    /// The peak and what it rests on: how long checks took on average, or a guess.
    peak_sentence: String,
    /// What has to be accepted before it is saved.
    warnings: Vec<String>,
}

/// The slots of another policy.
#[derive(Debug, Serialize, ToSchema)]
pub struct OtherSlots {
    /// Its id.
    policy_id: i32,
    /// Its name.
    name: String,
    /// Its slots.
    slots: Vec<DateTime<Utc>>,
}

#[utoipa::path(
    post,
    path = "/api/o/{org}/policies/preview",
    tag = "Policies",
    summary = "What a policy would do",
    description = "The body is that of a policy, with the `id` of the one it would change. Nothing is saved.",
    params(("org" = String, Path, description = "Slug of the organization", example = "demo")),
    request_body(content = PolicyBody, description = "The policy"),
    responses(
        (status = 200, description = "Its next occurrence", body = PreviewAnswer),
        (status = 404, description = "There is no such environment", body = super::Refused),
        (status = 422, description = "A field is wrong, or nothing is in scope", body = super::Refused)
    ),
    security(("session" = []), ("token" = ["read"]), ("token" = ["check"]))
)]
/// Answers with a preview.
pub async fn ask(reader: Reader, body: Result<Json<PolicyBody>, JsonRejection>) -> Answer {
    answered(&look(&reader, &sent(body)?).await?)
}

/// The preview of a policy that has something to check.
pub(super) async fn shown(
    by: By<'_>,
    draft: &PolicyDraft,
    own: Option<PolicyId>,
    now: DateTime<Utc>,
) -> Result<Previewed, AppError> {
    let nothing = || AppError::Invalid(Invalid::field("scope", "No dashboards are in scope."));
    preview(by, draft, own, now).await?.ok_or_else(nothing)
}

async fn look(reader: &Reader, request: &PolicyBody) -> Result<PreviewAnswer, AppError> {
    let draft = draft(&request.input())?;
    let own = request.id.map(PolicyId);
    let shown = shown(reader.by(), &draft, own, reader.now()).await?;
    let peak_sentence = shown.peak();
    let Previewed { sentence, preview, mut names, cap, warnings, .. } = shown;
    let others = preview.others.into_iter().map(|strip| OtherSlots {
        policy_id: strip.policy.0,
        name: names.remove(&strip.policy).unwrap_or_default(),
        slots: strip.slots,
    });
    Ok(PreviewAnswer {
        sentence,
        starts_at: preview.occurrence.start,
        ends_at: preview.occurrence.end,
        slots: preview.slots,
        others: others.collect(),
        peak: preview.peak,
        cap,
        peak_sentence,
        warnings,
    })
}
