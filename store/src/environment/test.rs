//! What the last test of a connection found.

use chrono::{DateTime, Utc};
use domain::{access::Action, audit::AuditAction, id::EnvironmentId};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;

use crate::{
    OrgScope, OrgTx, StoreError,
    audit::{self, Entry, Origin},
};

/// How something went that was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TestTone {
    /// It works.
    Good,
    /// Checks run, but not all that they could.
    Partial,
    /// Checks can't run.
    Bad,
}

/// One thing that was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestLine {
    /// How it went.
    pub tone: TestTone,
    /// A sentence for people, without secrets.
    pub text: String,
}

/// A test of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tested {
    /// When.
    pub at: DateTime<Utc>,
    /// What was found, in the order in which it was tried.
    pub lines: Vec<TestLine>,
}

/// Keeps what a test found, until the environment is tested again or changed.
pub async fn note_test(
    scope: &OrgScope,
    environment: EnvironmentId,
    lines: &[TestLine],
    origin: &Origin,
) -> Result<(), StoreError> {
    let (mut tx, _) = scope.act(Action::ChangeEnvironments, AuditAction::EnvironmentTested, origin).await?;
    let name = sqlx::query_scalar!(
        "update environments
         set tested_at = $3, test_lines = $4
         where org_id = $1 and id = $2 and removed_at is null
         returning name",
        tx.org_id().0,
        environment.0,
        origin.at,
        Json(lines) as Json<&[TestLine]>,
    )
    .fetch_optional(tx.connection())
    .await?
    .ok_or(StoreError::NotFound)?;
    let entry = Entry::done(AuditAction::EnvironmentTested).on(&name);
    audit::by_member(tx.connection(), scope, origin, &entry).await?;
    tx.commit().await
}

/// The last test of an environment since it was changed.
pub async fn last_test(tx: &mut OrgTx<'_>, environment: EnvironmentId) -> Result<Option<Tested>, StoreError> {
    let org = tx.org_id();
    let row = sqlx::query!(
        r#"select tested_at as "tested_at!", test_lines as "test_lines!: Json<Vec<TestLine>>"
           from environments
           where org_id = $1 and id = $2 and tested_at is not null
           order by id"#,
        org.0,
        environment.0,
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(row.map(|row| Tested { at: row.tested_at, lines: row.test_lines.0 }))
}
