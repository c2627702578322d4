//! The list of deliveries, for the page.

use chrono::{DateTime, Utc};
use domain::{access::Action, audit::AuditAction, delivery::DeliveryState, id::DeliveryId, policy::ChannelKind};

use crate::{
    OrgScope, OrgTx, StoreError,
    audit::{self, Entry, Origin},
    error::stored,
};

/// A delivery on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Which.
    pub id: DeliveryId,
    /// The provider's name.
    pub provider: String,
    /// Its kind.
    pub kind: ChannelKind,
    /// To whom; blank where the provider knows.
    pub target: String,
    /// The message's title.
    pub title: String,
    /// How far it is.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was caused.
    pub created_at: DateTime<Utc>,
    /// When it is tried next, for one that waits.
    pub due_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// What the other side said last.
    pub answer: Option<String>,
}

/// Which of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filter {
    /// Those in a state; all, where none is given.
    pub state: Option<DeliveryState>,
}

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// After this one.
    pub after: Option<DeliveryId>,
    /// How many.
    pub limit: u32,
}

/// A page of deliveries, the newest first.
pub async fn list(tx: &mut OrgTx<'_>, filter: Filter, page: Page) -> Result<Vec<Delivery>, StoreError> {
    let rows = sqlx::query!(
        r#"select d.id, p.name as provider, p.kind, d.target, d.message ->> 'title' as "title!", d.state, d.attempts,
               d.created_at, d.due_at, d.ended_at, d.answer
           from deliveries d
           join providers p on p.org_id = d.org_id and p.id = d.provider_id
           where d.org_id = $1
             and ($2::text is null or d.state = $2)
             and ($3::bigint is null or d.id < $3)
           order by d.id desc
           limit $4"#,
        tx.org_id().0,
        filter.state.map(DeliveryState::as_str),
        page.after.map(|id| id.0),
        i64::from(page.limit),
    )
    .fetch_all(tx.connection())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Delivery {
                id: DeliveryId(row.id),
                provider: row.provider,
                kind: stored("kind", &row.kind)?,
                target: row.target,
                title: row.title,
                state: stored("state", &row.state)?,
                attempts: row.attempts.unsigned_abs(),
                created_at: row.created_at,
                due_at: row.due_at,
                ended_at: row.ended_at,
                answer: row.answer,
            })
        })
        .collect()
}

/// How many wait or are being sent, and how many were refused or are dead.
pub async fn counts(tx: &mut OrgTx<'_>) -> Result<(i64, i64), StoreError> {
    let row = sqlx::query!(
        r#"select count(*) filter (where state in ('waiting', 'sending')) as "waiting!",
               count(*) filter (where state in ('refused', 'dead')) as "failed!"
           from deliveries
           where org_id = $1 and state in ('waiting', 'sending', 'refused', 'dead')"#,
        tx.org_id().0,
    )
    .fetch_one(tx.connection())
    .await?;
    Ok((row.waiting, row.failed))
}

/// Sends one again that was refused or is dead: another day of trying begins.
pub async fn resend(scope: &OrgScope, id: DeliveryId, origin: &Origin) -> Result<(), StoreError> {
    let (mut tx, _) = scope.act(Action::ChangeProviders, AuditAction::DeliveryResent, origin).await?;
    let title = sqlx::query_scalar!(
        "update deliveries d
         set state = 'waiting', since = $3, due_at = $3, attempts = 0, ended_at = null, has_slot = false
         from providers p
         where d.org_id = $1 and d.id = $2 and d.state in ('refused', 'dead')
           and p.org_id = $1 and p.id = d.provider_id and p.removed_at is null
         returning d.message ->> 'title' as title",
        tx.org_id().0,
        id.0,
        origin.at,
    )
    .fetch_optional(tx.connection())
    .await?
    .ok_or(StoreError::NotFound)?;
    let entry = Entry::done(AuditAction::DeliveryResent).on(&title.unwrap_or_default());
    audit::by_member(tx.connection(), scope, origin, &entry).await?;
    tx.commit().await
}
