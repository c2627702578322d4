//! How a provider is doing, by what came of its messages.

use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    audit::AuditAction,
    delivery::{ANSWER_CHARS, Verdict},
    id::{OrgId, ProviderId},
    report::shorten,
};
use sqlx::PgConnection;

use super::Provider;
use crate::{
    OrgScope, StoreError, SystemScope,
    audit::{self, Entry, Origin},
};

/// Notes what came of a test message.
pub async fn note_test(
    scope: &OrgScope,
    provider: &Provider,
    verdict: &Verdict,
    origin: &Origin,
) -> Result<(), StoreError> {
    let (mut tx, _) = scope.act(Action::ChangeProviders, AuditAction::ProviderTested, origin).await?;
    note(tx.connection(), scope.org_id(), provider.id, verdict, origin.at).await?;
    let entry = Entry::done(AuditAction::ProviderTested).on(provider.name.as_str()).with(verdict.answer());
    audit::by_member(tx.connection(), scope, origin, &entry).await?;
    tx.commit().await
}

/// Notes what came of asking a bot for what was written to it.
pub async fn note_listening(
    system: &SystemScope,
    org: OrgId,
    id: ProviderId,
    verdict: &Verdict,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut tx = system.begin().await?;
    note(&mut tx, org, id, verdict, now).await?;
    Ok(tx.commit().await?)
}

/// Notes what came of a message. Thousands that go through in a minute change
/// one row: the time of the last success is exact to some seconds.
pub(crate) async fn note(
    connection: &mut PgConnection,
    org: OrgId,
    id: ProviderId,
    verdict: &Verdict,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let after = match verdict {
        Verdict::Sent { .. } => {
            sqlx::query!(
                "update providers
                 set last_success_at = $3, last_answer = $4, failing_since = null
                 where org_id = $1 and id = $2
                   and (failing_since is not null or last_success_at is null
                        or last_success_at < $3::timestamptz - interval '5 seconds')",
                org.0,
                id.0,
                now,
                shorten(verdict.answer(), ANSWER_CHARS),
            )
            .execute(connection)
            .await?;
            return Ok(());
        }
        Verdict::Later { after, .. } => *after,
        Verdict::Refused { .. } => None,
    };
    sqlx::query!(
        "update providers
         set last_failure_at = $3, last_failure = $4, failing_since = coalesce(failing_since, $3),
             blocked_until = greatest(blocked_until, $5)
         where org_id = $1 and id = $2",
        org.0,
        id.0,
        now,
        shorten(verdict.answer(), ANSWER_CHARS),
        after.map(|after| now + after),
    )
    .execute(connection)
    .await?;
    Ok(())
}
