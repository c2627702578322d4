//! The second opinion of a language model: words beside a report.

use domain::{
    id::{CheckId, OrgId},
    report::Opinion,
};
use sqlx::types::Json;

use crate::{StoreError, SystemScope};

/// Puts an opinion beside a report; whatever it says, the status stays. One
/// that comes after its report was deleted is dropped.
pub async fn note_opinion(
    system: &SystemScope,
    org: OrgId,
    check: CheckId,
    opinion: &Opinion,
) -> Result<(), StoreError> {
    let mut tx = system.begin().await?;
    sqlx::query!(
        "update reports set opinion = $3 where org_id = $1 and check_id = $2",
        org.0,
        check.0,
        Json(opinion) as Json<&Opinion>,
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}
