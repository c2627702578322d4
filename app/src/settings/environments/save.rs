//! Making and changing environments, for the forms and for the API.

use super::input;
use crate::AppError;
use crate::error::Invalid;
use crate::host::Host;
use domain::access::Action;
use domain::audit::AuditAction;
use domain::health::EnvironmentKind;
use domain::id::EnvironmentId;
use serde::Deserialize;
use store::audit::Origin;
use store::environment::{self, NewEnvironment};
use store::{OrgScope, StoreError};

/// An environment as a form or a request brings it, before it is checked. What is left out keeps its value, or begins
/// with the usual one.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct EnvironmentInput {
    /// `superset` or `web`; can't be changed later.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Where a Superset is.
    pub base_url: String,
    /// As whom it is asked; with the password, or not at all.
    pub user: String,
    /// Never logged, stored sealed.
    pub password: String,
    /// `db` or `ldap`.
    pub provider: String,
    /// The most checks at one time.
    pub max_concurrent: Option<i16>,
    /// The least time between two slots, in milliseconds.
    pub minimum_gap_ms: Option<i32>,
    /// What one query may take, in milliseconds.
    pub query_limit_ms: Option<i32>,
    /// What one dashboard may take, in milliseconds.
    pub dashboard_limit_ms: Option<i32>,
}

/// Makes an environment.
///
/// # Errors
/// [`AppError::Forbidden`] below admin; [`AppError::Invalid`] for a wrong field or a name that is taken.
pub async fn create(
    host: &Host,
    scope: &OrgScope,
    input: &EnvironmentInput,
    origin: &Origin,
) -> Result<EnvironmentId, AppError> {
    scope.ask(Action::ChangeEnvironments, AuditAction::EnvironmentCreated, origin).await?;
    let kind: EnvironmentKind = input.kind.parse().map_err(|_| wrong("kind", "It is superset or web."))?;
    let name = input::name(&input.name).map_err(AppError::Invalid)?;
    let (base_url, credentials) = match kind {
        EnvironmentKind::Superset => {
            let address = host.prober.address(&input.base_url).map_err(|text| wrong("base_url", &text))?;
            let credentials =
                input::credentials(&input.user, &input.password, provider(input)).map_err(AppError::Invalid)?;
            (
                Some(address),
                Some(credentials.ok_or_else(|| wrong("user", "Type the user that Pulseboard signs in as."))?),
            )
        }
        EnvironmentKind::Web => (None, None),
    };
    let is_web = kind == EnvironmentKind::Web;
    let new = NewEnvironment {
        kind,
        name,
        base_url,
        credentials,
        max_concurrent: within("max_concurrent", input.max_concurrent.unwrap_or(if is_web { 20 } else { 2 }), 1..=100)?,
        minimum_gap_ms: within(
            "minimum_gap_ms",
            input.minimum_gap_ms.unwrap_or(if is_web { 0 } else { 5_000 }),
            0..=3_600_000,
        )?,
    };
    environment::create(scope, &new, origin).await.map_err(taken)
}

/// Changes an environment. Without user and password, those that are stored stay; at another address they have to be
/// given again, so that a password goes nowhere but where it was typed for.
///
/// # Errors
/// As [`create`]; [`AppError::NotFound`] for one that isn't there.
pub async fn change(
    host: &Host,
    scope: &OrgScope,
    id: EnvironmentId,
    input: &EnvironmentInput,
    origin: &Origin,
) -> Result<(), AppError> {
    scope.ask(Action::ChangeEnvironments, AuditAction::EnvironmentChanged, origin).await?;
    let known = {
        let mut tx = scope.begin().await?;
        environment::list(&mut tx).await?.into_iter().find(|one| one.id == id).ok_or(AppError::NotFound)?
    };
    let is_superset = known.kind == EnvironmentKind::Superset;
    let (base_url, credentials) = if is_superset {
        let address = host.prober.address(&input.base_url).map_err(|text| wrong("base_url", &text))?;
        let credentials =
            input::credentials(&input.user, &input.password, provider(input)).map_err(AppError::Invalid)?;
        (Some(address), credentials)
    } else {
        (None, None)
    };
    if is_superset && credentials.is_none() && base_url != known.base_url {
        return Err(wrong("user", "At another address, user and password have to be typed again."));
    }
    let change = environment::Change {
        name: input::name(&input.name).map_err(AppError::Invalid)?,
        base_url,
        credentials,
        max_concurrent: within("max_concurrent", input.max_concurrent.unwrap_or(known.max_concurrent), 1..=100)?,
        minimum_gap_ms: within("minimum_gap_ms", input.minimum_gap_ms.unwrap_or(known.minimum_gap_ms), 0..=3_600_000)?,
        query_limit_ms: within("query_limit_ms", input.query_limit_ms.unwrap_or(known.query_limit_ms), 100..=600_000)?,
        dashboard_limit_ms: within(
            "dashboard_limit_ms",
            input.dashboard_limit_ms.unwrap_or(known.dashboard_limit_ms),
            1_000..=3_600_000,
        )?,
    };
    environment::update(scope, id, &change, origin).await.map_err(taken)
}

fn provider(input: &EnvironmentInput) -> &str {
    if input.provider.is_empty() { "db" } else { &input.provider }
}

fn wrong(field: &str, text: &str) -> AppError {
    AppError::Invalid(Invalid::field(field, text))
}

fn within<T: PartialOrd + std::fmt::Display>(
    field: &str,
    number: T,
    allowed: std::ops::RangeInclusive<T>,
) -> Result<T, AppError> {
    let text = format!("Choose a number from {} to {}.", allowed.start(), allowed.end());
    if allowed.contains(&number) { Ok(number) } else { Err(wrong(field, &text)) }
}

/// A name that is taken is said at its field.
fn taken(error: StoreError) -> AppError {
    match error {
        StoreError::Conflict { constraint } if constraint == "environments_name_key" => {
            wrong("name", "Another environment has this name.")
        }
        other => other.into(),
    }
}
