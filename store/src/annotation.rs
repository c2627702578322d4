//! What is drawn into charts over time: changes of health, changes of
//! policies. Checks and policies write them; here they are read.

use chrono::{DateTime, Utc};
use domain::{
    id::{CheckId, PolicyId},
    report::Status,
};

use crate::{OrgTx, StoreError, error::stored};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// When.
    pub at: DateTime<Utc>,
    /// What, as a sentence.
    pub text: String,
    /// The status from then on, for a change of health.
    pub status: Option<Status>,
    /// The report that tells more, as long as it is kept.
    pub check: Option<CheckId>,
    /// The policy that changed, as long as it is there; none for a change of health.
    pub policy: Option<PolicyId>,
}

/// What happened in `[start, end)`, in its order, the latest `limit` of it.
pub async fn between(
    tx: &mut OrgTx<'_>,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<Annotation>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query!(
        r#"select a.happened_at, a.text, a.status, r.check_id as "report?", p.id as "policy?"
           from (select id, happened_at, kind, text, status, check_id, policy_id
                 from annotations
                 where org_id = $1 and happened_at >= $2 and happened_at < $3
                 order by happened_at desc, id desc
                 limit $4) a
           left join reports r on r.org_id = $1 and r.check_id = a.check_id
           left join policies p on p.org_id = $1 and p.id = a.policy_id and p.removed_at is null and a.kind = 'policy'
           order by a.happened_at, a.id"#,
        org.0,
        start,
        end,
        i64::from(limit),
    )
    .fetch_all(tx.connection())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Annotation {
                at: row.happened_at,
                text: row.text,
                status: row.status.as_deref().map(|status| stored("status", status)).transpose()?,
                check: row.report.map(CheckId),
                policy: row.policy.map(PolicyId),
            })
        })
        .collect()
}
