//! Providers: by what an organization sends, and how each is doing.
//!
//! A member writes a secret and never reads it; workers open it to send.

mod edit;
mod health;

use chrono::{DateTime, Utc};
use domain::{
    id::{OrgId, ProviderId},
    name::DisplayName,
    provider::ProviderSettings,
};
use secrecy::SecretString;
use sqlx::types::Json;

use crate::{
    OrgTx, StoreError, SystemScope,
    error::stored,
    secret::{self, SealedColumn},
};

pub use edit::{create, remove, set_active, update};
pub(crate) use health::note;
pub use health::{note_listening, note_test};

/// Where a provider's secret is.
pub(crate) const SECRET: SealedColumn = SealedColumn { table: "providers", column: "secret" };

/// A provider as its organization sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Which.
    pub id: ProviderId,
    /// Its name.
    pub name: DisplayName,
    /// What is not secret.
    pub settings: ProviderSettings,
    /// Whether messages go through it.
    pub is_active: bool,
    /// When something went through last.
    pub last_success_at: Option<DateTime<Utc>>,
    /// What the other side said then.
    pub last_answer: Option<String>,
    /// When something didn't, last.
    pub last_failure_at: Option<DateTime<Utc>>,
    /// What was wrong then.
    pub last_failure: Option<String>,
    /// Since when nothing goes through.
    pub failing_since: Option<DateTime<Utc>>,
}

struct Row {
    id: i32,
    name: String,
    settings: Json<ProviderSettings>,
    is_active: bool,
    last_success_at: Option<DateTime<Utc>>,
    last_answer: Option<String>,
    last_failure_at: Option<DateTime<Utc>>,
    last_failure: Option<String>,
    failing_since: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Provider {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: ProviderId(row.id),
            name: stored("name", &row.name)?,
            settings: row.settings.0,
            is_active: row.is_active,
            last_success_at: row.last_success_at,
            last_answer: row.last_answer,
            last_failure_at: row.last_failure_at,
            last_failure: row.last_failure,
            failing_since: row.failing_since,
        })
    }
}

/// The organization's providers, by name. There are few.
pub async fn list(tx: &mut OrgTx<'_>) -> Result<Vec<Provider>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select id, name, settings as "settings: Json<ProviderSettings>", is_active, last_success_at, last_answer,
               last_failure_at, last_failure, failing_since
           from providers
           where org_id = $1 and removed_at is null
           order by lower(name), id"#,
        tx.org_id().0,
    )
    .fetch_all(tx.connection())
    .await?;
    rows.into_iter().map(Provider::try_from).collect()
}

/// One of them.
pub async fn find(tx: &mut OrgTx<'_>, id: ProviderId) -> Result<Option<Provider>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        r#"select id, name, settings as "settings: Json<ProviderSettings>", is_active, last_success_at, last_answer,
               last_failure_at, last_failure, failing_since
           from providers
           where org_id = $1 and id = $2 and removed_at is null
           order by id"#,
        tx.org_id().0,
        id.0,
    )
    .fetch_optional(tx.connection())
    .await?;
    row.map(Provider::try_from).transpose()
}

/// What is needed to send.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The provider's name.
    pub name: String,
    /// What is not secret.
    pub settings: ProviderSettings,
    /// What is.
    pub secret: Option<SecretString>,
}

/// What is needed to send through a provider; `None` for one that was
/// removed.
pub async fn sender(system: &SystemScope, org: OrgId, id: ProviderId) -> Result<Option<Sender>, StoreError> {
    let mut tx = system.begin().await?;
    let row = sqlx::query!(
        r#"select name, settings as "settings: Json<ProviderSettings>", secret
           from providers
           where org_id = $1 and id = $2 and removed_at is null
           order by id"#,
        org.0,
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    let Some(row) = row else { return Ok(None) };
    let place = SECRET.at(org, id.0.into());
    let open = |sealed: Vec<u8>| secret::open(system.store.keyring(), &place, &sealed);
    Ok(Some(Sender { name: row.name, settings: row.settings.0, secret: row.secret.map(open).transpose()? }))
}
