//! Tokens of status badges. One opens the badge of one dashboard, without a
//! session, and nothing else; only its SHA-256 is known here.

use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    audit::AuditAction,
    health::Current,
    id::{DashboardId, OrgId},
    slug::OrgSlug,
};

use crate::{
    OrgScope, OrgTx, Store, StoreError,
    audit::{self, Entry, Origin},
    check::facts,
    health::title,
    tx::Acting,
};

/// What a badge says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// The dashboard's title.
    pub title: String,
    /// How it is.
    pub current: Current,
}

/// Gives a dashboard a token; one that it had stops working.
pub async fn create(
    scope: &OrgScope,
    dashboard: DashboardId,
    hash: &[u8; 32],
    origin: &Origin,
) -> Result<(), StoreError> {
    let (mut tx, _) = scope.act(Action::TendDashboards, AuditAction::BadgeCreated, origin).await?;
    let org = tx.org_id().0;
    let entry = Entry::done(AuditAction::BadgeCreated).on(&title(&mut tx, dashboard).await?);
    delete(&mut tx, dashboard).await?;
    sqlx::query!(
        "insert into badge_tokens (org_id, dashboard_id, hash, created_at) values ($1, $2, $3, $4)",
        org,
        dashboard.0,
        hash,
        origin.at,
    )
    .execute(tx.connection())
    .await?;
    audit::by_member(tx.connection(), scope, origin, &entry).await?;
    tx.commit().await
}

/// Takes the token of a dashboard back; one that has none is fine.
pub async fn revoke(scope: &OrgScope, dashboard: DashboardId, origin: &Origin) -> Result<(), StoreError> {
    let (mut tx, _) = scope.act(Action::TendDashboards, AuditAction::BadgeRevoked, origin).await?;
    let entry = Entry::done(AuditAction::BadgeRevoked).on(&title(&mut tx, dashboard).await?);
    delete(&mut tx, dashboard).await?;
    audit::by_member(tx.connection(), scope, origin, &entry).await?;
    tx.commit().await
}

/// Since when a dashboard has a token, if it has one.
pub async fn since(tx: &mut OrgTx<'_>, dashboard: DashboardId) -> Result<Option<DateTime<Utc>>, StoreError> {
    let org = tx.org_id();
    let at = sqlx::query_scalar!(
        "select created_at from badge_tokens where org_id = $1 and dashboard_id = $2 order by id",
        org.0,
        dashboard.0,
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(at)
}

/// The badge that a token opens: the one of its dashboard, in its
/// organization.
pub async fn open(
    store: &Store,
    slug: &OrgSlug,
    dashboard: DashboardId,
    hash: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<Badge>, StoreError> {
    let mut tx = store.identity(None).await?;
    let org = sqlx::query_scalar!(
        "select b.org_id
         from badge_tokens b
         join organizations o on o.id = b.org_id and o.slug = $1
         where b.hash = $2 and b.dashboard_id = $3
         order by b.org_id",
        slug.as_str(),
        hash,
        dashboard.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    let Some(org) = org else { return Ok(None) };
    let mut tx = Acting::Tenant(OrgId(org)).begin(store.primary()).await?;
    let row = sqlx::query!(
        "select title, conclusive_status, conclusive_at, last_outcome, stale_at
         from dashboards
         where org_id = $1 and id = $2 and removed_at is null
         order by id",
        org,
        dashboard.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    let Some(row) = row else { return Ok(None) };
    let facts = facts(row.conclusive_status.as_deref(), row.conclusive_at, row.last_outcome.as_deref(), row.stale_at)?;
    Ok(Some(Badge { title: row.title, current: facts.at(now) }))
}

async fn delete(tx: &mut OrgTx<'_>, dashboard: DashboardId) -> Result<(), StoreError> {
    let org = tx.org_id();
    sqlx::query!("delete from badge_tokens where org_id = $1 and dashboard_id = $2", org.0, dashboard.0)
        .execute(tx.connection())
        .await?;
    Ok(())
}
