//! The pages of a web environment: each is a dashboard with its conditions.

use domain::{
    access::Action,
    audit::AuditAction,
    id::{DashboardId, EnvironmentId},
};
use secrecy::SecretString;

use super::secret::keep_header;
use crate::{
    OrgScope, OrgTx, StoreError,
    audit::{self, Entry, Origin},
};

/// A page to be checked.
#[derive(Clone)]
pub struct Page {
    /// What it is called.
    pub title: String,
    /// Where it is; unique in its environment.
    pub url: String,
    /// The same page in other environments has the same.
    pub slug: Option<String>,
    /// The status it has to answer with.
    pub expected_status: i16,
    /// A text that has to appear.
    pub must_contain: Option<String>,
    /// A text that must not.
    pub must_not_contain: Option<String>,
    /// From how many milliseconds on it is slow.
    pub slow_ms: i32,
    /// A header to send, as [`PAGE_HEADER`](crate::secret::PAGE_HEADER) has it;
    /// `None` leaves the one that is there.
    pub header: Option<SecretString>,
}

/// Saves a page: a new one, or the one that has this address. Asking for a
/// removed page again brings its reports back.
pub async fn save_page(
    scope: &OrgScope,
    environment: EnvironmentId,
    page: &Page,
    origin: &Origin,
) -> Result<DashboardId, StoreError> {
    let (mut tx, _) = scope.act(Action::TendDashboards, AuditAction::PageSaved, origin).await?;
    let org = tx.org_id().0;
    let is_web = sqlx::query_scalar!(
        "select kind = 'web' and removed_at is null from environments where org_id = $1 and id = $2 order by id",
        org,
        environment.0,
    )
    .fetch_optional(tx.connection())
    .await?;
    if is_web.flatten() != Some(true) {
        return Err(StoreError::NotFound);
    }
    let id = sqlx::query_scalar!(
        "insert into dashboards (org_id, environment_id, external_id, title, slug, url, created_at)
         values ($1, $2, $3, $4, $5, $3, $6)
         on conflict on constraint dashboards_external_id_key do update
         set title = excluded.title, slug = excluded.slug, removed_at = null
         returning id",
        org,
        environment.0,
        page.url,
        page.title,
        page.slug,
        origin.at,
    )
    .fetch_one(tx.connection())
    .await?;
    sqlx::query!(
        "insert into web_targets
             (org_id, dashboard_id, expected_status, must_contain, must_not_contain, slow_ms)
         values ($1, $2, $3, $4, $5, $6)
         on conflict on constraint web_targets_pkey do update
         set expected_status = excluded.expected_status, must_contain = excluded.must_contain,
             must_not_contain = excluded.must_not_contain, slow_ms = excluded.slow_ms",
        org,
        id,
        page.expected_status,
        page.must_contain,
        page.must_not_contain,
        page.slow_ms,
    )
    .execute(tx.connection())
    .await?;
    if let Some(header) = &page.header {
        keep_header(&mut tx, scope.store.keyring(), DashboardId(id), header).await?;
    }
    let detail = if page.header.is_some() { format!("{} with another header", page.url) } else { page.url.clone() };
    let entry = Entry::done(AuditAction::PageSaved).on(&page.title).with(&detail);
    audit::by_member(tx.connection(), scope, origin, &entry).await?;
    tx.commit().await?;
    Ok(DashboardId(id))
}

/// Checks a page no longer. Its reports stay.
pub async fn remove_page(scope: &OrgScope, page: DashboardId, origin: &Origin) -> Result<(), StoreError> {
    let (mut tx, _) = scope.act(Action::TendDashboards, AuditAction::PageRemoved, origin).await?;
    let (org, now) = (tx.org_id().0, origin.at);
    let title = sqlx::query_scalar!(
        "update dashboards d
         set removed_at = $3
         from environments e
         where d.org_id = $1 and d.id = $2 and d.removed_at is null
           and e.org_id = $1 and e.id = d.environment_id and e.kind = 'web'
         returning d.title",
        org,
        page.0,
        now,
    )
    .fetch_optional(tx.connection())
    .await?
    .ok_or(StoreError::NotFound)?;
    super::sync::forget_gone(tx.connection(), org, &[page.0], now).await?;
    let entry = Entry::done(AuditAction::PageRemoved).on(&title);
    audit::by_member(tx.connection(), scope, origin, &entry).await?;
    tx.commit().await
}

/// A page as its environment lists it; without its header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPage {
    /// Which.
    pub id: DashboardId,
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub url: String,
    /// What matches it in other environments.
    pub slug: Option<String>,
    /// The status it has to answer with.
    pub expected_status: i16,
    /// A text that has to appear.
    pub must_contain: Option<String>,
    /// A text that must not.
    pub must_not_contain: Option<String>,
    /// From how many milliseconds on it is slow.
    pub slow_ms: i32,
}

/// The pages of an environment by title, at most `limit`, behind the one with
/// this title and id.
pub async fn pages(
    tx: &mut OrgTx<'_>,
    environment: EnvironmentId,
    after: Option<DashboardId>,
    limit: u32,
) -> Result<Vec<ListedPage>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query!(
        "select d.id, d.title, d.url, d.slug, w.expected_status, w.must_contain, w.must_not_contain, w.slow_ms
         from dashboards d
         join web_targets w on w.org_id = $1 and w.dashboard_id = d.id
         where d.org_id = $1 and d.environment_id = $2 and d.removed_at is null
           and ($3::int is null
                or (d.sort_title, d.id) > (select b.sort_title, b.id from dashboards b where b.org_id = $1 and b.id = $3))
         order by d.sort_title, d.id
         limit $4",
        org.0,
        environment.0,
        after.map(|id| id.0),
        i64::from(limit),
    )
    .fetch_all(tx.connection())
    .await?;
    let read = rows.into_iter().map(|row| ListedPage {
        id: DashboardId(row.id),
        title: row.title,
        url: row.url,
        slug: row.slug,
        expected_status: row.expected_status,
        must_contain: row.must_contain,
        must_not_contain: row.must_not_contain,
        slow_ms: row.slow_ms,
    });
    Ok(read.collect())
}
