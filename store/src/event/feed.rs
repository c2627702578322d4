//! Recent events, one by one, for the feed.

use chrono::{DateTime, Utc};
use domain::event::{Actor, Subject};
use uuid::Uuid;

use crate::{OrgTx, StoreError};

/// An event as the feed shows it, with the names that are known now.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedEvent {
    /// The sender's id; unique together with the time.
    pub id: Uuid,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// What happened, `object.verb`.
    pub kind: String,
    /// What it comes from.
    pub source: Option<String>,
    /// Who did it.
    pub actor: Option<Actor>,
    /// What it is about.
    pub subject: Option<Subject>,
    /// The way it came.
    pub channel: Option<String>,
    /// How it went.
    pub status: Option<String>,
    /// Who spoke, for messages.
    pub role: Option<String>,
    /// A figure.
    pub value: Option<f64>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<i64>,
    /// The sender's sentence.
    pub text: Option<String>,
}

struct Row {
    id: Uuid,
    occurred_at: DateTime<Utc>,
    kind: String,
    source: Option<String>,
    actor_id: Option<String>,
    actor_name: Option<String>,
    actor_url: Option<String>,
    subject_id: Option<String>,
    subject_name: Option<String>,
    subject_url: Option<String>,
    channel: Option<String>,
    status: Option<String>,
    role: Option<String>,
    value: Option<f64>,
    duration_ms: Option<i64>,
    text: Option<String>,
}

impl From<Row> for FeedEvent {
    fn from(row: Row) -> Self {
        let Row { actor_name, actor_url, subject_name, subject_url, .. } = row;
        Self {
            id: row.id,
            occurred_at: row.occurred_at,
            kind: row.kind,
            source: row.source,
            actor: row.actor_id.map(|id| Actor { id, name: actor_name, url: actor_url }),
            subject: row.subject_id.map(|id| Subject { id, name: subject_name, url: subject_url }),
            channel: row.channel,
            status: row.status,
            role: row.role,
            value: row.value,
            duration_ms: row.duration_ms,
            text: row.text,
        }
    }
}

/// The latest events of `[start, end)`, newest first, all kinds but gauges.
pub async fn recent(
    tx: &mut OrgTx<'_>,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<FeedEvent>, StoreError> {
    let org = tx.org_id();
    // The limit comes before the names, and each name is one step into an
    // index, whatever the statistics say about the organization.
    let rows = sqlx::query_as!(
        Row,
        r#"select e.id, e.occurred_at, e.kind, e.channel, e.status, e.role, e.value, e.duration_ms, e.text,
               so.name as "source?",
               a.external_id as "actor_id?", a.name as actor_name, a.url as actor_url,
               su.external_id as "subject_id?", su.name as subject_name, su.url as subject_url
         from (select * from events
               where org_id = $1 and occurred_at >= $2 and occurred_at < $3 and kind <> 'gauge.sampled'
               order by occurred_at desc, id desc
               limit $4) e
         left join lateral (select name from sources
                            where org_id = $1 and id = e.source_id limit 1) so on true
         left join lateral (select external_id, name, url from actors
                            where org_id = $1 and id = e.actor_id limit 1) a on true
         left join lateral (select external_id, name, url from subjects
                            where org_id = $1 and id = e.subject_id limit 1) su on true
         order by e.occurred_at desc, e.id desc"#,
        org.0,
        start,
        end,
        i64::from(limit),
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows.into_iter().map(FeedEvent::from).collect())
}
