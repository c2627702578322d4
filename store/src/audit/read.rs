//! Reading the log: a page of it, or all of it as an export.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::{
    access::Action,
    audit::{ActorKind, AuditAction, AuditCursor, AuditResult, AuditWanted},
    id::OrgId,
};
use sqlx::PgConnection;

use super::{Entry, Origin, by, read_by};
use crate::{By, OrgScope, OrgTx, Store, StoreError, error::stored};

/// Entries that an export reads at once.
const BATCH: u32 = 1_000;

/// Which entries; what is `None` filters nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// By whom: an e-mail address, a token's name, `command line`.
    pub actor: Option<String>,
    /// What.
    pub action: Option<AuditAction>,
    /// With what result.
    pub result: Option<AuditResult>,
    /// From this instant on.
    pub since: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
}

impl AuditFilter {
    /// What somebody asked for, with days in the time zone `zone`.
    pub fn of(wanted: &AuditWanted, zone: Tz) -> Self {
        let (since, until) = wanted.span(zone);
        Self { actor: wanted.actor.clone(), action: wanted.action, result: wanted.result, since, until }
    }
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What kind of actor.
    pub actor_kind: ActorKind,
    /// Who, as they were called then.
    pub actor: String,
    /// What; the text itself where a newer version wrote it.
    pub action: Result<AuditAction, String>,
    /// On what.
    pub target: String,
    /// How, in words.
    pub detail: String,
    /// From where.
    pub address: Option<IpAddr>,
    /// How it went.
    pub result: AuditResult,
}

impl AuditEntry {
    /// Where the page after this entry begins.
    pub fn cursor(&self) -> AuditCursor {
        AuditCursor { at: self.at, id: self.id }
    }
}

/// At most `limit` entries, the latest first, older than `after`. Reading is
/// noted in the log itself.
pub async fn page(
    scope: &OrgScope,
    filter: &AuditFilter,
    after: Option<AuditCursor>,
    limit: u32,
    origin: &Origin,
) -> Result<Vec<AuditEntry>, StoreError> {
    let (mut tx, _) = scope.act(Action::SeeAudit, AuditAction::AuditRead, origin).await?;
    read_by(tx.connection(), scope.into(), origin, AuditAction::AuditRead).await?;
    let entries = select(tx.connection(), scope.org_id(), filter, after, limit).await?;
    tx.commit().await?;
    Ok(entries)
}

/// An export under way; each batch is a short transaction of its own, so that
/// a slow reader holds nothing.
#[derive(Debug)]
pub struct Export {
    store: Store,
    org: OrgId,
    filter: AuditFilter,
    after: Option<AuditCursor>,
    is_over: bool,
}

impl Export {
    /// Notes the export in the log, and begins. `asked` says what was asked
    /// for, in words.
    pub async fn begin(
        whom: impl Into<By<'_>>,
        filter: AuditFilter,
        asked: &str,
        origin: &Origin,
    ) -> Result<Self, StoreError> {
        let whom = whom.into();
        let mut tx = whom.act(Action::ExportAudit, AuditAction::AuditExported, origin).await?;
        by(tx.connection(), whom, origin, &Entry::done(AuditAction::AuditExported).with(asked)).await?;
        tx.commit().await?;
        // What comes in meanwhile is not part of it, or it might never end.
        let filter =
            AuditFilter { until: Some(filter.until.map_or(origin.at, |until| until.min(origin.at))), ..filter };
        Ok(Self { store: whom.store().clone(), org: whom.org_id(), filter, after: None, is_over: false })
    }

    /// The next entries, latest first; none at the end.
    pub async fn next(&mut self) -> Result<Vec<AuditEntry>, StoreError> {
        if self.is_over {
            return Ok(Vec::new());
        }
        let mut tx = OrgTx::open(self.store.primary(), self.org).await?;
        let entries = select(tx.connection(), self.org, &self.filter, self.after, BATCH).await?;
        tx.commit().await?;
        self.is_over = u32::try_from(entries.len()).map_or(true, |count| count < BATCH);
        self.after = entries.last().map(AuditEntry::cursor);
        Ok(entries)
    }
}

struct Row {
    id: i64,
    occurred_at: DateTime<Utc>,
    actor_kind: String,
    actor: String,
    action: String,
    target: String,
    detail: String,
    address: Option<String>,
    result: String,
}

async fn select(
    tx: &mut PgConnection,
    org: OrgId,
    filter: &AuditFilter,
    after: Option<AuditCursor>,
    limit: u32,
) -> Result<Vec<AuditEntry>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "select id, occurred_at, actor_kind, actor, action, target, detail, host(address) as address, result
         from audit_entries
         where org_id = $1
           and ($2::text is null or actor = $2)
           and ($3::text is null or action = $3)
           and ($4::text is null or result = $4)
           and ($5::timestamptz is null or occurred_at >= $5)
           and ($6::timestamptz is null or occurred_at < $6)
           and ($7::timestamptz is null or (occurred_at, id) < ($7, $8::bigint))
         order by occurred_at desc, id desc
         limit $9",
        org.0,
        filter.actor,
        filter.action.map(AuditAction::as_str),
        filter.result.map(AuditResult::as_str),
        filter.since,
        filter.until,
        after.map(|cursor| cursor.at),
        after.map_or(0, |cursor| cursor.id),
        i64::from(limit),
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(AuditEntry::try_from).collect()
}

impl TryFrom<Row> for AuditEntry {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            at: row.occurred_at,
            actor_kind: stored("actor_kind", &row.actor_kind)?,
            actor: row.actor,
            action: row.action.parse().map_err(|_| row.action),
            target: row.target,
            detail: row.detail,
            address: row.address.and_then(|address| address.parse().ok()),
            result: stored("result", &row.result)?,
        })
    }
}
