//! The secrets of environments, sealed when they are written.

use domain::id::{DashboardId, EnvironmentId};
use secrecy::SecretString;

use crate::{
    OrgTx, StoreError,
    secret::{self, CREDENTIALS, Keyring, PAGE_HEADER},
};

/// Seals user and password in the row of their environment.
pub(super) async fn keep_credentials(
    tx: &mut OrgTx<'_>,
    keyring: &Keyring,
    environment: EnvironmentId,
    credentials: &SecretString,
) -> Result<(), StoreError> {
    let org = tx.org_id();
    let sealed = secret::seal(tx, keyring, &CREDENTIALS.at(org, i64::from(environment.0)), credentials).await?;
    sqlx::query!(
        "update environments set credentials = $3 where org_id = $1 and id = $2 and removed_at is null",
        org.0,
        environment.0,
        sealed,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Seals the header of a page in its row.
pub(super) async fn keep_header(
    tx: &mut OrgTx<'_>,
    keyring: &Keyring,
    page: DashboardId,
    header: &SecretString,
) -> Result<(), StoreError> {
    let org = tx.org_id();
    let sealed = secret::seal(tx, keyring, &PAGE_HEADER.at(org, i64::from(page.0)), header).await?;
    sqlx::query!("update web_targets set header = $3 where org_id = $1 and dashboard_id = $2", org.0, page.0, sealed)
        .execute(tx.connection())
        .await?;
    Ok(())
}
